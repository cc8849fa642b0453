"""What was asked of a list, from the texts of a query; whatever it does not know is refused and never passed over."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from types import GenericAlias
from typing import Annotated, Any

import msgspec

from playbook_engine.model.money import parse_money
from playbook_engine.service.as_of import AsOf, parse_day
from playbook_engine.service.wrong_use import WrongUse, close_to
from playbook_engine.store.asking import Asked, Filter, Listing, Narrowed, Position, types_of

Query = Mapping[str, Sequence[str]]
"""Texts by name, as they stand in the query of an address."""

ROWS = 100
MOST_ROWS = 1000

COMMON = ("sort", "limit", "cursor", "format")
"""What every list knows beside its filters."""

_LONGEST = 1100
_MOST_MINOR = 2**62
_WHOLE = re.compile(r"[0-9]{1,9}")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class WrongQuestion(WrongUse):
    """A parameter of the query is at fault; `parameter` names it."""

    def __init__(self, parameter: str, message: str, help: str = "") -> None:
        super().__init__(message, help, 400)
        self.parameter = parameter


def asked(listing: Listing, query: Query, more: Sequence[str] = ()) -> Asked:
    """What a query asks for, from the first page on; `more` are names that the caller reads. Raises WrongQuestion."""
    check_names(query, [each.name for each in listing.filters], COMMON, more)
    sort, descending = _sort(listing, query)
    return Asked(narrowing(listing.filters, query), sort, descending, None, limit_of(query))


def about(listing: Listing, page: Asked) -> list[Any]:
    """What a cursor belongs to: it fits no other question."""
    return [listing.name, page.sort, page.descending, [(each.name, values) for each, values in page.narrowed]]


def place_of(position: Position) -> tuple[bool, tuple[Any, ...]]:
    """A position as a cursor holds it."""
    return position.empty, position.values


Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Text = Annotated[str, msgspec.Meta(pattern=r"^[^\u0000]*$", max_length=2000)]
_KEPT: Mapping[Any, Any] = {int: Whole, str: Text}
"""What a database can compare, whoever wrote the cursor."""


def place_type(listing: Listing, page: Asked) -> Any:
    """The type of what a cursor holds."""
    kinds = [_KEPT.get(each, each) for each in types_of(listing, listing.sorts[page.sort])]
    return GenericAlias(tuple, (bool, GenericAlias(tuple, (kinds[0] | None, *kinds[1:]))))


def position_of(place: tuple[bool, tuple[Any, ...]] | None) -> Position | None:
    """What a cursor holds as a position."""
    return None if place is None else Position(place[1], place[0])


def narrowing(filters: Sequence[Filter], query: Query) -> Narrowed:
    """The filters that a query names with their values. Raises WrongQuestion."""
    for each in filters:
        if each.test in {"at least", "at most"}:
            one(query, each.name)
    return tuple(
        (each, tuple(_value(each, text) for text in query[each.name])) for each in filters if query.get(each.name)
    )


def check_names(query: Query, *known: Sequence[str]) -> None:
    """Raises WrongQuestion for a parameter that is not known, or given twice where one alone has a meaning."""
    names = [name for group in known for name in group]
    for name, values in query.items():
        if name not in names:
            meant = close_to(name, names)
            help = f"did you mean `{meant}`?" if meant else f"known are {', '.join(sorted(names))}"
            raise WrongQuestion(name[:100], f"there is no parameter `{name[:100]}`", help)
        if any("\0" in each or len(each) > _LONGEST for each in values):
            raise WrongQuestion(name, f"`{name}` has a text that nothing can match", "")


def one(query: Query, name: str) -> str:
    """The one text of a parameter, empty where it is not given. Raises WrongQuestion."""
    values = query.get(name, ())
    if len(values) > 1:
        raise WrongQuestion(name, f"`{name}` is given {len(values)} times", "give it once")
    return values[0] if values else ""


def required(query: Query, name: str) -> str:
    """The one text of a parameter that has to be given. Raises WrongQuestion."""
    text = one(query, name)
    if not text:
        raise WrongQuestion(name, f"`{name}` is missing", "")
    return text


def limit_of(query: Query, most: int = MOST_ROWS) -> int:
    """How many rows a page may have. Raises WrongQuestion."""
    text = one(query, "limit")
    if not text:
        return min(ROWS, most)
    if not _WHOLE.fullmatch(text) or not 1 <= int(text) <= most:
        raise WrongQuestion("limit", f"`{text}` is no number of rows", f"give 1 to {most}")
    return int(text)


def flag(query: Query, name: str) -> bool:
    """Whether a parameter says yes; no where it is not given. Raises WrongQuestion."""
    text = one(query, name)
    return bool(text) and _yes(name, text)


def _yes(name: str, text: str) -> bool:
    if text not in _YES_NO:
        raise WrongQuestion(name, f"`{text}` is neither yes nor no", "write `yes` or `no`")
    return _YES_NO[text]


def instant_of(query: Query, name: str) -> dt.datetime | None:
    """An instant with its offset, None where it is not given. Raises WrongQuestion."""
    text = one(query, name)
    return _instant(name, text) if text else None


def as_of_in(query: Query, name: str = "as_of") -> AsOf | None:
    """A day or an instant, None where it is not given. Raises WrongQuestion."""
    text = one(query, name)
    if len(text) == len("2026-03-16"):
        return day_in(query, name)
    return _instant(name, text) if text else None


def number_in(query: Query, name: str, most: int) -> int | None:
    """A whole number from 1 on, None where it is not given. Raises WrongQuestion."""
    text = one(query, name)
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or not 1 <= int(text) <= most:
        raise WrongQuestion(name, f"`{text}` is no number from 1 to {most}", "")
    return int(text)


def among_in(query: Query, name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The texts of a parameter, each one of those that are known. Raises WrongQuestion."""
    for text in query.get(name, ()):
        if text not in known:
            raise WrongQuestion(name, f"there is no {name} `{text}`", f"known are {', '.join(known)}")
    return tuple(query.get(name, ()))


