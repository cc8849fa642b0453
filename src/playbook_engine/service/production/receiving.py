"""Records as they arrive over a wire: lines, an array or a table, plain or packed, read some thousands at a time."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from typing import Literal

import msgspec

from playbook_engine.ingest.csv_table import BadTable
from playbook_engine.ingest.faults_book import Several
from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.ingest.kinds_book import BY_NAME
from playbook_engine.ingest.synced_records import Read, RecordsReader
from playbook_engine.ingest.synced_stream import Lines, NotPacked, TooMuch, Unpacker
from playbook_engine.ingest.synced_tables import read_table
from playbook_engine.service.production.own_facts import Declared
from playbook_engine.service.wrong_use import Unusable, WrongUse, unknown

Form = Literal["lines", "array", "table"]

SOME = 5000
"""So many records are read, and taken, at once."""

_AT_A_TIME = 500
"""So many lines are read without a pause; it takes some milliseconds."""

_ALREADY = "records that came before are taken already; to send all of them again does no harm"


_BY_TABLE = {kind.collection: kind for kind in BY_NAME.values()}


def kind_named(name: str) -> RecordKind:
    """A kind of record, by its name or that of its table: `touch`, `touches`. Raises WrongUse."""
    kind = BY_NAME.get(name) or _BY_TABLE.get(name)
    if kind is None:
        raise unknown("kind of record", name, BY_NAME, f"there are {', '.join(BY_NAME)}")
    return kind


def records_reader(known: Declared) -> RecordsReader:
    """What reads records for an organisation that declares facts of its own."""
    return RecordsReader(known.own_facts)


async def receive(
    stream: AsyncIterable[bytes], form: Form, kind: RecordKind | None, reader: RecordsReader, megabytes: int, *,
    packed: bool,
) -> AsyncIterator[Read]:  # fmt: skip
    """What arrives, read while more of it arrives. Raises WrongUse, Unusable."""
    plain = _unpacked(stream, Unpacker(megabytes * 1_000_000, packed=packed))
    reads = _lines(plain, reader) if form == "lines" else _whole(plain, kind, reader)
    async for read in reads:
        yield read


async def _unpacked(stream: AsyncIterable[bytes], unpacker: Unpacker) -> AsyncIterator[bytes]:
    try:
        async for data in stream:
            for piece in unpacker.feed(data):
                yield piece
        unpacker.end()
    except TooMuch:
        raise WrongUse("the body is larger than this server takes", f"send it in parts; {_ALREADY}", 413) from None
    except NotPacked as wrong:
        raise WrongUse(str(wrong), f"leave `Content-Encoding` out, or pack it again; {_ALREADY}") from None


async def _lines(plain: AsyncIterable[bytes], reader: RecordsReader) -> AsyncIterator[Read]:
    lines, waiting, first = Lines(), list[bytes](), 1
    async for piece in plain:
        waiting += lines.feed(piece)
        while len(waiting) >= SOME:
            some, waiting = waiting[:SOME], waiting[SOME:]
            yield await _read(reader, some, first)
            first += len(some)
    waiting += lines.end()
    if waiting:
        yield await _read(reader, waiting, first)


async def _read(reader: RecordsReader, lines: Sequence[bytes], first: int) -> Read:
    """Lines read little by little: other requests are served in between."""
    whole = Read([], [])
    for start in range(0, len(lines), _AT_A_TIME):
        part = reader.lines(lines[start : start + _AT_A_TIME], first + start)
        whole.given += part.given
        whole.complaints += part.complaints
        whole.refused += part.refused
        await asyncio.sleep(0)
    return whole


async def _whole(plain: AsyncIterable[bytes], kind: RecordKind | None, reader: RecordsReader) -> AsyncIterator[Read]:
    data = b"".join([piece async for piece in plain])
    if kind is None:
        records = _array(data)
        for start in range(0, len(records), SOME):
            yield await _read(reader, records[start : start + SOME], start + 1)
        return
    reads = _table(reader, kind, data)
    while (read := await asyncio.to_thread(next, reads, None)) is not None:
        yield read


def _array(data: bytes) -> list[bytes]:
    try:
        return [bytes(each) for each in msgspec.json.decode(data, type=list[msgspec.Raw])]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise WrongUse(
            "the body is no JSON array of records", 'send `[{"record": "invoice", "id": ...}, ...]`'
        ) from None


def _table(reader: RecordsReader, kind: RecordKind, data: bytes) -> Iterator[Read]:
    try:
        yield from read_table(reader, kind, data, SOME)
    except BadTable as bad:
        raise Unusable(f"line {bad.line}: {bad}", bad.help) from None
    except Several as wrong:
        first = wrong.faults[0]
        raise Unusable(f"`{first.field}`: there is no such column; no record is taken", first.help) from None
