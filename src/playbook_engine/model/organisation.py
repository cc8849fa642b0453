"""What all playbooks of an organisation share."""

from typing import Literal

import msgspec

from playbook_engine.model.condition import ALWAYS, Condition
from playbook_engine.model.facts import Fact
from playbook_engine.model.playbook import Calendar, Guarantee, Hold, Limit


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A decision table: the first row whose condition holds gives the value; none: `otherwise`, or missing where
    empty.
    """

    name: str
    rows: tuple[tuple[Condition, str], ...]
    otherwise: str = ""


Aggregation = Literal["count", "sum", "max", "min", "earliest", "latest"]


class Aggregate(msgspec.Struct, frozen=True, kw_only=True, tag="aggregate"):
    """Over records of one account: those of `collection` that meet `where`, in the last `days` days (0: ever)."""

    operation: Aggregation
    collection: str
    value: str = ""
    where: Condition = ALWAYS
    days: int = 0


class Arithmetic(msgspec.Struct, frozen=True, kw_only=True, tag="arithmetic"):
    """Of other facts: their sum, the difference of two, the first as a share of the second, whole days from first to
    second.
    """

    operation: Literal["sum", "difference", "share", "days between"]
    facts: tuple[str, ...]


class LookUp(msgspec.Struct, frozen=True, kw_only=True, tag="look-up"):
    """What a decision table says."""

    table: str


class Score(msgspec.Struct, frozen=True, kw_only=True, tag="score"):
    """The sum of the points of all conditions that hold."""

    points: tuple[tuple[Condition, int], ...]


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """A fact computed from others; a money sum over several currencies stays by currency."""

    fact: Fact
    by: Aggregate | Arithmetic | LookUp | Score


class OwnFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that the organisation adds (`account.x.*`, `invoice.x.*`, `item.x.*`, `contact.x.*`)."""

    fact: Fact
    required: bool = False


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on our side: named by a field of the account (`owner`, `collector`), else a fixed name or address."""

    name: str
    field: Literal["owner", "collector", ""] = ""
    person: str = ""


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation file, resolved."""

    name: str
    base_currency: str
    time_zone: str = "UTC"
    language: str = "en"
    playbooks: tuple[str, ...] = ()
    tones: tuple[str, ...] = ("friendly", "polite", "firm", "final")
    roles: tuple[Role, ...] = ()
    work_calendar: Calendar | None = None
    calendar: Calendar | None = None
    closed_days: tuple[str, ...] = ()
    freshness: tuple[tuple[str, int], ...] = ()
    required: tuple[str, ...] = ()
    own_facts: tuple[OwnFact, ...] = ()
    derived: tuple[Derived, ...] = ()
    tables: tuple[Table, ...] = ()
    holds: tuple[Hold, ...] = ()
    limits: tuple[Limit, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
