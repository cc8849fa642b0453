"""Single records: put, deleted, read as they stand or stood, with all their versions; and how fresh sources are."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.ingest.kinds_book import BY_NAME
from playbook_engine.ingest.ndjson_book import BadLine, object_of
from playbook_engine.ingest.stored_book import decode_record
from playbook_engine.ingest.synced_records import Complaint, Given, RecordsReader
from playbook_engine.ingest.synced_values import VERSION, read_version
from playbook_engine.ingest.values_book import Wrong
from playbook_engine.ingest.writing_book import written
from playbook_engine.model.facts import Fact
from playbook_engine.service.production.caller import Caller, NotFound
from playbook_engine.service.production.own_facts import declared
from playbook_engine.service.production.receiving import kind_named
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.sync_report import Outcome
from playbook_engine.service.production.syncing import known_facts, sync_some
from playbook_engine.service.production.syncing_chunk import Seen
from playbook_engine.service.wrong_use import Unusable, WrongUse
from playbook_engine.store.records import Version, state_of, version_at, versions_of

LONGEST = 1024
"""Characters of the longest id: that of an action, which a touch has too."""


class BadRecord(Unusable):
    """A record that is refused, with all that is wrong with it."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__("the record is not as it should be")
        self.complaints = tuple(complaints)


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a record, and the state in which it stands now; `complaints` are warnings."""

    outcome: Outcome
    state: str
    complaints: tuple[Complaint, ...] = ()


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a record; without a record the source deleted it."""

    version: Version
    record: dict[str, Any] | None


async def put_record(
    runtime: Runtime, caller: Caller, kind: str, record_id: str, body: bytes, source: str = "", version: str = "",
    seen: Seen | None = None,
) -> Put:  # fmt: skip
    """Take one record. Raises Forbidden, WrongUse, BadRecord, and what `seen` raises."""
    caller.must("sync")
    of_kind = kind_named(kind)
    known = await known_facts(runtime, caller)
    raw = _with_id(of_kind, record_id, body)
    read = RecordsReader(known.own_facts).records(of_kind, [(1, raw)], {1: {VERSION: version or raw.get(VERSION)}})
    if not read.given:
        raise BadRecord(read.complaints)
    if read.given[0].id != record_id:
        raise WrongUse(f"the record has the id `{read.given[0].id}`, and the address `{record_id}`")
    (outcome,) = await sync_some(runtime, caller, read.given, source, known, seen)
    return Put(outcome=outcome, state=await _state(runtime, caller, kind, record_id), complaints=tuple(read.complaints))


async def delete_record(
    runtime: Runtime, caller: Caller, kind: str, record_id: str, source: str = "", version: str = "",
    seen: Seen | None = None,
) -> Put:  # fmt: skip
    """Delete one record: its versions stay. Raises Forbidden, NotFound, WrongUse, and what `seen` raises."""
    caller.must("sync")
    kind_named(kind)
    try:
        given = Given(1, kind, record_id, read_version(version))
    except Wrong as wrong:
        raise WrongUse(str(wrong), wrong.help) from None
    if not is_name(record_id):
        raise _not_there(kind, record_id)
    known = await known_facts(runtime, caller)
    (outcome,) = await sync_some(runtime, caller, [given], source, known, seen)
    return Put(outcome=outcome, state=await _state(runtime, caller, kind, record_id))


async def show_record(
    runtime: Runtime, caller: Caller, kind: str, record_id: str, at: dt.datetime | None = None
) -> Shown:
    """A record as it stands, or stood at an instant. Raises Forbidden, NotFound."""
    caller.must("read")
    kind_named(kind)
    async with runtime.work(caller, "read") as work:
        found = await version_at(work, kind, record_id, at) if is_name(record_id) else None
        own_facts = (await declared(runtime, work)).own_facts
    if found is None or found.body is None:
        raise _not_there(kind, record_id)
    return _shown(found, own_facts)


async def show_versions(runtime: Runtime, caller: Caller, kind: str, record_id: str) -> list[Shown]:
    """All versions of a record with the time each was learnt, the first one first. Raises Forbidden, NotFound."""
    caller.must("read")
    kind_named(kind)
    async with runtime.work(caller, "read") as work:
        found = await versions_of(work, kind, record_id) if is_name(record_id) else []
        own_facts = (await declared(runtime, work)).own_facts
    if not found:
        raise _not_there(kind, record_id)
    return [_shown(each, own_facts) for each in found]


def is_name(text: str) -> bool:
    """Whether a record may be called so."""
    return 0 < len(text) <= LONGEST and text.isprintable()


async def _state(runtime: Runtime, caller: Caller, kind: str, record_id: str) -> str:
    async with runtime.work(caller, "read") as work:
        found = await version_at(work, kind, record_id)
    if found is None:
        raise _not_there(kind, record_id)
    return state_of(found)


def _with_id(kind: RecordKind, record_id: str, body: bytes) -> dict[str, Any]:
    """The record of a body; it may leave out what the address says. Raises WrongUse."""
    try:
        raw = object_of(body)
    except BadLine as bad:
        raise WrongUse(f"the body is no record: {bad}", bad.help) from None
    if raw.pop("record", kind.name) != kind.name:
        raise WrongUse(f"the body says that it is another kind of record than `{kind.name}`")
    name = next((each.name for each in kind.fields if each.target == "id"), None)
    return {name: record_id, **raw} if name else raw


def _shown(version: Version, own_facts: Mapping[str, Fact]) -> Shown:
    if version.body is None:
        return Shown(version=version, record=None)
    record = decode_record(version.kind, version.body)
    return Shown(version=version, record=written(BY_NAME[version.kind], record, _all_facts(record, own_facts)))


def _all_facts(record: Any, own_facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts that are declared, and those of the record that no release declares any more."""
    scopes = [(type(record).__name__.lower(), record), *(("item", each) for each in getattr(record, "items", ()))]
    names = [f"{scope}.x.{name}" for scope, holder in scopes for name in getattr(holder, "x", {})]
    return {**{name: Fact(name=name, kind="text", sentence="no longer declared") for name in names}, **own_facts}


def _not_there(kind: str, record_id: str) -> NotFound:
    return NotFound(f"there is no {kind} `{record_id}`", "its earlier versions, if there are any, can be listed")
