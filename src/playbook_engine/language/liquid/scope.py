"""What is known at one point of a template, and how a fault there is placed."""

from collections.abc import Iterable, Sequence

import msgspec
from liquid.builtin.expressions import BooleanExpression, Nil, Path, StringLiteral
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    GeExpression,
    GtExpression,
    LeExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    LtExpression,
    NeExpression,
)
from liquid.expression import Expression

from playbook_engine.language.liquid.shape import Kind, Shape
from playbook_engine.language.liquid.source import Fault
from playbook_engine.model.codes import Code

WORDS: dict[Kind, str] = {
    "text": "a text",
    "number": "a number",
    "money": "an amount",
    "date": "a date",
    "yes/no": "yes or no",
    "list": "a list",
    "group": "a group of variables",
}
"""What a message calls each kind."""


class Scope(msgspec.Struct, frozen=True):
    """What is known at one point of a template: all variables, those it set itself, and what is surely there."""

    variables: Shape
    own: dict[str, Shape] = {}
    present: frozenset[str] = frozenset()
    sometimes: frozenset[str] = frozenset()
    looped: bool = False

    def knowing(self, present: Iterable[str]) -> "Scope":
        """The same point, with more known to be there."""
        return msgspec.structs.replace(self, present=self.present | frozenset(present))


def present_when(condition: Expression, *, holds: bool) -> frozenset[str]:
    """The variables that are surely there when a condition holds, or does not."""
    match condition:
        case BooleanExpression():
            return present_when(condition.expression, holds=holds)
        case LogicalAndExpression() | LogicalOrExpression():
            left = present_when(condition.left, holds=holds)
            right = present_when(condition.right, holds=holds)
            return left | right if isinstance(condition, LogicalAndExpression) == holds else left & right
        case EqExpression() | NeExpression():
            sides = (condition.left, condition.right)
            equal = isinstance(condition, EqExpression) == holds
            nothing = any(isinstance(each, Nil) for each in sides)
            return paths_of(sides) if equal != nothing and not _twopaths_of(sides) else frozenset()
        case Path():
            return paths_of((condition,)) if holds else frozenset()
        case LtExpression() | GtExpression() | LeExpression() | GeExpression() | ContainsExpression():
            return paths_of((condition.left, condition.right)) if holds else frozenset()
        case _:
            return frozenset()


def name_of(path: Path) -> str:
    """The variable as one text, such as `items.first.invoice`."""
    return dotted(path.path)


def dotted(segments: Sequence[object]) -> str:
    """Segments as a template writes them."""
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in segments).removeprefix(".")


def fault_of(kind: Code, expression: Expression, message: str, hint: str = "") -> Fault:
    """A fault of an expression."""
    start = max(expression.token.start_index, 0)
    quotes = 2 if isinstance(expression, StringLiteral) else 0
    length = len(str(expression)) if isinstance(expression, Path) else len(expression.token.value) + quotes
    return Fault(kind, message, start, start + max(1, length), hint)


def _twopaths_of(sides: tuple[Expression, ...]) -> bool:
    """Two variables that are both missing are equal, so that neither is surely there."""
    return all(isinstance(each, Path) for each in sides)


def paths_of(expressions: Iterable[Expression]) -> frozenset[str]:
    """The variables among expressions, each with what it is a part of."""
    return frozenset(
        dotted(expression.path[:count])
        for expression in expressions
        if isinstance(expression, Path)
        for count in range(1, len(expression.path) + 1)
    )
