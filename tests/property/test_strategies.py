"""The strategies as a user meets them: for a release of their own, boundaries hit, failing cases small."""

import datetime as dt

from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.background import background_of
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.releases import releases
from playbook_engine.analysis.strategies.units import days, settings_for, unit_of, units
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Unit
from playbook_engine.model.release import Release
from playbook_engine.model.units import decode_setting, decode_unit, encode_setting, encode_unit
from tests.reference.build import at_least, day, one_of, playbook, release, step

TODAY = day("2026-03-16")
OWN = release(
    playbook(
        step("first", "10 days after due", when=at_least("case.balance", "1234 EUR")),
        when=one_of("account.tier", "gold", "silver"),
    )
)


class TestUnits:
    """Design 5: "Hypothesis strategies made from the fact catalogue and from the constants in the playbooks"."""

    def test_constants_of_a_release_are_met_and_missed_by_one(self) -> None:
        drawn = [_unit(seed) for seed in range(400)]
        amounts = {item.amount for each in drawn for invoice in each.invoices for item in invoice.items}
        assert {123_399, 123_400, 123_401} <= amounts
        ages = {(TODAY - item.due_on).days for each in drawn for invoice in each.invoices for item in invoice.items}
        assert {9, 10, 11} <= ages
        assert {"gold", "silver", None} <= {each.accounts[0].tier for each in drawn}

    def test_a_failing_unit_loses_the_invoices_that_do_not_matter(self) -> None:
        small = find(units(OWN, TODAY), lambda each: bool(each.invoices), settings=settings(database=None))
        assert len(small.invoices) == 1

    @given(data=st.data())
    @settings(suppress_health_check=[HealthCheck.too_slow])
    def test_what_is_drawn_for_any_release_is_read_back_the_same_and_decided(self, data: st.DataObject) -> None:
        rules: Release = data.draw(releases())
        today: dt.date = data.draw(days())
        unit, setting = data.draw(units(rules, today)), data.draw(settings_for(rules, today))
        assert decode_unit(encode_unit(unit)) == unit
        assert decode_setting(encode_setting(setting)) == setting
        Evaluator(rules).decide(setting, unit, today)


class TestChance:
    """Design: "chance in a scenario is a hash of the seed and of what is drawn for, never a stream"."""

    def test_a_part_is_chosen_alike_whatever_was_chosen_before(self) -> None:
        fresh, used = Chance(7), Chance(7)
        for _ in range(5):
            used.below(100)
        assert fresh.part("step", 2).below(10**9) == used.part("step", 2).below(10**9)

    def test_an_invoice_is_told_alike_whatever_others_there_are(self) -> None:
        background = background_of(OWN, TODAY)
        alone, first = unit_of(background, Chance(1), [5]), unit_of(background, Chance(1), [5, 6, 7])
        assert alone.invoices[0].items == first.invoices[0].items


def _unit(seed: int) -> Unit:
    return unit_of(background_of(OWN, TODAY), Chance(seed), [seed, seed + 10**6])
