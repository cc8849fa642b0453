"""What the conditions and the work of one organisation may name, and which facts are at hand where."""

from typing import Literal

import msgspec

from playbook_engine.model.condition import Condition
from playbook_engine.model.facts import Fact

Follow = Literal["account", "invoice", "item", "family"]


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """The vocabulary of one organisation.

    `facts`: the whole catalogue, own and derived facts included. `sure`: optional facts that are declared required.
    `segments`: conditions by name. `tables`: names of decision tables by what they give (`tone`, `template`, `role`).
    """

    facts: dict[str, Fact]
    sure: frozenset[str] = frozenset()
    segments: tuple[tuple[str, Condition], ...] = ()
    tones: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    tables: dict[str, tuple[str, ...]] = {}

    def of_scope(self, scope: str) -> tuple[Fact, ...]:
        """The facts whose names begin with a scope, sorted; own facts of an item also stand as facts of the anchor."""
        return tuple(
            fact if fact.name == name else msgspec.structs.replace(fact, name=name)
            for name, fact in sorted(self.facts.items())
            if name.partition(".")[0] == scope
        )


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a condition stands: the scopes of facts that are at hand (rule 7).

    `guarded`: a missing fact must not let a message through in silence. `only`: the names of facts that may stand here,
    where not all of a scope may.
    """

    scopes: tuple[str, ...]
    guarded: bool = False
    only: frozenset[str] = frozenset()

    def facts(self, ground: Ground, scope: str) -> tuple[Fact, ...]:
        """The facts of a scope that may stand here."""
        return tuple(each for each in ground.of_scope(scope) if not self.only or each.name in self.only)


_OF_ACCOUNT = ("account", "family", "today")
_OF_CASE = (*_OF_ACCOUNT, "case", "anchor")
_OF_ITEM = (*_OF_ACCOUNT, "invoice", "item", "item")

SEGMENT = Place(scopes=_OF_ITEM)
NAMED = Place(scopes=_OF_ACCOUNT)
LISTED = Place(scopes=_OF_ITEM)
TABLE = Place(scopes=_OF_CASE)
GUARANTEE = Place(scopes=(*_OF_CASE, "contact"), guarded=True)
HOLD_OF_ITEM = Place(scopes=_OF_ITEM, guarded=True)
HOLD_OF_CASE = Place(scopes=(*_OF_CASE, "item", "item", "invoice"), guarded=True)


def step_place(follow: Follow, *, each_item: bool = False) -> Place:
    """Where the `when` of a step or of an entry of `exhausted` stands."""
    return Place(scopes=(*_OF_CASE, "invoice", "item") if each_item or follow in ("item", "invoice") else _OF_CASE)


def derived_place(scope: str) -> Place:
    """Where the parts of a derived fact of a scope stand."""
    own = {"item": ("item", "invoice"), "invoice": ("invoice",), "case": ("case", "anchor")}
    return Place(scopes=(*own.get(scope, ()), *_OF_ACCOUNT))


def record_place(prefix: str) -> Place:
    """Where the `where` of a derived fact stands, over records with this prefix."""
    return Place(scopes=(prefix,))
