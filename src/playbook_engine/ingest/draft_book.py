"""A book in the making: records that were read, those that were refused, and all that is to be said about them."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from playbook_engine.ingest.codes_book import LEFT_OUT_WITH_IT
from playbook_engine.ingest.faults_book import Fault
from playbook_engine.ingest.kinds_book import BY_NAME, KINDS
from playbook_engine.ingest.sources_book import Batch, Source, id_of
from playbook_engine.ingest.values_book import shown
from playbook_engine.model.codes import Code, found
from playbook_engine.model.diagnostic import Diagnostic, Place, Related

Entry = tuple[Any, int]
"""A record and its number in its batch, which says where it stands."""


class Draft:
    """What is kept of each kind, what is refused by kind and id, and what is to be said."""

    def __init__(self, source: Source) -> None:
        self.batches: dict[str, Batch] = {each.kind.name: each for each in source.batches}
        self.kept: dict[str, list[Entry]] = {each.name: [] for each in KINDS}
        self.diagnostics: list[Diagnostic] = list(source.diagnostics)
        self.left_out: Counter[str] = Counter(BY_NAME[kind].collection for kind, _ in source.refused)
        self._refused: dict[tuple[str, str], Place] = dict(source.refused)
        self._with_their_file: set[tuple[str, str]] = set()
        self._invoice_of: dict[str, str] = {}
        self._with: Counter[tuple[str, str]] = Counter()

    def say(self, kind: str, record_id: str, index: int, fault: Fault, *related: Related) -> None:
        """What is wrong with a record, at its place."""
        name = f"{kind} `{shown(record_id)}`" if record_id else kind
        field = f", `{fault.field}`" if fault.field else ""
        says = f" {fault.sentence}" if fault.sentence.startswith("is ") else f": {fault.sentence}"
        self.diagnostics.append(
            found(
                fault.code,
                f"{name}{field}{says}",
                self.batches[kind].place(index),
                help=fault.help,
                related=related,
                record=f"{kind} {record_id}".rstrip(),
                field=fault.field,
            )
        )

    def refuse(self, kind: str, raw: Any, place: Place, *, with_its_file: bool = False) -> None:
        """Leave a record out, as it came or as it was read; what belongs to it goes with it."""
        self.left_out[BY_NAME[kind].collection] += 1
        if record_id := id_of(raw):
            self._refused.setdefault((kind, record_id), place)
            if with_its_file:
                self._with_their_file.add((kind, record_id))
            self._invoice_of.update(dict.fromkeys(_item_ids(raw), record_id))

    def keep(self, kind: str, wanted: Callable[[Any, int], bool]) -> None:
        """Go through the records of a kind, and leave out those that are not wanted."""
        entries, self.kept[kind] = self.kept[kind], []
        for record, index in entries:
            if wanted(record, index):
                self.kept[kind].append((record, index))
            else:
                self.refuse(kind, record, self.batches[kind].place(index))

    def goes_with(self, kind: str, record_id: str) -> bool:
        """Whether a record was left out, so that what belongs to it has no fault of its own; counts each asking."""
        refused = (kind, record_id) in self._refused
        self._with[kind, record_id] += refused
        return refused

    def item_goes_with(self, item: str) -> bool:
        """Whether an item's invoice was left out."""
        invoice = self._invoice_of.get(item) or item
        return self.goes_with("invoice", invoice) or self.goes_with("invoice", item.rpartition("/")[0])

    def finish(self) -> None:
        """Say how much was left out with what, once for each place."""
        counts: Counter[tuple[Place, str]] = Counter()
        for (kind, record_id), count in self._with.items():
            whole = (kind, record_id) in self._with_their_file
            if count:
                what = "those of this file" if whole else f"{kind} `{shown(record_id)}`"
                counts[self._refused[kind, record_id], what] += count
        for (place, what), count in counts.items():
            left_out = f"{count} record{'s are' if count > 1 else ' is'} left out with {what}"
            self.diagnostics.append(found(LEFT_OUT_WITH_IT, left_out, place))


def fault(code: Code, field: str, sentence: str, help: str = "") -> Fault:
    """A fault that shows only when records are held against each other."""
    return Fault(code=code, field=field, sentence=sentence, help=help)


def _item_ids(raw: Any) -> list[str]:
    """The ids that an invoice gives its items, as far as they can be read."""
    parts = getattr(raw, "items", None) or getattr(raw, "instalments", None) if not isinstance(raw, dict) else None
    parts = raw.get("instalments") if isinstance(raw, dict) else parts
    return [name for each in parts if (name := id_of(each))] if isinstance(parts, list | tuple) else []
