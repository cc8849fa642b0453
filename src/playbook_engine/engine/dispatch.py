"""First match over many conditions, in two parts: what an account rules out, once an account, and the rest an item.

The facts of an account are the same for all its items: tests that read only those are answered once. What is left
of the conditions is compiled into one function for each set of conditions that an account leaves standing.
"""

from collections.abc import Callable, Sequence

from playbook_engine.engine.compiling import Compiled, Writer
from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.scope import Scope
from playbook_engine.model.condition import All, Condition, Named, facts_of

First = Callable[[Scope], int]
"""The number of the first condition that holds, or -1; MissingRate goes through it."""

_KEPT = 1024  # functions for sets of conditions; further sets are answered condition by condition


class FirstMatch:
    """The first of some conditions that holds for an item."""

    __slots__ = ("_catalogue", "_chains", "_items", "_standing")

    def __init__(self, conditions: Sequence[Condition], catalogue: Catalogue) -> None:
        parts = [_split(each, catalogue) for each in conditions]
        self._catalogue = catalogue
        self._items = [item for _, item in parts]
        self._standing: Callable[[Scope], int] = _mask([account for account, _ in parts], catalogue)
        self._chains: dict[int, First] = {}

    def __call__(self, scope: Scope) -> int:
        """The number of the first condition that holds, or -1. Raises MissingRate."""
        chain = scope.account.chains.get(self)
        return chain(scope) if chain is not None else self.of_account(scope)(scope)

    def of_account(self, scope: Scope) -> First:
        """What is left to ask for each item of an account. Raises MissingRate."""
        standing = self._standing(scope)
        chain = self._chains.get(standing)
        if chain is None:
            chain = self._chain(standing)
            if len(self._chains) < _KEPT:
                self._chains[standing] = chain
        scope.account.chains[self] = chain
        return chain

    def _chain(self, standing: int) -> First:
        left = [(number, each) for number, each in enumerate(self._items) if standing >> number & 1]
        return _compiled(left, self._catalogue) if len(self._chains) < _KEPT else _asked(left, self._catalogue)


def _split(condition: Condition, catalogue: Catalogue) -> tuple[Condition, Condition]:
    """The parts that only the account, its family or the day decide, and the parts that need the item."""
    match condition:
        case All(parts):
            pairs = [_split(part, catalogue) for part in parts]
            return _all([account for account, _ in pairs]), _all([item for _, item in pairs])
        case Named(_, part):
            return _split(part, catalogue)
        case _:
            scopes = {catalogue.facts[name].scope for name in facts_of(condition)}
            derived = any(catalogue.is_derived(name) for name in facts_of(condition))
            shared = scopes <= {"account", "family", "today"} and not derived
            return (condition, All()) if shared else (All(), condition)


def _all(parts: list[Condition]) -> Condition:
    kept = tuple(part for part in parts if part != All())
    return kept[0] if len(kept) == 1 else All(kept)


def _mask(conditions: Sequence[Condition], catalogue: Catalogue) -> Callable[[Scope], int]:
    """A function that gives the numbers of the conditions that hold, as bits."""
    writer = Writer(catalogue)
    lines = ["    mask = 0"]
    for number, condition in enumerate(conditions):
        lines.append(f"    if {writer.text(condition)}: mask |= {1 << number}")
    made: Callable[[Scope], int] = writer.build([*lines, "    return mask"])
    return made


def _compiled(left: Sequence[tuple[int, Condition]], catalogue: Catalogue) -> First:
    writer = Writer(catalogue)
    lines = []
    for number, condition in left:
        text = writer.text(condition)
        if text == "True":
            lines.append(f"    return {number}")
            break
        lines.append(f"    if {text}: return {number}")
    made: First = writer.build([*lines, "    return -1"])
    return made


def _asked(left: Sequence[tuple[int, Condition]], catalogue: Catalogue) -> First:
    functions = [(number, Compiled(condition, catalogue).fast) for number, condition in left]
    return lambda scope: next((number for number, holds in functions if holds(scope)), -1)
