"""Derived facts by conditions: a decision table's value, a weighted score."""

from playbook_engine.language.codes_meaning import OUT_OF_SCOPE
from playbook_engine.language.meaning.conditions import condition
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.scopes import of_fact
from playbook_engine.language.meaning.shapes import Shape
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.wording import listed, ticked
from playbook_engine.model.condition import Condition, InDays, tests_of
from playbook_engine.model.organisation import LookUp, Score


def look_up(name: str, inner: Fields, around: Surroundings) -> Shape | None:
    """What `look_up: TABLE` computes; None with faults."""
    read = around.tables.get(inner.get("look_up"))
    if read is None:
        return None
    position = of_fact(name.partition(".")[0])
    far = [each for each in read.columns if each.partition(".")[0] not in position.scopes]
    if far:
        message = f"the table {ticked(read.table.name)} reads {listed(far, 'and')}, not at hand in {position.called}"
        around.findings.add(OUT_OF_SCOPE, message, inner.place("look_up"), "name the fact by what the table looks at")
        return None
    conditions = [when for when, _ in read.table.rows]
    return Shape(
        by=LookUp(table=read.table.name),
        kind="text",
        optional=not read.table.otherwise,
        moves=any(_moves(each, around) for each in conditions),
        values=tuple(dict.fromkeys(value for value, _ in read.values)),
    )


def score(name: str, inner: Fields, around: Surroundings) -> Shape | None:
    """What `score: [{points: 20, when: ..}]` computes; None with faults."""
    position = of_fact(name.partition(".")[0])
    points: list[tuple[Condition, int]] = []
    entries: list[Fields] = inner.get("score")
    for each in entries:
        node = each.node("when")
        when = condition(node, position, around) if node is not None else None
        if when is not None and each.sound("points", "when"):
            points.append((when, each.get("points")))
    if len(points) < len(entries):
        return None
    return Shape(by=Score(points=tuple(points)), kind="number", moves=any(_moves(when, around) for when, _ in points))


def _moves(when: Condition, around: Surroundings) -> bool:
    """Whether a condition may change by itself from one day to the next."""
    for test in tests_of(when):
        fact = around.fact(test.fact)
        if isinstance(test.predicate, InDays) or (fact is not None and fact.moves):
            return True
    return False
