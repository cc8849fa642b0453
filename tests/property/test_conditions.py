"""A condition says the same walked and compiled."""

import pytest

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.compiling import Compiled
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.walking import Unknown
from tests.property.growing import grown
from tests.property.laws import of_cases

ANSWERED: list[bool] = []


class Both(Compiled):
    """A compiled condition that is walked as well."""

    __slots__ = ()

    def __call__(self, scope: Scope) -> bool:
        """The same answer both ways, or the same missing rate."""
        walked = self._asked(scope, walked=True)
        compiled = self._asked(scope, walked=False)
        assert walked == compiled, f"walked {walked}, compiled {compiled}: {self.condition}"
        if isinstance(compiled, Unknown):
            raise compiled
        ANSWERED.append(compiled)
        return compiled

    def _asked(self, scope: Scope, *, walked: bool) -> "bool | _SameUnknown":
        try:
            return self.walk(scope) if walked else Compiled.__call__(self, scope)
        except Unknown as unknown:
            return _SameUnknown({unknown.pair})


class _SameUnknown(Unknown):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and other.pair == self.pair

    def __hash__(self) -> int:
        return hash(self.pair)


@pytest.fixture(autouse=True)
def both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every condition of a release be asked in both ways."""
    monkeypatch.setattr("playbook_engine.engine.plans.Compiled", Both)


class TestWalkedAndCompiled:
    """Design 4: "properties say that walked and compiled agree"."""

    @of_cases(2)
    def test_every_condition_that_deciding_asks_says_the_same(self, case: Drawn) -> None:
        for drawn in (case, grown(case, 23)):
            evaluator = Evaluator(drawn.release)
            for days in (0, 3, 12):
                evaluator.decide(drawn.setting, drawn.unit, drawn.after(days))

    def test_both_answers_were_given_often(self) -> None:
        assert min(ANSWERED.count(True), ANSWERED.count(False)) > 100
