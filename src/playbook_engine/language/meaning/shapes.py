"""What a way to compute a fact gives."""

import msgspec

from playbook_engine.model.facts import Kind
from playbook_engine.model.organisation import Aggregate, Arithmetic, LookUp, Score


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """How a fact is computed, and the type that comes of it."""

    by: Aggregate | Arithmetic | LookUp | Score
    kind: Kind
    unit: str = ""
    optional: bool = False
    moves: bool = False
    values: tuple[str, ...] = ()
