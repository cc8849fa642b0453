"""Facts of an organisation's own, facts computed from others, and the decision tables that these look up."""

from typing import Literal

import msgspec

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.conditions import condition_for
from playbook_engine.analysis.strategies.ground import Ground, Place, derived_place, record_place
from playbook_engine.analysis.strategies.predicates import predicate_for
from playbook_engine.model.condition import ALWAYS, All, Condition, Test
from playbook_engine.model.facts import COLLECTIONS, RECORD_FACTS, Fact, Kind
from playbook_engine.model.organisation import (
    Aggregate,
    Aggregation,
    Arithmetic,
    Derived,
    LookUp,
    OwnFact,
    Score,
    Table,
)

_OWN: tuple[tuple[str, Kind], ...] = (
    ("account.x.health", "text"),
    ("account.x.risk", "number"),
    ("account.x.exposure", "money"),
    ("account.x.signed", "date"),
    ("account.x.leased", "yes/no"),
    ("account.x.labels", "tags"),
    ("account.x.discount", "percent"),
    ("invoice.x.project", "text"),
    ("invoice.x.accepted", "date"),
    ("item.x.retention", "money"),
    ("item.x.milestone", "number"),
    ("contact.x.level", "text"),
)


def own_facts(chance: Chance) -> tuple[OwnFact, ...]:
    """Facts that an organisation adds, some of them required."""
    chosen = chance.some(_OWN, 0, 4)
    return tuple(
        OwnFact(fact=_own(name, kind, chance), required=kind != "tags" and name[0] != "c" and chance.percent(10))
        for name, kind in chosen
    )


def _own(name: str, kind: Kind, chance: Chance) -> Fact:
    values = pools.OTHER_TEXTS if kind == "text" and chance.percent(50) else ()
    unit = "days" if kind == "number" and chance.percent(50) else ""
    return Fact(
        name=name,
        kind=kind,
        sentence="our own",
        optional=kind != "tags",
        values=values,
        unit=unit,
        source=name.partition(".")[2],
    )


def table_for(ground: Ground, place: Place, name: str, values: tuple[str, ...], chance: Chance) -> Table:
    """A table over one or two facts that gives some of these values; one of them where no row holds."""
    scopes = chance.some(place.scopes, 1, 2)
    columns = [chance.pick(place.facts(ground, scope)) for scope in scopes]
    rows = tuple(
        (_row(columns, chance, full=not number), chance.pick(values)) for number in range(chance.between(1, 3))
    )
    return Table(name=name, rows=rows, otherwise=chance.pick(values))


def _row(columns: list[Fact], chance: Chance, *, full: bool) -> Condition:
    cells = tuple(Test(fact.name, predicate_for(fact, chance)) for fact in columns if full or chance.percent(80))
    return cells[0] if len(cells) == 1 else All(cells)


def derived_facts(ground: Ground, chance: Chance) -> tuple[tuple[Derived, ...], tuple[Table, ...]]:
    """Facts computed from others, and the tables that they look up; later ones may be computed from earlier ones."""
    found: list[Derived] = []
    tables: list[Table] = []
    for number in range(chance.pick((0, 0, 1, 1, 2, 3))):
        part = chance.part(number)
        made, table = _derived(ground, number, part)
        found.append(made)
        tables += [table] if table else []
        ground = msgspec.structs.replace(ground, facts={**ground.facts, made.fact.name: made.fact})
    return tuple(found), tuple(tables)


def _derived(ground: Ground, number: int, chance: Chance) -> tuple[Derived, Table | None]:
    maker = chance.pick(("aggregate", "aggregate", "aggregate", "arithmetic", "arithmetic", "look-up", "score"))
    if maker == "aggregate":
        return _aggregate(f"account.x.derived_{number}", chance), None
    scope = chance.pick(("account", "account", "item", "invoice", "case"))
    name, place = f"{scope}.x.derived_{number}", derived_place(scope)
    if maker == "arithmetic":
        return _arithmetic(ground, place, name, chance), None
    if maker == "score":
        points = tuple((condition_for(ground, place, chance.part(each)), 10 * each - 10) for each in (2, 3, 0))
        return Derived(fact=_fact(name, "number"), by=Score(points=points)), None
    table = table_for(ground, place, f"looked-up-{number}", pools.OTHER_TEXTS, chance)
    if chance.percent(40):
        table = msgspec.structs.replace(table, otherwise="")
    gives = dict.fromkeys([*(value for _, value in table.rows), *([table.otherwise] if table.otherwise else [])])
    fact = msgspec.structs.replace(_fact(name, "text", optional=not table.otherwise), values=tuple(gives))
    return Derived(fact=fact, by=LookUp(table=table.name)), table


_OPERATIONS: dict[Kind, tuple[Aggregation, ...]] = {
    "number": ("sum", "max", "min"),
    "money": ("sum", "max", "min"),
    "date": ("earliest", "latest"),
}


def _aggregate(name: str, chance: Chance) -> Derived:
    collection = chance.pick(tuple(COLLECTIONS))
    prefix = COLLECTIONS[collection]
    records = Ground(facts=RECORD_FACTS)
    where = condition_for(records, record_place(prefix), chance.part("where")) if chance.percent(60) else ALWAYS
    days = chance.pick((0, 0, 7, 30))
    values = [each for each in records.of_scope(prefix) if each.kind in _OPERATIONS]
    if chance.percent(25):
        return Derived(
            fact=_fact(name, "number"), by=Aggregate(operation="count", collection=collection, where=where, days=days)
        )
    value = chance.pick(values)
    operation = chance.pick(_OPERATIONS[value.kind])
    by = Aggregate(operation=operation, collection=collection, value=value.name, where=where, days=days)
    return Derived(fact=_fact(name, value.kind, unit=value.unit, optional=operation != "sum"), by=by)


def _arithmetic(ground: Ground, place: Place, name: str, chance: Chance) -> Derived:
    operation: Literal["sum", "difference", "share", "days between"] = chance.pick(
        ("sum", "difference", "share", "days between")
    )
    kind: Kind = "date" if operation == "days between" else chance.pick(("number", "money"))
    at_hand = [fact for scope in place.scopes for fact in place.facts(ground, scope) if fact.kind == kind]
    parts = [chance.pick(at_hand) for _ in range(chance.between(2, 3) if operation == "sum" else 2)]
    by = Arithmetic(operation=operation, facts=tuple(each.name for each in parts))
    optional = operation == "share" or any(each.optional for each in parts)
    gives: Kind = "percent" if operation == "share" else "number" if operation == "days between" else kind
    unit = "days" if operation == "days between" else parts[0].unit if operation != "share" else ""
    moves = any(each.moves for each in parts)
    fact = msgspec.structs.replace(_fact(name, gives, unit=unit, optional=optional), moves=moves)
    return Derived(fact=fact, by=by)


def _fact(name: str, kind: Kind, *, unit: str = "", optional: bool = False) -> Fact:
    return Fact(name=name, kind=kind, sentence="computed", unit=unit, optional=optional, moves=True)
