"""A condition judged by walking its tree: slower than the compiled function, and able to say that it does not know
(rule 5c).
"""

from typing import assert_never

from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.predicates import meets
from playbook_engine.engine.state import Scope
from playbook_engine.model.condition import All, AnyOf, Condition, Named, Not, Test
from playbook_engine.model.money import MissingRate


class Unknown(MissingRate):
    """A condition hangs on rates that are not known."""


def decided(condition: Condition, catalogue: Catalogue, scope: Scope) -> bool:
    """The answer to a condition. Raises Unknown."""
    missing: set[str] = set()
    answer = judge(condition, catalogue, scope, missing)
    if answer is None:
        raise Unknown(missing)
    return answer


def judge(condition: Condition, catalogue: Catalogue, scope: Scope, missing: set[str]) -> bool | None:
    """True, false, or None where the answer hangs on a rate that is not known; `missing` gets its pair."""
    match condition:
        case Test(fact, predicate):
            try:
                return meets(predicate, catalogue.read(fact)(scope), scope.day, scope.world.rates)
            except MissingRate as rate:
                missing.update(rate.pairs)
                return None
        case All(parts):
            return _fold([judge(part, catalogue, scope, missing) for part in parts], decisive=False)
        case AnyOf(parts):
            return _fold([judge(part, catalogue, scope, missing) for part in parts], decisive=True)
        case Not(part):
            answer = judge(part, catalogue, scope, missing)
            return None if answer is None else not answer
        case Named(_, part):
            return judge(part, catalogue, scope, missing)
        case _:
            assert_never(condition)


def _fold(answers: list[bool | None], *, decisive: bool) -> bool | None:
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive
