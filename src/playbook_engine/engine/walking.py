"""A condition judged by walking its tree: slower than the compiled function, and able to say that it does not know
(rule 5c).
"""

from collections.abc import Callable
from typing import assert_never

from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.predicates import meets
from playbook_engine.engine.scope import Scope
from playbook_engine.model.condition import All, AnyOf, Condition, Named, Not, Test
from playbook_engine.model.money import MissingRate


class Unknown(MissingRate):
    """A condition hangs on rates that are not known."""


Answer = bool | frozenset[str]
"""True, false, or the pairs of the rates that the answer hangs on."""


def decided(condition: Condition, catalogue: Catalogue, scope: Scope) -> bool:
    """The answer to a condition. Raises Unknown."""
    return known(judge(condition, catalogue, scope))


def known(answer: Answer) -> bool:
    """The answer where there is one. Raises Unknown."""
    if isinstance(answer, frozenset):
        raise Unknown(answer)
    return answer


def judge(condition: Condition, catalogue: Catalogue, scope: Scope) -> Answer:
    """The answer to a condition by the facts of a scope, or what it lacks."""

    def ask(test: Test) -> bool:
        return meets(test.predicate, catalogue.read(test.fact)(scope), scope.day, scope.world.rates)

    return judged(condition, ask)


def judged(condition: Condition, ask: Callable[[Test], bool]) -> Answer:
    """The answer to a condition, test by test, or what it lacks; a part that no longer matters lacks nothing (5c)."""
    match condition:
        case Test():
            try:
                return ask(condition)
            except MissingRate as rate:
                return rate.pairs
        case All(parts):
            return _fold([judged(part, ask) for part in parts], decisive=False)
        case AnyOf(parts):
            return _fold([judged(part, ask) for part in parts], decisive=True)
        case Not(part):
            answer = judged(part, ask)
            return answer if isinstance(answer, frozenset) else not answer
        case Named(_, part):
            return judged(part, ask)
        case _:
            assert_never(condition)


def _fold(answers: list[Answer], *, decisive: bool) -> Answer:
    if any(answer is decisive for answer in answers):
        return decisive
    lacking: frozenset[str] = frozenset().union(*(each for each in answers if isinstance(each, frozenset)))
    return lacking or not decisive
