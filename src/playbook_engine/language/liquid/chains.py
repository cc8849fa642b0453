"""The kind of a value behind its filters."""

from liquid.builtin.expressions import Filter, FilteredExpression, PositionalArgument, StringLiteral
from liquid.expression import Expression

from playbook_engine.language.codes_templates import READS_CLOCK, UNKNOWN_FILTER, UNKNOWN_VARIABLE, WRONG_KIND
from playbook_engine.language.liquid.filters import FILTERS
from playbook_engine.language.liquid.filters import Filter as Declared
from playbook_engine.language.liquid.scope import WORDS, Scope, fault_of
from playbook_engine.language.liquid.shape import TEXT, WRITTEN, Shape
from playbook_engine.language.liquid.source import Fault
from playbook_engine.language.liquid.values import CLOCK_HELP, CLOCK_WORDS, value_shape
from playbook_engine.language.locale_text import MONEY_STYLES, is_date_style
from playbook_engine.language.suggest import help_meant
from playbook_engine.language.wording import listed, ticked


def shape_of(expression: Expression, scope: Scope, faults: list[Fault], *, needed: bool = True) -> Shape | None:
    """The kind of what is written or assigned; None where a fault was found. `needed`: it must be there."""
    if isinstance(expression, FilteredExpression):
        return _filtered(expression, scope, faults, needed=needed)
    return value_shape(expression, scope, faults, needed=needed)


def _filtered(expression: FilteredExpression, scope: Scope, faults: list[Fault], *, needed: bool) -> Shape | None:
    filters = expression.filters or []
    asked = [] if not filters else [filters[0].name]
    shape: Shape | None
    if isinstance(expression.left, StringLiteral) and expression.left.value in CLOCK_WORDS and "date" in asked:
        message = f"`{expression.left.value}` would read the machine's clock"
        faults.append(fault_of(READS_CLOCK, expression.left, message, CLOCK_HELP))
        shape = None
    else:
        must = needed if not filters else filters[0].name != "default"
        shape = value_shape(expression.left, scope, faults, needed=must)
    for each in filters:
        shape = _through(each, shape, scope, faults)
    return shape


def _through(used: Filter, shape: Shape | None, scope: Scope, faults: list[Fault]) -> Shape | None:
    """What a filter makes of a value."""
    declared = FILTERS.get(used.name)
    start, end = used.token.start_index, used.token.start_index + len(used.name)
    if declared is None:
        hint = help_meant(used.name, FILTERS) or f"there are {listed(tuple(FILTERS), 'and', 20)}"
        faults.append(Fault(UNKNOWN_FILTER, f"there is no filter {ticked(used.name)}", start, end, hint))
        return None
    given = _arguments(used, declared, scope, faults)
    if given is None or shape is None:
        return None
    if shape.kind not in declared.takes:
        kinds = " or ".join(WORDS[each] for each in sorted(declared.takes))
        message = f"the filter `{used.name}` takes {kinds}, and this is {WORDS[shape.kind]}"
        faults.append(Fault(WRONG_KIND, message, start, end, f"such as `{declared.example}`"))
        return None
    return _result(used, declared, shape, given, faults)


def _arguments(used: Filter, declared: Declared, scope: Scope, faults: list[Fault]) -> list[Shape] | None:
    start, end = used.token.start_index, used.token.start_index + len(used.name)
    values = [each.value for each in used.args if isinstance(each, PositionalArgument)]
    if len(values) != len(used.args) or not declared.least <= len(values) <= len(declared.arguments):
        message = f"the filter `{used.name}` is given {_count(len(used.args))} behind its colon"
        faults.append(Fault(WRONG_KIND, message, start, end, f"write it as in `{declared.example}`"))
        return None
    given: list[Shape] = []
    for value, kinds in zip(values, declared.arguments, strict=False):
        shape = value_shape(value, scope, faults)
        if shape is None:
            return None
        if shape.kind not in kinds or (declared.literal and not isinstance(value, StringLiteral)):
            message = f"the filter `{used.name}` does not take `{value}`"
            faults.append(fault_of(WRONG_KIND, value, message, f"write it as in `{declared.example}`"))
            return None
        given.append(shape)
    return given


def _count(number: int) -> str:
    return {0: "nothing", 1: "one value"}.get(number, f"{number} values")


def _result(used: Filter, declared: Declared, shape: Shape, given: list[Shape], faults: list[Fault]) -> Shape | None:
    first = used.args[0].value if used.args else None
    style = first.value if isinstance(first, StringLiteral) else None
    fault = _bad_use(used, shape, style)
    if fault:
        faults.append(fault)
        return None
    match declared.gives:
        case "same":
            return shape.surely() if given[0].kind == shape.kind else TEXT
        case "part":
            assert shape.of is not None
            return Shape("list", of=shape.of.parts[str(style)].surely())
        case kind:
            return Shape(kind)


def _bad_use(used: Filter, shape: Shape, style: str | None) -> Fault | None:
    start, end = used.token.start_index, used.token.start_index + len(used.name)
    match used.name:
        case "map" if shape.of is None or style not in shape.of.parts:
            known = tuple(shape.of.parts) if shape.of else ()
            return Fault(
                UNKNOWN_VARIABLE, f"no line has a part {ticked(str(style))}", start, end, help_meant(str(style), known)
            )
        case "join" if shape.of is None or shape.of.kind not in WRITTEN:
            return Fault(WRONG_KIND, "only texts can be joined", start, end, f"such as `{FILTERS['map'].example}`")
        case "money" if style is not None and style not in MONEY_STYLES:
            message = f"an amount is not written as {ticked(style)}"
            return Fault(WRONG_KIND, message, start, end, "write `symbol`, `code` or `number`")
        case "date" if style is not None and not is_date_style(style):
            hint = "write `short`, `medium`, `long`, `full`, or a pattern such as `d. MMMM yyyy`"
            return Fault(WRONG_KIND, f"a date is not written as {ticked(style)}", start, end, hint)
    return None
