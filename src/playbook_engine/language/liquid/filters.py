"""The filters of templates: what each takes and gives, and what it does; none can grow a text without bound."""

from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import quote_plus

import msgspec
from liquid.exceptions import FilterError, ResourceLimitError
from liquid.undefined import is_undefined

from playbook_engine.language.liquid.shape import WRITTEN, Kind
from playbook_engine.language.locale_text import Amount, Day, text_of_day, text_of_money

LONGEST_TEXT = 256 * 1024
"""Characters that a filter may make."""

LARGEST_NUMBER = 10**15
"""A filter's number lies below it."""


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """One filter: the kinds before the bar, what it makes of them, the kinds behind the colon.

    `least`: how many of `arguments` must be given. `gives` `same` is the kind it takes, `part` what the named part is.
    """

    takes: frozenset[Kind]
    gives: Kind | Literal["same", "part"]
    run: Callable[..., object]
    sentence: str
    example: str
    arguments: tuple[frozenset[Kind], ...] = ()
    least: int = 0
    literal: bool = False


def _append(value: object, more: object) -> str:
    return _bounded(str(value), str(more))


def _prepend(value: object, more: object) -> str:
    return _bounded(str(more), str(value))


def _replace(value: object, old: object, new: object) -> str:
    text, before, after = str(value), str(old), str(new)
    if not before:
        return text
    if len(text) + text.count(before) * max(0, len(after) - len(before)) > LONGEST_TEXT:
        raise _too_long()
    return text.replace(before, after)


def _truncate(value: object, most: int) -> str:
    text = str(value)
    return text if len(text) <= most else text[: max(0, most - 1)].rstrip() + "…"


def _default(value: object, other: object) -> object:
    return other if is_undefined(value) or value == "" else value


def _join(values: list[object], between: object = ", ") -> str:
    texts = [str(each) for each in values]
    if sum(map(len, texts)) + len(texts) * len(str(between)) > LONGEST_TEXT:
        raise _too_long()
    return str(between).join(texts)


def _map(values: list[dict[str, object]], part: str) -> list[object]:
    return [each[part] for each in values if part in each]


def _money(value: Amount, style: str = "symbol") -> str:
    return text_of_money(value.money, value.language, style)


def _date(value: Day, style: str = "long") -> str:
    return text_of_day(value.day, value.language, style)


def _plus(value: int, other: int) -> int:
    return _small(value + other)


def _minus(value: int, other: int) -> int:
    return _small(value - other)


def _times(value: int, other: int) -> int:
    return _small(value * other)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, list) else len(str(value))


def _small(number: int) -> int:
    if abs(number) >= LARGEST_NUMBER:
        raise ResourceLimitError("a number is too large", token=None)
    return number


def _bounded(*texts: str) -> str:
    if sum(map(len, texts)) > LONGEST_TEXT:
        raise _too_long()
    return "".join(texts)


def _too_long() -> FilterError:
    return ResourceLimitErrorInFilter("a text is too long", token=None)


class ResourceLimitErrorInFilter(FilterError, ResourceLimitError):
    """A filter would have made more than it may."""


_TEXT: frozenset[Kind] = frozenset({"text"})
_NUMBER: frozenset[Kind] = frozenset({"number"})
_LIST: frozenset[Kind] = frozenset({"list"})


def _on_text(run: Callable[[str], str], sentence: str, example: str) -> Filter:
    return Filter(takes=WRITTEN, gives="text", run=lambda value: run(str(value)), sentence=sentence, example=example)


FILTERS: dict[str, Filter] = {
    "upcase": _on_text(str.upper, "in capitals", "account.name | upcase"),
    "downcase": _on_text(str.lower, "in small letters", "account.name | downcase"),
    "capitalize": _on_text(str.capitalize, "the first letter a capital", "message.tone | capitalize"),
    "strip": _on_text(str.strip, "without blanks around it", "account.name | strip"),
    "url_encode": _on_text(quote_plus, "as part of a web address", "account.id | url_encode"),
    "append": Filter(
        takes=WRITTEN, gives="text", run=_append, arguments=(WRITTEN,), least=1,
        sentence="with more behind it", example='values.pay_page | append: "/" | append: account.id',
    ),
    "prepend": Filter(
        takes=WRITTEN, gives="text", run=_prepend, arguments=(WRITTEN,), least=1,
        sentence="with more before it", example='account.id | prepend: "customer "',
    ),
    "replace": Filter(
        takes=WRITTEN, gives="text", run=_replace, arguments=(WRITTEN, WRITTEN), least=2,
        sentence="every occurrence of the first text replaced by the second",
        example='item.invoice | replace: "-", " "',
    ),
    "truncate": Filter(
        takes=WRITTEN, gives="text", run=_truncate, arguments=(_NUMBER,), least=1,
        sentence="at most so many characters", example="message.invoices | truncate: 60",
    ),
    "default": Filter(
        takes=WRITTEN, gives="same", run=_default, arguments=(WRITTEN,), least=1,
        sentence="something else where it is missing or empty", example="contact.name | default: account.name",
    ),
    "size": Filter(
        takes=_LIST | WRITTEN, gives="number", run=_size,
        sentence="how many lines or characters", example="items | size",
    ),
    "map": Filter(
        takes=_LIST, gives="part", run=_map, arguments=(_TEXT,), least=1, literal=True,
        sentence="one part of each line", example='items | map: "invoice" | join: ", "',
    ),
    "join": Filter(
        takes=_LIST, gives="text", run=_join, arguments=(_TEXT,),
        sentence="all in a row, parted by commas or by the text given", example='account.x.projects | join: "; "',
    ),
    "money": Filter(
        takes=frozenset({"money"}), gives="text", run=_money, arguments=(_TEXT,), literal=True,
        sentence="an amount with the currency's `symbol` or `code`, or the `number` alone",
        example='item.balance | money: "code"',
    ),
    "date": Filter(
        takes=frozenset({"date"}), gives="text", run=_date, arguments=(_TEXT,), literal=True,
        sentence="a day `short`, `medium`, `long` or `full`, or by a pattern",
        example='item.due_on | date: "d. MMMM yyyy"',
    ),
    "plus": Filter(
        takes=_NUMBER, gives="number", run=_plus, arguments=(_NUMBER,), least=1,
        sentence="the sum of whole numbers", example="forloop.index | plus: 1",
    ),
    "minus": Filter(
        takes=_NUMBER, gives="number", run=_minus, arguments=(_NUMBER,), least=1,
        sentence="the difference of whole numbers", example="items.size | minus: 1",
    ),
    "times": Filter(
        takes=_NUMBER, gives="number", run=_times, arguments=(_NUMBER,), least=1,
        sentence="the product of whole numbers", example="message.occurrence | times: 2",
    ),
}  # fmt: skip
