"""Money: whole minor units of a currency, exact in every sum and comparison."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

import msgspec

# ISO 4217, list one: currencies whose minor unit is not a hundredth. A test compares this with Babel's table.
_DIGITS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "CLF": 4, "UYW": 4,
}  # fmt: skip
_AMOUNT = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,4}))?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def digits_of(currency: str) -> int:
    """Decimal places of a currency's minor unit (ISO 4217)."""
    return _DIGITS.get(currency, 2)


class Money(msgspec.Struct, frozen=True):
    """An amount in minor units (cents, yen, fils) of an ISO 4217 currency."""

    minor: int
    currency: str

    @property
    def amount(self) -> str:
        """Decimal text in major units: `1000.10`, without the currency."""
        return decimal_text(self.minor, self.currency)

    def __str__(self) -> str:
        """`1000.10 EUR`, which `parse_money` reads back."""
        return f"{self.amount} {self.currency}"

    def __bool__(self) -> bool:
        """Whether it is not nothing."""
        return self.minor != 0


def decimal_text(minor: int, currency: str) -> str:
    """Minor units as decimal text in major units: (100010, EUR) is `1000.10`."""
    digits = digits_of(currency)
    sign, units = ("-" if minor < 0 else ""), abs(minor)
    if digits == 0:
        return f"{sign}{units}"
    return f"{sign}{units // 10**digits}.{units % 10**digits:0{digits}d}"


def parse_amount(text: str, currency: str) -> Money:
    """Decimal text in major units to money. Raises ValueError with a sentence for an author."""
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise ValueError(f"`{text}` is no amount: write digits and a decimal point, such as `1000.10`")
    if not _CURRENCY.fullmatch(currency):
        raise ValueError(f"`{currency}` is no currency: write three capital letters, such as `EUR`")
    sign, whole, part = match.groups()
    digits = digits_of(currency)
    kept = (part or "").rstrip("0")
    if len(kept) > digits:
        raise ValueError(f"`{text}` has more decimal places than {currency} has ({digits})")
    minor = int(whole) * 10**digits + int(kept.ljust(digits, "0") or "0")
    return Money(-minor if sign else minor, currency)


def parse_money(text: str) -> Money:
    """`1000.10 EUR` to money. Raises ValueError with a sentence for an author."""
    amount, _, currency = text.partition(" ")
    if not currency and _CURRENCY.fullmatch(amount):
        raise ValueError(f"`{text}` has no amount: write `1000 {amount}`")
    if _CURRENCY.fullmatch(amount):
        raise ValueError(f"`{text}` has the currency in front: write `{currency} {amount}`")
    if not currency:
        raise ValueError(f"`{text}` has no currency: write `{text} EUR`")
    return parse_amount(amount, currency)


class Rate(msgspec.Struct, frozen=True):
    """From `on` onwards one major unit of `source` is worth `rate` (decimal text) major units of `target`."""

    on: dt.date
    source: str
    target: str
    rate: str


class MissingRate(Exception):
    """An amount was needed in another currency and no rate is known; the case is held, never guessed.

    `pairs` are the missing rates, such as `USD>EUR`, `pair` the first of them; `step` the step that asked.
    """

    def __init__(self, pairs: Iterable[str]) -> None:
        self.pairs = frozenset(pairs)
        self.pair = min(self.pairs)
        self.step = ""
        super().__init__(f"no exchange rate {self.pair}")


Rates = Mapping[tuple[str, str], Fraction]
"""Minor units of the second currency for one minor unit of the first, as of one day."""

Sums = Mapping[str, int]
"""Minor units by currency."""


def rates_on(rates: Iterable[Rate], day: dt.date) -> dict[tuple[str, str], Fraction]:
    """The rates in force on a day: of each pair the latest not after it, and its inverse where none is given."""
    latest: dict[tuple[str, str], Rate] = {}
    for each in rates:
        pair = (each.source, each.target)
        if each.on <= day and (pair not in latest or (each.on, each.rate) > (latest[pair].on, latest[pair].rate)):
            latest[pair] = each
    known = {
        pair: Fraction(each.rate) * Fraction(10 ** digits_of(each.target), 10 ** digits_of(each.source))
        for pair, each in latest.items()
    }
    for (source, target), rate in list(known.items()):
        known.setdefault((target, source), 1 / rate)
    return known


def convert(minor: int | Fraction, source: str, target: str, rates: Rates) -> Fraction | int:
    """An amount in another currency, unrounded. Raises MissingRate."""
    if source == target or minor == 0:
        return minor
    rate = rates.get((source, target))
    if rate is None:
        raise MissingRate((f"{source}>{target}",))
    return minor * rate


def total_in(sums: Sums, target: str, rates: Rates) -> Fraction | int:
    """Sums by currency as one unrounded amount in minor units of `target`. Raises MissingRate with all that lack."""
    missing = [
        currency for currency, minor in sums.items() if minor and currency != target and (currency, target) not in rates
    ]
    if missing:
        raise MissingRate(f"{currency}>{target}" for currency in missing)
    return sum((convert(minor, currency, target, rates) for currency, minor in sums.items()), 0)
