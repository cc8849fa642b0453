"""Single values by type, from their text."""

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from playbook_engine.language.codes_meaning import BAD_PHRASE, UNKNOWN_REGION
from playbook_engine.language.codes_text import NOT_NAME
from playbook_engine.language.keys.kinds import PhraseKind
from playbook_engine.language.locale_text import is_language
from playbook_engine.language.meaning.names import Names
from playbook_engine.language.meaning.regions import countries, is_region
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.phrases import calendars, listing, people, schedule, tones
from playbook_engine.language.phrases.currencies import currency_fault
from playbook_engine.language.phrases.days import days
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.phrases.words import Misread
from playbook_engine.language.scalars.dates import date
from playbook_engine.language.suggest import help_meant
from playbook_engine.language.wording import ticked
from playbook_engine.model.diagnostic import Place


class _Broken:
    """The mark of a value that has faults, which have been noted."""


BROKEN = _Broken()


class Partly(msgspec.Struct, frozen=True):
    """What is sound of a list or mapping in which something is not."""

    values: list[Any]


NOWHERE = Place("")

_VARIABLE = re.compile("[a-z][a-z0-9_]*")
_SPACED = re.compile("[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")


def phrase(kind: PhraseKind, scalar: Scalar, names: Names) -> Any:
    """What a phrase says, or a Diagnostic. Raises Misread."""
    if kind == "date":
        return date(scalar)
    if kind in _WITH_NAMES:
        return _WITH_NAMES[kind](scalar.text, names)
    return _PLAIN[kind](scalar.text)


def name_with_spaces(text: str) -> str:
    """`relationship owner`. Raises Misread."""
    if not _SPACED.fullmatch(text) or len(text) > 64:
        raise _fault(text, f"{ticked(text)} is no name", "write words of letters and digits", NOT_NAME)
    return text


def variable(text: str) -> str:
    """`pay_page`. Raises Misread."""
    if not _VARIABLE.fullmatch(text):
        help = "write small letters, digits and underscores, such as `pay_page`"
        raise _fault(text, f"{ticked(text)} is no name for templates", help, NOT_NAME)
    return text


def _currency(text: str) -> str:
    fault = currency_fault(text)
    if fault:
        raise _fault(text, *fault)
    return text


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        help = help_meant(text, available_timezones()) or "write a zone of the IANA data, such as `Europe/Berlin`"
        raise _fault(text, f"{ticked(text)} is no time zone", help) from None
    return text


def _language(text: str) -> str:
    if not is_language(text):
        raise _fault(text, f"{ticked(text)} is no language", "write a tag such as `en` or `de-AT`")
    return text


def _country(text: str) -> str:
    if text not in countries():
        raise _fault(text, f"{ticked(text)} is no country", "write two capital letters, such as `DE`", UNKNOWN_REGION)
    return text


def _holidays(text: str) -> str:
    found = calendars.holidays(text)
    if found not in ("", "account.country") and not is_region(found):
        help = or_one_of(found, countries()) if len(found) == 2 else "write the country alone, or one of its parts"
        raise _fault(text, f"the holidays of {ticked(text)} are not known", help, UNKNOWN_REGION)
    return found


def _fault(text: str, message: str, help: str, kind: Any = BAD_PHRASE) -> Misread:
    return Misread(message, start=0, end=len(text), help=help, kind=kind)


_PLAIN: dict[PhraseKind, Callable[[str], Any]] = {
    "days": days,
    "schedule": schedule.clause,
    "items": listing.items,
    "person": people.person,
    "sender": people.sender,
    "hours": calendars.hours,
    "weekdays": calendars.weekdays,
    "holidays": _holidays,
    "times": tones.times,
    "kinds": tones.kinds,
    "currency": _currency,
    "time zone": _time_zone,
    "language": _language,
    "country": _country,
}
_WITH_NAMES: dict[PhraseKind, Callable[[str, Names], Any]] = {
    "recipient": lambda text, names: people.recipient(text, names.roles),
    "approved by": lambda text, names: people.approved_by(text, names.roles),
    "tone pattern": lambda text, names: tones.tones(text, names.tones),
}
