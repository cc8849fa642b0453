"""Pages by cursor: a cursor is the place of the last row, so rows that come in meanwhile shift and repeat none."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec

from playbook_engine.model.canonical import digest
from playbook_engine.server.conventions.problems import Fault, Faulty

T = TypeVar("T")
K = TypeVar("K", bound=tuple[Any, ...])

LIMIT = 100
"""Rows of a page where nobody asks for another number."""

MOST = 1000
"""Rows of the largest page."""


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Some rows of many; `next` is the cursor of the page behind, null on the last."""

    items: Sequence[T]
    next: str | None


def write_cursor(about: Sequence[Any], place: tuple[Any, ...]) -> str:
    """The cursor behind a row. `about` is what the list was asked by (name, filters, order): it fits no other.

    `place` are the values that the list is sorted by, the last of them unique.
    """
    return base64.urlsafe_b64encode(_mark(about) + msgspec.json.encode(place)).decode().rstrip("=")


def read_cursor(cursor: str | None, about: Sequence[Any], kind: type[K]) -> K | None:
    """The place that a cursor stands for, as `kind` such as `tuple[date, str]`. Raises Faulty."""
    if cursor is None:
        return None
    try:
        read = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        if read[:_LENGTH] == _mark(about):
            place: K = msgspec.json.decode(read[_LENGTH:], type=kind)
            return place
    except (ValueError, binascii.Error, msgspec.DecodeError):
        pass
    fault = Fault(detail="it is not a cursor of this list", parameter="cursor")
    way_out = "take `next` of the page before, and leave filters and order as they were"
    raise Faulty("the cursor does not fit", (fault,), way_out, status=400)


_LENGTH = 8


def _mark(about: Sequence[Any]) -> bytes:
    return bytes.fromhex(digest(msgspec.json.encode(about)))[:_LENGTH]
