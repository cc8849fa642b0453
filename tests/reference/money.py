"""Rule 5: amounts by currency, exact, and what is unknown where a rate lacks."""

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction

from playbook_engine.model.book import Setting
from playbook_engine.model.money import digits_of

Amounts = Mapping[str, Fraction]
"""Minor units by currency."""


class MissingRates(Exception):
    """Rule 5c: the answer is unknown for want of these rates, each as `EUR>USD`."""

    def __init__(self, pairs: Iterable[str]) -> None:
        self.pairs = frozenset(pairs)
        super().__init__(", ".join(sorted(self.pairs)))

    @property
    def first(self) -> str:
        return min(self.pairs)


def added(amounts: Iterable[tuple[str, int | Fraction]]) -> dict[str, Fraction]:
    """A sum over currencies; what is nothing has no currency."""
    sums: dict[str, Fraction] = {}
    for currency, minor in amounts:
        sums[currency] = sums.get(currency, Fraction(0)) + minor
    return {currency: minor for currency, minor in sums.items() if minor != 0}


def total_in(amounts: Amounts, target: str, setting: Setting, day: dt.date) -> Fraction:
    """Rule 5a: all of it in one currency, unrounded. Amounts of zero need no rate."""
    total = Fraction(0)
    missing: set[str] = set()
    for currency, minor in amounts.items():
        if currency == target or minor == 0:
            total += minor
            continue
        rate = rate_on(setting, currency, target, day)
        if rate is None:
            missing.add(f"{currency}>{target}")
        else:
            total += minor * rate
    if missing:
        raise MissingRates(missing)
    return total


def rate_on(setting: Setting, source: str, target: str, day: dt.date) -> Fraction | None:
    """Rule 5b: minor units of `target` for one of `source`."""
    straight = _latest(setting, source, target, day)
    if straight is not None:
        return straight
    opposite = _latest(setting, target, source, day)
    return None if opposite is None else 1 / opposite


def _latest(setting: Setting, source: str, target: str, day: dt.date) -> Fraction | None:
    known = [
        (each.on, each.rate)
        for each in setting.rates
        if each.source == source and each.target == target and each.on <= day
    ]
    if not known:
        return None
    _, rate = max(known)
    return Fraction(rate) * Fraction(10 ** digits_of(target), 10 ** digits_of(source))
