"""What a template asks, compares and writes."""

from liquid.builtin.expressions import BooleanExpression, Nil, Path
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
from liquid.builtin.expressions.primitive import Blank, Empty
from liquid.expression import Expression

from playbook_engine.language.codes_templates import WRONG_KIND
from playbook_engine.language.liquid.chains import shape_of
from playbook_engine.language.liquid.scope import WORDS, Scope, fault_of
from playbook_engine.language.liquid.shape import WRITTEN, Shape
from playbook_engine.language.liquid.source import Fault
from playbook_engine.language.liquid.values import value_shape


def writable(expression: Expression, scope: Scope, faults: list[Fault]) -> None:
    """Whether a value can stand in a message as it is."""
    shape = shape_of(expression, scope, faults)
    if shape is None or shape.kind in WRITTEN:
        return
    text = str(expression)
    match shape.kind:
        case "yes/no":
            hint = f"ask it: `{{% if {text} %}}`"
        case "list":
            hint = f"go through it: `{{% for each in {text} %}}`, or write `{text} | join`"
        case _:
            hint = f"name a part, such as `{text}.{next(iter(shape.parts))}`" if shape.parts else ""
    faults.append(fault_of(WRONG_KIND, expression, f"`{text}` is {WORDS[shape.kind]} and cannot be written", hint))


def check_condition(condition: Expression, scope: Scope, faults: list[Fault]) -> None:
    """Whether a condition compares what can be compared; a missing value is not equal to anything."""
    match condition:
        case BooleanExpression():
            check_condition(condition.expression, scope, faults)
        case LogicalAndExpression() | LogicalOrExpression():
            check_condition(condition.left, scope, faults)
            check_condition(condition.right, scope, faults)
        case EqExpression() | NeExpression():
            check_equal(condition.left, condition.right, scope, faults)
        case LtExpression() | GtExpression() | LeExpression() | GeExpression():
            _check_order(condition, scope, faults)
        case ContainsExpression():
            _check_contains(condition, scope, faults)
        case _:
            _operand(condition, scope, faults)


def check_equal(left: Expression, right: Expression, scope: Scope, faults: list[Fault]) -> None:
    """Whether two values can be equal at all."""
    one, other = _operand(left, scope, faults), _operand(right, scope, faults)
    if one is None or other is None:
        return
    if one.kind != other.kind:
        message = f"`{left}` is {WORDS[one.kind]} and never equal to {WORDS[other.kind]}"
        faults.append(fault_of(WRONG_KIND, left if isinstance(right, Path) else right, message))
    elif one.kind in {"list", "group"}:
        faults.append(fault_of(WRONG_KIND, left, f"`{left}` is {WORDS[one.kind]} and cannot be compared"))


def _operand(expression: Expression, scope: Scope, faults: list[Fault]) -> Shape | None:
    """One side of a comparison; None also for `nil`, `blank` and `empty`, which compare with anything."""
    if isinstance(expression, Nil | Blank | Empty):
        return None
    return value_shape(expression, scope, faults, needed=False)


def _check_order(condition: Expression, scope: Scope, faults: list[Fault]) -> None:
    for side in condition.children():
        shape = _operand(side, scope, faults)
        if shape and shape.kind != "number":
            hint = {
                "money": "which amounts matter is said by `when` in the playbook",
                "date": "compare days, such as `item.days_overdue > 30`",
            }.get(shape.kind, "")
            faults.append(fault_of(WRONG_KIND, side, f"`{side}` is {WORDS[shape.kind]}, no number to compare", hint))


def _check_contains(condition: ContainsExpression, scope: Scope, faults: list[Fault]) -> None:
    left, right = _operand(condition.left, scope, faults), _operand(condition.right, scope, faults)
    if left and not (left.kind == "text" or (left.of and left.of.kind == "text")):
        faults.append(fault_of(WRONG_KIND, condition.left, f"`{condition.left}` holds no texts"))
    if right and right.kind != "text":
        faults.append(fault_of(WRONG_KIND, condition.right, f"`{condition.right}` is no text to look for"))
