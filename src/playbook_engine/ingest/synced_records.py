"""Records that a source sends one by one, each read by itself: what it says, or what is wrong with it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from playbook_engine.ingest.codes_book import MISSING_FIELD, UNKNOWN_KIND
from playbook_engine.ingest.faults_book import Fault, Several, closest, faults_of
from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.ingest.kinds_book import BY_NAME
from playbook_engine.ingest.ndjson_book import BadLine, object_of
from playbook_engine.ingest.sources_book import id_of
from playbook_engine.ingest.synced_values import DELETED, VERSION, read_deleted, read_version, record_id, version_of
from playbook_engine.ingest.synced_wire import KIND_OF, LINE, SYNCED, SyncedReader
from playbook_engine.ingest.values_book import shown
from playbook_engine.ingest.wire_book import Wire
from playbook_engine.model.book import Credit, Invoice, Payment
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.codes import Code
from playbook_engine.model.diagnostic import Severity
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money

Around = Mapping[int, Mapping[str, Any]]
"""What stands around records, by their places: version and deletion."""


class Given(msgspec.Struct, frozen=True, gc=False):
    """A record as a source gave it; without a record it was deleted there, and says nothing of its account.

    `stated`: items whose settled amount stems from a balance.
    """

    place: int
    kind: str
    id: str
    version: int | None
    account: str = ""
    record: Any = None
    body: bytes | None = None
    digest: str = ""
    stated: str | None = None


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a record: `place` counts the lines or records from 1, `pointer` says where in the record."""

    place: int
    record: str
    pointer: str
    code: str
    severity: Severity
    message: str
    help: str = ""


class Read(msgspec.Struct):
    """Records in the order in which they came, what is wrong with some, and how many are left out for it."""

    given: list[Given]
    complaints: list[Complaint]
    refused: int = 0


class RecordsReader:
    """Reads records for an organisation that has facts of its own."""

    def __init__(self, own_facts: Mapping[str, Fact]) -> None:
        self.own_facts = own_facts
        self._reader = SyncedReader(own_facts)
        self._reader.builders.allocated = _Everything()

    def lines(self, lines: Iterable[bytes], first: int = 1) -> Read:
        """Records that stand a line each; empty lines count for places alone."""
        read = Read([], [])
        for place, line in enumerate(lines, first):
            try:
                raw = LINE.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                if line.strip():
                    self._attempt(read, place, lambda line=line: object_of(line))  # type: ignore[misc]
                continue
            self._take(read, place, KIND_OF[type(raw)], raw)
        return read

    def records(self, kind: RecordKind, raws: Iterable[tuple[int, Any]], around: Around | None = None) -> Read:
        """Records of a kind, each with its place; what stands around some of them may be given apart, by place."""
        read = Read([], [])
        for place, raw in raws:
            self._take(read, place, kind, raw, around.get(place) if around else None)
        return read

    def _attempt(self, read: Read, place: int, raw: Callable[[], Any]) -> None:
        try:
            value = raw()
            self._take(read, place, *_with_kind(value))
        except BadLine as bad:
            fault = Fault(code=bad.code, field="", sentence=str(bad), help=bad.help)
            _complain(read, place, "", [fault])
            read.refused += 1

    def _take(
        self, read: Read, place: int, kind: RecordKind, raw: Any, around: Mapping[str, Any] | None = None
    ) -> None:
        self._reader.warned.clear()
        try:
            read.given.append(self._given(place, kind, raw, raw if around is None else around))
        except ValueError as wrong:
            _complain(read, place, _named(kind, raw), faults_of(wrong, ""))
            read.refused += 1
        if self._reader.warned:
            _complain(read, place, _named(kind, raw), self._reader.warned)

    def _given(self, place: int, kind: RecordKind, raw: Any, around: Any) -> Given:
        """Raises Several or Wrong."""
        version, deleted = _envelope(around)
        if deleted:
            return Given(place, kind.name, _id_of_deleted(kind, raw), version)
        balanced = self._reader.builders.balanced
        balanced.clear()
        record = self._reader.read(kind, raw)
        stated = canonical(sorted(name for name, _ in balanced)).decode() if balanced else None
        body = canonical(record)
        account = record.id if kind.name == "account" else getattr(record, "account", "")
        version = version_of(record, version)
        return Given(
            place, kind.name, record_id(record), version, account, record, body, digest_of(body, stated), stated
        )


def digest_of(body: bytes, stated: str | None) -> str:
    """The digest of a record's content."""
    return digest(body if stated is None else body + stated.encode())


def items_of_money(record: Any) -> list[str]:
    """The items that money is set against."""
    return [part.item for part in record.allocations] if isinstance(record, Payment | Credit) else []