def day_in(query: Query, name: str) -> dt.date | None:
    """A day, None where it is not given. Raises WrongQuestion."""
    text = one(query, name)
    return _day(name, text) if text else None


def _day(name: str, text: str) -> dt.date:
    try:
        return parse_day(text)
    except WrongUse as wrong:
        raise WrongQuestion(name, wrong.message, wrong.help) from None


def _sort(listing: Listing, query: Query) -> tuple[str, bool]:
    text = one(query, "sort") or listing.first
    sort = text.removeprefix("-")
    if sort not in listing.sorts:
        known = ", ".join(listing.sorts)
        raise WrongQuestion(
            "sort", f"{listing.name} are not sorted by `{sort}`", f"sort by {known}; `-` turns it round"
        )
    return sort, text.startswith("-")


def _value(narrowing: Filter, text: str) -> Any:
    name = narrowing.name
    match narrowing.kind:
        case "day":
            return _day(name, text)
        case "instant":
            return _instant(name, text)
        case "money":
            return _money(name, text)
        case "yes/no":
            return _yes(name, text)
        case "number":
            if not _WHOLE.fullmatch(text):
                raise WrongQuestion(name, f"`{text}` is no whole number", "write digits alone")
            return int(text)
        case "text":
            if narrowing.values and text not in narrowing.values:
                raise WrongQuestion(name, f"there is no {name} `{text}`", f"known are {', '.join(narrowing.values)}")
            return text


def _money(name: str, text: str) -> Any:
    try:
        money = parse_money(text)
    except ValueError as wrong:
        raise WrongQuestion(name, str(wrong), "write it such as `1000.00 EUR`") from None
    if abs(money.minor) > _MOST_MINOR:
        raise WrongQuestion(name, f"`{text}` is more than any amount", "")
    return money


def _instant(name: str, text: str) -> dt.datetime:
    how = "write it with its offset, such as `2026-03-16T09:00:00Z`"
    try:
        instant = dt.datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise WrongQuestion(name, f"`{text}` does not say in which time zone it is", how)
        return instant.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise WrongQuestion(name, f"`{text}` is no instant", how) from None
