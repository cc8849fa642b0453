"""The kind of one value: a variable or a constant."""

from liquid.builtin.expressions import Path, StringLiteral
from liquid.builtin.expressions.primitive import (
    FalseLiteral,
    FloatLiteral,
    IntegerLiteral,
    RangeLiteral,
    TrueLiteral,
)
from liquid.expression import Expression

from playbook_engine.language.codes_templates import (
    MAYBE_MISSING,
    READS_CLOCK,
    TOO_MUCH,
    UNKNOWN_VARIABLE,
    WRONG_KIND,
)
from playbook_engine.language.liquid.scope import Scope, dotted, fault_of, name_of
from playbook_engine.language.liquid.shape import NUMBER, TEXT, WRITTEN, YES_NO, Shape
from playbook_engine.language.liquid.source import Fault
from playbook_engine.language.suggest import help_meant
from playbook_engine.language.wording import listed, ticked

CLOCK_WORDS = frozenset({"now", "today"})
CLOCK_HELP = "write `message.date`, the day on which the message goes"


def value_shape(expression: Expression, scope: Scope, faults: list[Fault], *, needed: bool = True) -> Shape | None:
    """The kind of a value; None where a fault was found. `needed`: it must be there."""
    match expression:
        case Path():
            return _path(expression, scope, faults, needed=needed)
        case StringLiteral():
            return TEXT
        case IntegerLiteral():
            return NUMBER
        case TrueLiteral() | FalseLiteral():
            return YES_NO
        case RangeLiteral():
            faults.append(fault_of(TOO_MUCH, expression, "templates know no ranges of numbers", "loop over `items`"))
        case FloatLiteral():
            faults.append(fault_of(WRONG_KIND, expression, "numbers of a template are whole"))
        case _:
            faults.append(fault_of(WRONG_KIND, expression, "nothing is written here"))
    return None


def _path(path: Path, scope: Scope, faults: list[Fault], *, needed: bool) -> Shape | None:
    root = str(path.path[0])
    shape = scope.own.get(root) or scope.variables.parts.get(root)
    if shape is None:
        faults.append(_unknown_name(path, root, scope))
        return None
    missing = ""
    for count, segment in enumerate(path.path[1:], start=1):
        missing = missing or _maybe_missing(path, count, shape, scope)
        shape = _part(path, count, segment, shape, faults)
        if shape is None:
            return None
    missing = missing or _maybe_missing(path, len(path.path), shape, scope)
    if missing and needed:
        hint = f"ask first: `{{% if {missing} %}}` ... `{{% endif %}}`"
        if shape.kind in WRITTEN and missing == name_of(path):
            hint += ', or give another text: `| default: "..."`'
        faults.append(fault_of(MAYBE_MISSING, path, f"`{missing}` may be missing", hint))
        return shape.surely()
    return shape.maybe() if missing else shape.surely()


def _maybe_missing(path: Path, count: int, shape: Shape, scope: Scope) -> str:
    name = dotted(path.path[:count])
    return name if shape.optional and name not in scope.present else ""


def _part(path: Path, count: int, segment: object, shape: Shape, faults: list[Fault]) -> Shape | None:
    before = dotted(path.path[:count])
    if isinstance(segment, Path):
        faults.append(fault_of(WRONG_KIND, path, f"a part of `{before}` is named, not computed"))
        return None
    if shape.kind == "list" and shape.of is not None:
        if segment == "size":
            return NUMBER
        if segment in {"first", "last"} or isinstance(segment, int):
            return shape.of.maybe()
        hint = f"go through it: `{{% for each in {before} %}}`"
        faults.append(fault_of(UNKNOWN_VARIABLE, path, f"`{before}` is a list and has no `{segment}`", hint))
        return None
    part = shape.parts.get(str(segment)) if isinstance(segment, str) else None
    if part is None:
        faults.append(_unknown(path, f"{before}.{segment}", tuple(f"{before}.{each}" for each in shape.parts)))
    return part


def _unknown_name(path: Path, root: str, scope: Scope) -> Fault:
    if root in scope.sometimes:
        hint = f"give it a value before: `{{% assign {root} = ... %}}`"
        return fault_of(UNKNOWN_VARIABLE, path, f"`{root}` has a value only sometimes", hint)
    return _unknown(path, root, (*scope.own, *scope.variables.parts))


def _unknown(path: Path, name: str, known: tuple[str, ...]) -> Fault:
    if name in CLOCK_WORDS:
        return fault_of(READS_CLOCK, path, f"`{name}` would read the machine's clock", CLOCK_HELP)
    hint = help_meant(name, known)
    if not hint and known:
        hint = f"there are {listed(known, 'and', 16)}"
    return fault_of(UNKNOWN_VARIABLE, path, f"there is no variable {ticked(name)}", hint)
