"""The money of a scenario: what came in, was billed and is open, day by day."""

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from playbook_engine.model.money import Money
from playbook_engine.model.scenario import Scenario
from playbook_engine.simulation.tallying import SALES_DAYS, Tally, keys_of

ONE_DAY = dt.timedelta(1)

ByDay = Mapping[tuple[dt.date, str], int]
"""Minor units by day and currency."""


class Cash(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one day in one currency: what came in, was billed, and is open at its end.

    `dso`: days sales outstanding, what is open by what was billed in the last 90 days, as decimal text; empty where
    nothing was.
    """

    day: dt.date
    paid: Money
    billed: Money
    open: Money
    dso: str = ""


def cash_of(tally: Tally, scenario: Scenario) -> Iterator[Cash]:
    """Every day of a scenario, one currency after the other."""
    by_day: dict[str, ByDay] = {}
    for what in ("paid", "billed", "credited"):
        counts = keys_of(tally.tables.get(what, {}))
        by_day[what] = {(dt.date.fromisoformat(day), currency): minor for (day, currency), minor in counts}
    opening = tally.tables.get("open", {})
    currencies = sorted({*opening, *(currency for each in by_day.values() for _, currency in each)})
    for currency in currencies:
        yield from _course(currency, opening.get(currency, 0), by_day, scenario)


def _course(currency: str, opening: int, by_day: Mapping[str, ByDay], scenario: Scenario) -> Iterator[Cash]:
    """One currency day by day. What came in without being applied is counted as if it were."""
    now, day = opening, scenario.first
    while day <= scenario.last:
        paid, billed, credited = (by_day[what].get((day, currency), 0) for what in ("paid", "billed", "credited"))
        now += billed - paid - credited
        since = day - dt.timedelta(SALES_DAYS - 1)
        sales = sum(minor for (on, each), minor in by_day["billed"].items() if each == currency and since <= on <= day)
        yield Cash(
            day=day,
            paid=Money(paid, currency),
            billed=Money(billed, currency),
            open=Money(now, currency),
            dso=_tenths(now * SALES_DAYS, sales) if sales > 0 else "",
        )
        day += ONE_DAY


def _tenths(over: int, under: int) -> str:
    """A share with one place, rounded half up."""
    tenths = (over * 20 + under) // (2 * under)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
