"""Counting how customers behaved before a day: each item and each contact as long as it was watched."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from playbook_engine.model.behaviour import Ages, Behaviour, Habits
from playbook_engine.model.book import Unit
from playbook_engine.simulation.watching import Seen, seen_of

AGES = (-120, 730)
"""First and last age that is counted; what is watched longer is cut."""


class Watch:
    """Of one thing: how many began and ended to be watched at each age, and of how many it happened."""

    __slots__ = ("began", "did", "ended")

    def __init__(self) -> None:
        self.began: Counter[int] = Counter()
        self.ended: Counter[int] = Counter()
        self.did: Counter[int] = Counter()

    def add(self, first: int, last: int, did: bool) -> None:
        """One that was watched at the ages from first to last; `did`: it happened at the last."""
        low, high = AGES
        if last < first or last < low or first > high:
            return
        self.began[max(first, low)] += 1
        self.ended[min(last, high) + 1] += 1
        if did and last <= high:
            self.did[last] += 1

    def update(self, other: "Watch") -> None:
        """With what another group's watch has seen."""
        self.began.update(other.began)
        self.ended.update(other.ended)
        self.did.update(other.did)

    def ages(self) -> Ages:
        """The counts by age."""
        if not self.began:
            return Ages()
        edges = sorted({*self.began, *self.ended})
        could: list[int] = []
        now = 0
        for age, later in pairwise(edges):
            now += self.began.get(age, 0) - self.ended.get(age, 0)
            could += [now] * (later - age)
        did = [0] * len(could)
        for age, count in self.did.items():
            did[age - edges[0]] = count
        return Ages(edges[0], tuple(could), tuple(did))


class Counted:
    """What was counted of a group."""

    __slots__ = ("histograms", "numbers", "tables")

    def __init__(self) -> None:
        self.tables: dict[str, Watch] = {}
        self.numbers: Counter[str] = Counter()
        self.histograms: dict[str, Counter[Any]] = {}

    def add(self, seen: Seen) -> None:
        """One account."""
        for table, first, last, did in seen.watched:
            if table not in self.tables:
                self.tables[table] = Watch()
            self.tables[table].add(first, last, did)
        self.numbers.update(seen.numbers)
        for name, value in seen.values:
            self.histograms.setdefault(name, Counter())[value] += 1

    def update(self, other: "Counted") -> None:
        """Another group."""
        for table, watch in other.tables.items():
            self.tables.setdefault(table, Watch()).update(watch)
        self.numbers.update(other.numbers)
        for name, values in other.histograms.items():
            self.histograms.setdefault(name, Counter()).update(values)

    def habits(self) -> Habits:
        """The counts as a value."""
        fields: dict[str, Any] = {name: watch.ages() for name, watch in self.tables.items()}
        fields |= self.numbers
        fields |= {name: tuple(sorted(values.items())) for name, values in self.histograms.items()}
        return Habits(**fields)


def learn(units: Iterable[Unit], before: dt.date, least: int = 5) -> Behaviour:
    """The habits of everyone and of each tier, from what happened before a day."""
    tiers: dict[str, Counted] = {}
    for unit in units:
        seen = seen_of(unit, before)
        for account in unit.accounts:
            if account.id in seen:
                tiers.setdefault(account.tier or "", Counted()).add(seen[account.id])
    everyone = Counted()
    for _, counted in sorted(tiers.items()):
        everyone.update(counted)
    known = {tier: counted.habits() for tier, counted in sorted(tiers.items()) if tier}
    return Behaviour(everyone=everyone.habits(), tiers=known, least=least)


def habits_of(seen: Seen) -> Habits:
    """The habits of one account."""
    counted = Counted()
    counted.add(seen)
    return counted.habits()
