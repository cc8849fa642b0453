"""How numbers are written: digits 0 to 9 and one decimal point, with a word on every other way."""

import re
import unicodedata

from playbook_engine.language.scalars.typed import Unfit
from playbook_engine.language.wording import ticked

MOST_DIGITS = 15
"""Before the decimal point; no amount or count of this trade needs more."""

MOST_DECIMALS = 9

_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?:(?P<sign>[,._' \u00a0\u2009\u202f\u2019])[0-9]{3})(?:(?P=sign)[0-9]{3})*(?:[.,][0-9]+)?"
)
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
_BASED = re.compile(r"[+-]?0[xXoObB][0-9a-fA-F]+")
_UNREAL = re.compile(r"[+-]?\.?(?:nan|inf|infinity)", re.IGNORECASE)


def number_in(text: str) -> str | Unfit:
    """The text itself where it is a plain number: `-12`, `1000.10`; else why it is none, with how to write it."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return _unfit(text)
    sign, whole, decimals = match.groups()
    if len(whole) > MOST_DIGITS:
        return Unfit(
            f"{ticked(text, 30)} has more than {MOST_DIGITS} digits before the decimal point", "write a smaller number"
        )
    if len(decimals or "") > MOST_DECIMALS:
        return Unfit(f"{ticked(text, 30)} has more than {MOST_DECIMALS} decimal places", "write fewer")
    if len(whole) > 1 and whole.startswith("0"):
        return Unfit(
            f"{ticked(text)} begins with a zero that counts for nothing", f"write {ticked(sign + _plain(text))}"
        )
    if sign and not text.strip("-0."):
        return Unfit(f"{ticked(text)} is zero with a sign", "write `0`")
    return text


def of_unit(unfit: Unfit, unit: str) -> Unfit:
    """Why a number is none, where it stands before a unit: the number that the help line ends in gets the unit too."""
    return Unfit(unfit.message, re.sub(r"`([-0-9.]+)`$", rf"`\1{unit}`", unfit.help))


def _plain(text: str) -> str:
    """Without sign and leading zeros."""
    stripped = text.lstrip("+-").lstrip("0")
    return stripped if stripped[:1].isdigit() else f"0{stripped}"


def _unfit(text: str) -> Unfit:
    """Why a text is no number, by what it looks like."""
    ascii_digits = _in_ascii(text)
    if ascii_digits != text:
        return Unfit(f"{ticked(text)} is written with other digits than 0 to 9", f"write {ticked(ascii_digits)}")
    if _UNREAL.fullmatch(text):
        return Unfit(f"{ticked(text)} is no number", "write a number, or leave the key out")
    if _EXPONENT.fullmatch(text):
        return Unfit(f"{ticked(text)} is written with an exponent", "write all digits, such as `1000`")
    if _BASED.fullmatch(text):
        return Unfit(
            f"{ticked(text)} is not a decimal number", "write it with the digits 0 to 9, such as `16` for `0x10`"
        )
    return _nearly(text)


def _nearly(text: str) -> Unfit:
    """What has the right characters in the wrong form."""
    ungrouped = _without_grouping(text)
    if ungrouped:
        return Unfit(f"{ticked(text)} has separators between its digits", f"write {ticked(ungrouped)}")
    if re.fullmatch(r"[+-]?[0-9]*,[0-9]+", text):
        return Unfit(f"{ticked(text)} has a decimal comma", f"write {ticked(text.replace(',', '.'))}")
    if re.fullmatch(r"\+[0-9]+(\.[0-9]+)?", text):
        return Unfit(f"{ticked(text)} has a plus sign", f"write {ticked(text[1:])}")
    if re.fullmatch(r"[+-]?\.[0-9]+|[+-]?[0-9]+\.", text):
        return Unfit(
            f"{ticked(text)} has digits on one side of the decimal point only", f"write {ticked(_completed(text))}"
        )
    return Unfit(f"{ticked(text)} is no number", "write digits, with a decimal point if need be, such as `1000.10`")


def _without_grouping(text: str) -> str:
    """`1,000.50`, `1.000,50` and `1 000` without thousands separators; nothing where there are none."""
    match = _GROUPED.fullmatch(text)
    if not match:
        return ""
    separator = match["sign"]
    if separator == "." and "," not in text and text.count(".") == 1:
        return ""
    return text.replace(separator, "").replace(",", ".").removeprefix("+")


def _completed(text: str) -> str:
    """`.5` as `0.5`, `5.` as `5`."""
    sign = "-" if text.startswith("-") else ""
    return sign + _plain(text).removesuffix(".")


def _in_ascii(text: str) -> str:
    """The text with every digit of another script as one of 0 to 9."""
    return "".join(str(unicodedata.decimal(each, each)) for each in text)
