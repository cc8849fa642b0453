"""A portfolio with a past: every account lived through the days before, so that there are touches to look back on."""

import datetime as dt
from collections.abc import Iterator

from benchmarks.portfolio import DAY, units
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.taking import take

DAYS = 30
SETTING = Setting()


def lived(evaluator: Evaluator, invoices: int, start: int = 0) -> Iterator[Unit]:
    """Units with `invoices` invoices in all, after what was decided in the last days was taken as done."""
    for unit in units(invoices, start):
        yield _lived(evaluator, unit)


def _lived(evaluator: Evaluator, unit: Unit) -> Unit:
    """Decided on each day on which something may change by what the decisions themselves say (rule 33)."""
    day = DAY - dt.timedelta(DAYS)
    while day < DAY:
        decisions = evaluator.decide(SETTING, unit, day)
        unit = take(unit, decisions)
        tomorrow = day + dt.timedelta(1)
        if any(each.actions for each in decisions):
            day = tomorrow
        else:
            day = max(tomorrow, min((each.next_change_on or DAY for each in decisions), default=DAY))
    return unit
