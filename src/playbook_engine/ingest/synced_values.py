"""What stands around a record that a source sends (its version, whether it is deleted), and the record's id here."""

import datetime as dt
from typing import Any

from playbook_engine.ingest.values_book import Wrong, shown
from playbook_engine.model.book import Freshness
from playbook_engine.model.money import Rate

VERSION = "source_version"
DELETED = "deleted"
ENVELOPE = (VERSION, DELETED)
"""Fields that are no part of a record, and may stand beside its own."""

LARGEST = 2**63 - 1
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def read_version(value: Any) -> int | None:
    """The source's version of a record: a whole number, or the moment at which it was changed there. Raises Wrong."""
    if value is None or value == "":
        return None
    if type(value) is int and 0 <= value <= LARGEST:
        return value
    if isinstance(value, str):
        if value.isascii() and value.isdigit() and int(value) <= LARGEST:
            return int(value)
        if (moment := _moment(value)) is not None:
            return (moment - _EPOCH) // _MICROSECOND
    way_out = "write a whole number that grows, or a moment such as `2026-03-16T09:30:00Z`"
    raise Wrong(f"`{shown(value)}` is no version", help=way_out)


def read_deleted(value: Any) -> bool:
    """Whether the source says that a record is gone. Raises Wrong."""
    known = {None: False, "": False, "no": False, "false": False, "yes": True, "true": True}
    if isinstance(value, bool):
        return value
    if isinstance(value, str | None) and value in known:
        return known[value]
    raise Wrong(f"`{shown(value)}` is neither `yes` nor `no`", help="leave it out for a record that is there")


def record_id(record: Any) -> str:
    """The id under which a record is kept; of a rate its currencies and day."""
    if isinstance(record, Rate):
        return f"{record.source}-{record.target}-{record.on}"
    name: str = record.id
    return name


def version_of(record: Any, given: int | None) -> int | None:
    """The version of a record: of a source's freshness its day, where nothing else is said."""
    if given is None and isinstance(record, Freshness):
        return record.on.toordinal()
    return given


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment >= _EPOCH else None
