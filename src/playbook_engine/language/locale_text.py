"""Amounts and days as a reader of a language writes them: exact, and the same on every machine."""

import datetime as dt
import re
from copy import copy
from decimal import Decimal
from functools import lru_cache

import msgspec
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from playbook_engine.model.money import Money, digits_of

MONEY_STYLES = ("symbol", "code", "number")
"""`1.000,10 €`, `1.000,10 EUR`, `1.000,10`."""

DATE_STYLES = ("short", "medium", "long", "full")

_PATTERN = re.compile(r"(?:y{1,4}|M{1,4}|L{1,4}|d{1,2}|E{1,4}|[ .,/\u00a0-]|'[^']*')+")


class Amount(msgspec.Struct, frozen=True):
    """Money that writes itself in a language."""

    money: Money
    language: str

    def __str__(self) -> str:
        """With the currency's sign."""
        return text_of_money(self.money, self.language)


class Day(msgspec.Struct, frozen=True):
    """A date that writes itself in a language."""

    day: dt.date
    language: str

    def __str__(self) -> str:
        """With the month's name."""
        return text_of_day(self.day, self.language)


def is_language(tag: str) -> bool:
    """Whether a tag such as `de` or `de-AT` names a language that can be written."""
    try:
        return bool(re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag)) and bool(_locale(tag))
    except (UnknownLocaleError, ValueError):
        return False


def text_of_money(money: Money, language: str, style: str = "symbol") -> str:
    """An amount with as many decimal places as its currency has (ISO 4217), in one of `MONEY_STYLES`."""
    locale, digits = _locale(language), digits_of(money.currency)
    amount = Decimal(money.minor).scaleb(-digits)
    if style == "number":
        fraction = "." + "0" * digits if digits else ""
        return format_decimal(amount, f"#,##0{fraction}", locale=locale)
    standard = locale.currency_formats["standard"]
    if style == "code":
        return f"{text_of_money(money, language, 'number')}\u00a0{money.currency}"
    pattern = copy(standard)
    pattern.frac_prec = (digits, digits)
    return str(pattern.apply(amount, locale, currency=money.currency, currency_digits=False))


def text_of_day(day: dt.date, language: str, style: str = "long") -> str:
    """A day in one of `DATE_STYLES`, or by a pattern of Unicode such as `d. MMMM yyyy`."""
    return format_date(day, style, locale=_locale(language))


def is_date_style(style: str) -> bool:
    """Whether a style can be written: by name, or a pattern of day, month, year and weekday."""
    return style in DATE_STYLES or bool(_PATTERN.fullmatch(style))


def text_of_share(share: Decimal, language: str) -> str:
    """A share as percent with up to two places: 1/8 is `12.5%`."""
    locale = _locale(language)
    pattern = copy(locale.percent_formats[None])
    pattern.frac_prec = (0, 2)
    return format_percent(share, format=pattern, locale=locale)


def text_of_list(texts: list[str], language: str) -> str:
    """Texts in a row, with the language's `and` before the last."""
    return format_list(texts, locale=_locale(language))


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")
