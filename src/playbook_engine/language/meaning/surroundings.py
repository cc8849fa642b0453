"""What conditions may name: facts, own and derived ones, tables and segments."""

from collections.abc import Callable

import msgspec

from playbook_engine.language.codes_meaning import DERIVED_CYCLE, SEGMENT_CYCLE
from playbook_engine.language.keys.kinds import Thing
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.meaning.lazily import LONGEST_CHAIN, Lazily
from playbook_engine.language.meaning.names import Names
from playbook_engine.language.meaning.reader import Reader
from playbook_engine.language.phrases.comparison import Known
from playbook_engine.language.wording import ticked
from playbook_engine.model.codes import Code
from playbook_engine.model.condition import Condition
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.facts import CATALOGUE, RECORD_FACTS, Fact
from playbook_engine.model.organisation import Derived, OwnFact, Table


class TableRead(msgspec.Struct, frozen=True):
    """A decision table with the places of its values, the one of `otherwise` last."""

    table: Table
    columns: tuple[str, ...]
    values: tuple[tuple[str, Place], ...]


class Surroundings:
    """Everything that is known of the folder while its parts are read."""

    def __init__(self, findings: Findings, names: Names) -> None:
        self.findings = findings
        self.names = names
        self.reader = Reader(findings, names)
        self.facts: dict[str, Fact] = {**CATALOGUE, **RECORD_FACTS}
        self.broken_facts: set[str] = set()
        self.own: list[OwnFact] = []
        self.required: set[str] = set()
        self.checked_tables: set[tuple[str, Thing]] = set()
        self.derived: Lazily[Derived] = Lazily(self._circle("derived fact", DERIVED_CYCLE))
        self.tables: Lazily[TableRead] = Lazily(self._circle("table", DERIVED_CYCLE))
        self.segments: Lazily[Condition] = Lazily(self._circle("segment", SEGMENT_CYCLE))

    @property
    def known(self) -> Known:
        """What comparisons need to know of the organisation."""
        return Known(currency=self.names.currency, tones=self.names.tones)

    def fact(self, name: str) -> Fact | None:
        """A fact of the catalogue, of our own, or derived; None where its definition has faults."""
        if name in self.facts:
            return self.facts[name]
        derived = self.derived.get(name) if name in self.derived else None
        return derived.fact if derived else None

    def is_fact(self, name: str) -> bool:
        """Whether a name is a fact's, sound or not."""
        return name in self.facts or name in self.derived or name in self.broken_facts

    def add_own(self, own: OwnFact) -> None:
        """Let a fact of our own be read, for the anchor too where it is one of an item or invoice."""
        fact = own.fact
        self.own.append(own)
        self.facts[fact.name] = fact
        if own.required:
            self.required.add(fact.name)
        scope, _, name = fact.name.partition(".")
        if scope in ("item", "invoice"):
            self.facts[f"anchor.{name}"] = msgspec.structs.replace(fact, name=f"anchor.{name}")

    def _circle(self, what: str, kind: Code) -> Callable[[tuple[str, ...], Place], None]:
        def note(chain: tuple[str, ...], place: Place) -> None:
            if chain[0] == chain[-1]:
                way = " → ".join(ticked(each) for each in chain)
                self.findings.add(kind, f"the {what} {ticked(chain[0])} is defined by itself: {way}", place)
            else:
                message = f"the {what} {ticked(chain[0])} rests on more than {LONGEST_CHAIN} others in a row"
                self.findings.add(kind, message, place, "define it by fewer steps")

        return note
