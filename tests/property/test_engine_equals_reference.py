"""The engine decides what the reference decides, which was written from docs/semantics.md alone."""

import datetime as dt

from playbook_engine.analysis.strategies.cases import Drawn
from tests.property.comparing import differences
from tests.property.growing import grown
from tests.property.laws import of_cases

DAYS = (0, 1, 2, 5, 11)
TIMES = (dt.time(0, 0), dt.time(9, 0), dt.time(17, 0), dt.time(23, 30))


class TestEngineEqualsReference:
    """docs/semantics.md: "the rules are the source for two programs that do not know each other"."""

    @of_cases(4)
    def test_on_several_days_of_any_state(self, case: Drawn) -> None:
        _agree(case, [case.after(days) for days in DAYS])

    @of_cases(2)
    def test_on_several_days_of_a_state_that_grew_by_its_own_decisions(self, case: Drawn) -> None:
        grew = grown(case, case.day.toordinal() + len(case.unit.invoices))
        _agree(grew, [case.after(days) for days in DAYS])

    @of_cases(1)
    def test_at_instants_of_a_day(self, case: Drawn) -> None:
        _agree(case, [dt.datetime.combine(case.day, time, dt.UTC) for time in TIMES])


def _agree(case: Drawn, moments: list[dt.date] | list[dt.datetime]) -> None:
    found = differences(case, moments)
    assert not found, "engine and reference differ:\n" + "\n".join(found)