def items_named_otherwise(record: Any) -> list[str]:
    """The items of an invoice that do not have its id."""
    return [item.id for item in record.items if item.id != record.id] if isinstance(record, Invoice) else []


def currencies_of(record: Any) -> set[str]:
    """All currencies that a record has amounts in."""
    if isinstance(record, Invoice):
        own = [value for item in record.items for value in item.x.values()] + list(record.x.values())
        return {record.currency, *(each.currency for each in own if isinstance(each, Money))}
    values = [getattr(record, name, None) for name in ("amount", "arr", "credit_limit")]
    values += list(getattr(record, "x", {}).values())
    return {each.currency for each in values if isinstance(each, Money)}


class _Everything(set[str]):
    """Takes every item for one that money is set against: whether there is any shows only when a unit is loaded."""

    def __contains__(self, _: object) -> bool:
        return True

    def update(self, *_: Iterable[str]) -> None:
        """Nothing has to be remembered."""


def _with_kind(value: Any) -> tuple[RecordKind, Any]:
    """The kind that a record says it is of. Raises BadLine."""
    if not isinstance(value, Mapping):
        raise BadLine(MISSING_FIELD, "this is no record", help='write `{"record": "invoice", "id": ...}`')
    name = value.get("record")
    if name is None:
        raise BadLine(MISSING_FIELD, "the record does not say of what kind it is", help='add `"record": "invoice"`')
    kind = BY_NAME.get(str(name))
    if kind is None:
        meant = closest(str(name), list(BY_NAME))
        way_out = f"did you mean `{meant}`?" if meant else f"there are {', '.join(f'`{each}`' for each in BY_NAME)}"
        raise BadLine(UNKNOWN_KIND, f"there is no kind of record `{shown(name)}`", help=way_out)
    return kind, fast(kind, value)


def fast(kind: RecordKind, raw: Any) -> Any:
    """A record in the form that is read fast, where its form allows that."""
    try:
        return msgspec.convert(raw, SYNCED[kind.name])
    except msgspec.ValidationError:
        return raw


def _envelope(raw: Any) -> tuple[int | None, bool]:
    """The version of a record in its source, and whether it is deleted there. Raises Several."""
    if isinstance(raw, Wire):
        given = getattr(raw, VERSION, None), getattr(raw, DELETED, None)
    elif isinstance(raw, Mapping):
        given = raw.get(VERSION), raw.get(DELETED)
    else:
        return None, False
    try:
        version = read_version(given[0])
    except ValueError as wrong:
        raise Several(*faults_of(wrong, VERSION)) from None
    try:
        return version, read_deleted(given[1])
    except ValueError as wrong:
        raise Several(*faults_of(wrong, DELETED)) from None


def _id_of_deleted(kind: RecordKind, raw: Any) -> str:
    """The id of a record of which nothing else has to be said. Raises Several."""
    if kind.name == "freshness":
        name = _field(raw, "source")
    elif kind.name == "rate":
        parts = [_field(raw, each) for each in ("source", "target", "on")]
        name = "-".join(parts) if all(parts) else ""
    else:
        name = id_of(raw)
    if not name:
        raise Several(Fault(code=MISSING_FIELD, field="id", sentence="is missing", help="say which record is deleted"))
    return name


def _field(raw: Any, name: str) -> str:
    value = raw.get(name) if isinstance(raw, Mapping) else getattr(raw, name, None)
    return value if isinstance(value, str) else ""


def _named(kind: RecordKind, raw: Any) -> str:
    return f"{kind.name} {id_of(raw)}".rstrip()


def _complain(read: Read, place: int, record: str, faults: Iterable[Fault]) -> None:
    for each in faults:
        code: Code = each.code
        field = f"x{each.field}" if each.field.startswith(".") else each.field
        read.complaints.append(
            Complaint(
                place=place, record=record, pointer=pointer_of(field), code=code.code, severity=code.severity,
                message=f"`{field}` {each.sentence}" if each.sentence.startswith("is ") else each.sentence,
                help=each.help,
            )
        )  # fmt: skip


def pointer_of(field: str) -> str:
    """A path such as `instalments[2].due_on` as a JSON pointer, where the first of a list has the number 0."""
    if not field:
        return ""
    parts: list[str] = []
    for part in field.replace("[", ".[").split("."):
        number = part[1:-1] if part.startswith("[") and part.endswith("]") else ""
        parts.append(str(int(number) - 1) if number.isdigit() else part.replace("~", "~0").replace("/", "~1"))
    return "/" + "/".join(each for each in parts if each)
