"""What was asked of a list, from the texts of a query; whatever it does not know is refused and never passed over."""

import base64
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.money import parse_money
from playbook_engine.service.as_of import parse_day
from playbook_engine.service.wrong_use import WrongUse, close_to
from playbook_engine.store.asking import Asked, Filter, Listing, Narrowed, Position, order_fields

Query = Mapping[str, Sequence[str]]
"""Texts by name, as they stand in the query of an address."""

ROWS = 100
MOST_ROWS = 1000

COMMON = ("sort", "limit", "cursor", "format", "as_of")
"""Names that every list may know beside its filters; which of them it does, its route says."""

_LONGEST = 1100
_MOST_MINOR = 2**62
_WHOLE = re.compile(r"[0-9]{1,9}")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class WrongQuestion(WrongUse):
    """A parameter of the query is at fault; `parameter` names it."""

    def __init__(self, parameter: str, message: str, help: str = "") -> None:
        super().__init__(message, help, 400)
        self.parameter = parameter


def asked(listing: Listing, query: Query) -> Asked:
    """The page that a query asks for. Raises WrongQuestion."""
    check_names(query, [each.name for each in listing.filters], COMMON)
    narrowed = narrowing(listing.filters, query)
    sort, descending = _sort(listing, query)
    question = _Question(listing.name, sort, descending, narrowed)
    text = one(query, "cursor")
    after = question.position(listing, text) if text else None
    return Asked(narrowed, sort, descending, after, limit_of(query))


def cursor_of(listing: Listing, page: Asked, last: Position | None) -> str | None:
    """The cursor of the page after one, bound to its question."""
    if last is None:
        return None
    return _Question(listing.name, page.sort, page.descending, page.narrowed).cursor(last)


def narrowing(filters: Sequence[Filter], query: Query) -> Narrowed:
    """The filters that a query names with their values. Raises WrongQuestion."""
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


def limit_of(query: Query, most: int = MOST_ROWS) -> int:
    """How many rows a page may have. Raises WrongQuestion."""
    text = one(query, "limit")
    if not text:
        return min(ROWS, most)
    if not _WHOLE.fullmatch(text) or not 1 <= int(text) <= most:
        raise WrongQuestion("limit", f"`{text}` is no number of rows", f"give 1 to {most}")
    return int(text)


def instant_of(query: Query, name: str) -> dt.datetime | None:
    """An instant with its offset, None where it is not given. Raises WrongQuestion."""
    text = one(query, name)
    return _instant(name, text) if text else None


def day_in(query: Query, name: str) -> dt.date | None:
    """A day, None where it is not given. Raises WrongQuestion."""
    text = one(query, name)
    if not text:
        return None
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
            return day_in({name: [text]}, name)
        case "instant":
            return _instant(name, text)
        case "money":
            return _money(name, text)
        case "yes/no":
            if text not in _YES_NO:
                raise WrongQuestion(name, f"`{text}` is neither yes nor no", "write `yes` or `no`")
            return _YES_NO[text]
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


class _Question(msgspec.Struct, frozen=True):
    """What a cursor belongs to."""

    listing: str
    sort: str
    descending: bool
    narrowed: Narrowed

    def cursor(self, last: Position) -> str:
        """Where the next page begins, as text for an address."""
        content = canonical([self._mark(), last.empty, last.values])
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    def position(self, listing: Listing, text: str) -> Position:
        """Raises WrongQuestion for a cursor that belongs to another question."""
        fields = order_fields(listing, listing.sorts[self.sort])
        types = [listing.columns[each].type.python_type for each in fields]
        try:
            packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            mark, empty, values = msgspec.json.decode(packed, type=tuple[str, bool, list[Any]])
            typed = tuple(
                None if empty and place == 0 else msgspec.convert(value, kind)
                for place, (value, kind) in enumerate(zip(values, types, strict=True))
            )
        except ValueError:
            mark = ""
        if mark != self._mark():
            help = "keep filters and sort as they were, or leave it out"
            raise WrongQuestion("cursor", "the cursor belongs to another question", help)
        return Position(typed, empty)

    def _mark(self) -> str:
        return digest(canonical([self.listing, self.sort, self.descending, [(f.name, v) for f, v in self.narrowed]]))[
            :12
        ]
