"""Numbers, percentages and amounts of money, all exact."""

import re
from decimal import Decimal
from fractions import Fraction

from playbook_engine.language.codes_text import NOT_MONEY, NOT_NUMBER, NOT_PERCENT, NOT_WHOLE
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.scalars.digits import number_in, of_unit
from playbook_engine.language.scalars.typed import Unfit, typed
from playbook_engine.language.wording import counted, ticked
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.money import Money, digits_of, parse_amount

_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNT_FIRST = re.compile(r"(.*?[0-9.])\s*([^\W\d_]{3}|[€$£¥])")
_CURRENCY_FIRST = re.compile(r"([^\W\d_]{3}|[€$£¥])\s*([-+]?[0-9.].*)")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}


def whole(scalar: Scalar, least: int | None = None, most: int | None = None) -> int | Diagnostic:
    """A whole number between two bounds that belong to it."""
    return typed(scalar, NOT_WHOLE, lambda text: whole_in(text, least, most))


def number(scalar: Scalar) -> Decimal | Diagnostic:
    """A number with or without decimal places, exact."""
    return typed(scalar, NOT_NUMBER, decimal_in)


def percent(scalar: Scalar) -> Fraction | Diagnostic:
    """A percentage, not below zero, as a fraction: `10%` is 1/10."""
    return typed(scalar, NOT_PERCENT, percent_in)


def money(scalar: Scalar) -> Money | Diagnostic:
    """An amount and its currency: `1000.10 EUR`."""
    return typed(scalar, NOT_MONEY, money_in)


def whole_in(text: str, least: int | None = None, most: int | None = None) -> int | Unfit:
    """A text as a whole number, or why it is none."""
    digits = number_in(text)
    if isinstance(digits, Unfit):
        return digits
    if "." in digits:
        return Unfit(f"{ticked(text)} is no whole number", "write it without decimal places")
    value = int(digits)
    if least is not None and value < least:
        return Unfit(f"{ticked(text)} is too small", f"write {least} or more")
    if most is not None and value > most:
        return Unfit(f"{ticked(text)} is too large", f"write {most} or less")
    return value


def decimal_in(text: str) -> Decimal | Unfit:
    """A text as a number, or why it is none."""
    digits = number_in(text)
    return digits if isinstance(digits, Unfit) else Decimal(digits)


def percent_in(text: str) -> Fraction | Unfit:
    """A text as a percentage, or why it is none."""
    if not text.endswith("%"):
        return Unfit(f"{ticked(text)} is no percentage", _percent_help(text))
    digits = number_in(text[:-1])
    if isinstance(digits, Unfit):
        inner = number_in(text[:-1].rstrip())
        if not isinstance(inner, Unfit):
            return Unfit(f"{ticked(text)} has a space before the percent sign", f"write `{inner}%`")
        return of_unit(digits, "%")
    if digits.startswith("-"):
        return Unfit(f"{ticked(text)} is below zero", "write `0%` or more")
    return Fraction(digits) / 100


def money_in(text: str) -> Money | Unfit:
    """A text as an amount of money, or why it is none."""
    amount, space, currency = text.rpartition(" ")
    if not space or not _CURRENCY.fullmatch(currency) or not re.fullmatch(r"[-+.]*\d(?:.*\d)?\.?", amount):
        return _no_money(text)
    digits = number_in(amount)
    if isinstance(digits, Unfit):
        return of_unit(digits, f" {currency}")
    decimals = digits.partition(".")[2]
    if len(decimals) > digits_of(currency):
        return _too_exact(digits, decimals, currency)
    return parse_amount(digits, currency)


def _percent_help(text: str) -> str:
    """How to write what somebody wrote without the sign."""
    word = re.fullmatch(r"(\S+?)\s*(?:percent|per cent|pct|٪|％)", text)
    digits = number_in(word[1]) if word else number_in(text)
    if isinstance(digits, Unfit):
        return "write a number and a percent sign, such as `10%`"
    if word or abs(Decimal(digits)) > 1:
        return f"write `{digits}%`"
    return f"write `{(Decimal(digits) * 100).normalize():f}%` for a share of {digits}, or `{digits}%`"


def _no_money(text: str) -> Unfit:
    """Why a text is no amount of money, by what it looks like."""
    first, last = _CURRENCY_FIRST.fullmatch(text), _AMOUNT_FIRST.fullmatch(text)
    if first:
        currency, amount = first.groups()
        return Unfit(f"{ticked(text)} has the currency in front", _written(amount, currency))
    if last:
        amount, currency = last.groups()
        return Unfit(
            f"{ticked(text)} is not an amount, a space and a currency of three capital letters",
            _written(amount, currency),
        )
    if not isinstance(number_in(text), Unfit):
        return Unfit(f"{ticked(text)} has no currency", f"write {ticked(text + ' EUR')}")
    return Unfit(f"{ticked(text)} is no amount of money", "write an amount and a currency, such as `1000.10 EUR`")


def _written(amount: str, currency: str) -> str:
    """A help line with amount and currency in our order; a mended amount where it is no number."""
    digits = number_in(amount)
    code = _SIGNS.get(currency, currency.upper())
    return of_unit(digits, f" {code}").help if isinstance(digits, Unfit) else f"write `{digits} {code}`"


def _too_exact(digits: str, decimals: str, currency: str) -> Unfit:
    """`1.000 EUR` is one to some and a thousand to others."""
    whole_part, places = digits.partition(".")[0], digits_of(currency)
    help = f"write `{whole_part}.{decimals[:places]} {currency}`" if places else f"write `{whole_part} {currency}`"
    if len(decimals) == 3:
        help += f", or `{whole_part}{decimals} {currency}` if the point parts thousands"
    given = counted(len(decimals), "decimal place")
    return Unfit(f"`{digits} {currency}` has {given}, and {currency} has {places}", help)
