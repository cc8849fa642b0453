"""Derived facts over records: counts, sums, largest, smallest, earliest, latest."""

from playbook_engine.language.codes_meaning import UNKNOWN_COLLECTION, WRONG_FACT_KIND
from playbook_engine.language.meaning.conditions import condition
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.scopes import of_records
from playbook_engine.language.meaning.shapes import Shape
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.nodes import Node
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.condition import ALWAYS, Condition, InDays, tests_of
from playbook_engine.model.facts import COLLECTIONS, RECORD_FACTS, Fact, Kind
from playbook_engine.model.organisation import Aggregate, Aggregation

AGGREGATES: dict[str, Aggregation] = {
    "count": "count",
    "sum_of": "sum",
    "max_of": "max",
    "min_of": "min",
    "earliest": "earliest",
    "latest": "latest",
}
"""The keys of a derived fact that look at records, with what they do."""

_KINDS: dict[Aggregation, tuple[Kind, ...]] = {
    "sum": ("number", "money"),
    "max": ("number", "money"),
    "min": ("number", "money"),
    "earliest": ("date",),
    "latest": ("date",),
}
_MOVING = ("promise.state", "dispute.open", "entry.open", "entry.overdue", "entry.days_overdue", "entry.balance")


def aggregate(way: str, name: str, inner: Fields, around: Surroundings) -> Shape | None:
    """What a key such as `count: promises` computes; None with faults."""
    operation = AGGREGATES[way]
    if not name.startswith("account."):
        message = f"records are those of an account, and {ticked(name)} is no fact of one"
        around.findings.add(WRONG_FACT_KIND, message, inner.key_place(way), "name it `account.x.NAME`")
        return None
    value = None if way == "count" else _value(way, operation, inner, around)
    if way != "count" and value is None:
        return None
    collection = inner.get("count") if value is None else _collection(value)
    where = _where(inner, COLLECTIONS[collection], around)
    if where is None or not inner.sound("in_last"):
        return None
    days = inner.get("in_last") or 0
    return Shape(
        by=Aggregate(
            operation=operation, collection=collection, value=value.name if value else "", where=where, days=days
        ),
        kind=value.kind if value else "number",
        unit=value.unit if value else "",
        optional=operation not in ("count", "sum"),
        moves=_moves(where, days, value),
    )


def _value(way: str, operation: Aggregation, inner: Fields, around: Surroundings) -> Fact | None:
    name = inner.get(way)
    fact = RECORD_FACTS.get(name)
    if fact is None:
        help = or_one_of(name, tuple(each for each, fact in RECORD_FACTS.items() if fact.kind in _KINDS[operation]))
        around.findings.add(UNKNOWN_COLLECTION, f"{ticked(name)} is no field of a record", inner.place(way), help)
        return None
    if fact.kind not in _KINDS[operation]:
        wanted = "a date" if fact.kind == "date" else f"a {fact.kind}"
        help = "for dates write `earliest` or `latest`" if fact.kind == "date" else ""
        message = f"`{way}` cannot be made of `{name}`, which is {wanted}"
        around.findings.add(WRONG_FACT_KIND, message, inner.place(way), help)
        return None
    return fact


def _collection(value: Fact) -> str:
    return next(name for name, prefix in COLLECTIONS.items() if prefix == value.scope)


def _where(inner: Fields, prefix: str, around: Surroundings) -> Condition | None:
    node: Node | None = inner.node("where")
    return ALWAYS if node is None else condition(node, of_records(prefix), around)


def _moves(where: Condition, days: int, value: Fact | None) -> bool:
    """Whether the value may change by itself from one day to the next."""
    tests = tests_of(where)
    dated = any(isinstance(each.predicate, InDays) for each in tests)
    read = {each.fact for each in tests} | ({value.name} if value else set())
    return bool(days) or dated or not read.isdisjoint(_MOVING)
