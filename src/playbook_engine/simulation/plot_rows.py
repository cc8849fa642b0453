"""The numbers behind the plots: plain counts over acts, as rows of data."""

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from playbook_engine.model.book import Unit
from playbook_engine.model.money import digits_of
from playbook_engine.model.playbook import CONTACT_KINDS, Playbook
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.balances import courses_of
from playbook_engine.simulation.plot_looks import NO_TONE

Rows = list[dict[str, Any]]

DAYS, WEEKS, MONTHS = 62, 62 * 7, 62 * 30
"""Longest spans that are drawn by day, by week and by month; longer ones are drawn by year."""
AGES = (("not due", 0), ("1 to 30", 30), ("31 to 60", 60), ("61 to 90", 90), ("over 90", 10**6))
"""Classes of days past due, each with its last day."""

_LONGEST = {"day": DAYS, "week": WEEKS, "month": MONTHS}
_DAY = dt.timedelta(days=1)


class Bin(msgspec.Struct, frozen=True):
    """Some days that are drawn as one, both included."""

    first: dt.date
    last: dt.date

    @property
    def middle(self) -> str:
        """The instant in the middle of it, in UTC."""
        noon = dt.datetime.combine(self.first, dt.time(12), dt.UTC)
        return f"{noon + (self.last - self.first) / 2:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def data(self) -> dict[str, Any]:
        """Where it begins and where the next one does, for the axis."""
        return {"from": self.first.isoformat(), "to": (self.last + _DAY).isoformat()}


def bins(first: dt.date, last: dt.date) -> tuple[str, list[Bin]]:
    """A span as days, as weeks from Monday on, as months or years: as many as can be told apart."""
    days = (last - first).days + 1
    what = next((each for each, most in _LONGEST.items() if days <= most), "year")
    found, start = [], first
    while start <= last:
        end = min(last, _end(start, what))
        found.append(Bin(start, end))
        start = end + _DAY
    return what, found


def are_cut(what: str, places: Sequence[Bin]) -> bool:
    """Whether the first or the last week or month is not there as a whole."""
    first, after = places[0].first, places[-1].last + _DAY
    if what == "week":
        return first.weekday() != 0 or after.weekday() != 0
    if what == "month":
        return first.day != 1 or after.day != 1
    return what == "year" and ((first.month, first.day) != (1, 1) or (after.month, after.day) != (1, 1))


def contact_rows(acts: Iterable[Act], first: dt.date, last: dt.date, places: Sequence[Bin]) -> Rows:
    """How many messages of each tone reach customers in each bin: work that goes out as one counts once."""
    starts = [each.first for each in places]
    messages = {
        (act.day, act.account, act.action.message, act.action.tone or NO_TONE)
        for act in acts
        if act.action.kind in CONTACT_KINDS and first <= act.day <= last
    }
    counts = Counter((bisect_right(starts, day) - 1, tone) for day, _, _, tone in messages)
    return [{**places[place].data, "tone": tone, "contacts": count} for (place, tone), count in sorted(counts.items())]


def funnel_rows(acts: Iterable[Act], playbooks: Sequence[Playbook], tones: Sequence[str]) -> Rows:
    """How many customers each step of each ladder reached, by the stiffest tone in which it reached them."""
    stiffness = {tone: place for place, tone in enumerate(tones)}
    reached: dict[tuple[str, str], dict[str, str]] = {}
    for act in acts:
        tone, customers = act.action.tone or NO_TONE, reached.setdefault((act.playbook, act.action.step), {})
        known = customers.get(act.account)
        if known is None or stiffness.get(tone, -1) > stiffness.get(known, -1):
            customers[act.account] = tone
    return list(_steps_reached(reached, playbooks, stiffness))


def ageing_rows(units: Iterable[Unit], places: Sequence[Bin]) -> Rows:
    """What is open at the end of each bin, by currency and days past due, in minor units and in major ones."""
    sums: Counter[tuple[int, str, int]] = Counter()
    for unit in units:
        for course in courses_of(unit):
            closed = course.closed_on or dt.date.max
            for place, each in enumerate(places):
                if course.issued_on <= each.last < closed and (balance := course.balance(each.last)):
                    sums[place, course.currency, age_class((each.last - course.due_on).days)] += balance
    return [
        {
            **places[place].data,
            "on": places[place].last.isoformat(),
            "currency": currency,
            "age": AGES[age][0],
            "place": age,
            "minor": minor,
            "amount": minor / 10 ** digits_of(currency),
        }
        for (place, currency, age), minor in sorted(sums.items())
    ]


def stacked(rows: Rows, field: str) -> Rows:
    """Rows of one bin put on top of each other, in their order by `place`: each from `below` to `above`."""
    tops: dict[str, float] = {}
    found: Rows = []
    for row in sorted(rows, key=lambda each: (each["from"], each["place"])):
        below = tops.get(row["from"], 0)
        tops[row["from"]] = above = below + row[field]
        found.append({**row, "below": below, "above": above})
    return found


def age_class(days_overdue: int) -> int:
    """The class of an item by its days past due."""
    return next(place for place, (_, last) in enumerate(AGES) if days_overdue <= last)


def step_rows(sides: Sequence[tuple[str, Iterable[Act]]]) -> Rows:
    """How many actions each side has of each step, nothing where it has none, in the order of playbook and step."""
    counts = {name: Counter((act.playbook, act.action.step) for act in acts) for name, acts in sides}
    keys = sorted({key for each in counts.values() for key in each})
    return [
        {"step": f"{playbook} · {step}" if playbook else step or "without a step", "side": name, "place": place,
         "actions": counts[name][playbook, step]}
        for playbook, step in keys
        for place, name in enumerate(counts)
    ]  # fmt: skip


def side_rows(sides: Sequence[tuple[str, Iterable[Act]]], first: dt.date, last: dt.date, places: Sequence[Bin]) -> Rows:
    """How many messages reach customers in each bin on each side, nothing included."""
    found: Rows = []
    for name, acts in sides:
        counts: Counter[str] = Counter()
        for row in contact_rows(acts, first, last, places):
            counts[row["from"]] += row["contacts"]
        found += [
            {**each.data, "at": each.middle, "side": name, "contacts": counts[each.first.isoformat()]}
            for each in places
        ]
    return found


def _end(start: dt.date, what: str) -> dt.date:
    if what == "day":
        return start
    if what == "week":
        return start + dt.timedelta(days=6 - start.weekday())
    if what == "year":
        return start.replace(month=12, day=31)
    return (start.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - _DAY


def _steps_reached(
    reached: dict[tuple[str, str], dict[str, str]], playbooks: Sequence[Playbook], stiffness: dict[str, int]
) -> Iterator[dict[str, Any]]:
    """The steps of ladders that did anything at all, those that reached nobody among them."""
    for playbook in playbooks:
        names = [*(each.name for each in playbook.cadence), *(each.name for each in playbook.exhausted)]
        if not any(reached.get((playbook.name, name)) for name in names):
            continue
        for place, name in enumerate(names):
            tones = Counter(reached.get((playbook.name, name), {}).values()) or Counter({NO_TONE: 0})
            for tone, customers in sorted(tones.items()):
                yield {
                    "playbook": playbook.name, "step": name, "place": place, "tone": tone, "customers": customers,
                    "stiffness": stiffness.get(tone, -1),
                }  # fmt: skip
