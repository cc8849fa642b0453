"""Records as sources send them: the wire structs of a book, and what stands around each."""

from typing import Any, Union

import msgspec

from playbook_engine.ingest.faults_book import Fault
from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.ingest.kinds_book import BY_NAME
from playbook_engine.ingest.record_reader import RecordReader
from playbook_engine.ingest.synced_values import DELETED, ENVELOPE, VERSION
from playbook_engine.ingest.wire_book import WIRES, Wire


def _with_envelope(name: str, wire: type[Wire]) -> type[Wire]:
    fields: list[Any] = [(VERSION, int | str | None, None), (DELETED, bool | None, None)]
    return msgspec.defstruct(
        f"Synced{wire.__name__}", fields, bases=(wire,), tag_field="record", tag=name, kw_only=True,
        forbid_unknown_fields=True, gc=False,
    )  # fmt: skip


SYNCED: dict[str, type[Wire]] = {name: _with_envelope(name, wire) for name, wire in WIRES.items()}
"""The struct of each kind of record with its version and deletion, by the kind's name."""

KIND_OF: dict[type[Wire], RecordKind] = {SYNCED[name]: kind for name, kind in BY_NAME.items()}

LINE: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[tuple(SYNCED.values())])  # noqa: UP007 - made from a table
"""Reads a line at once where its form is right."""


class SyncedReader(RecordReader):
    """Reads records that may have something around them."""

    def _unknown(self, kind: RecordKind, raw: Any) -> list[Fault]:
        return super()._unknown(kind, {name: value for name, value in raw.items() if name not in ENVELOPE})
