"""A template read through without values: every fault that filling it in could meet."""

from collections.abc import Sequence

import msgspec
from liquid.ast import BlockNode, Node
from liquid.builtin.expressions import Path, StringLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.capture_tag import CaptureNode
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.for_tag import BreakNode, ContinueNode, ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.expression import Expression

from playbook_engine.language.codes_templates import BAD_SYNTAX, TOO_MUCH, WRONG_KIND
from playbook_engine.language.liquid.chains import shape_of
from playbook_engine.language.liquid.conditions import check_condition, check_equal, writable
from playbook_engine.language.liquid.environment import PartNode, parsed
from playbook_engine.language.liquid.scope import Scope, name_of, present_when
from playbook_engine.language.liquid.shape import LOOP, TEXT, Shape
from playbook_engine.language.liquid.source import Fault, Unreadable
from playbook_engine.language.liquid.values import value_shape
from playbook_engine.model.codes import Code

MOST_LOOPS = 20
"""Loops in one template."""


class Reading(msgspec.Struct, frozen=True):
    """What was found in a text: its faults, and the parts it asks for with their stretches."""

    faults: list[Fault]
    parts: list[tuple[str, int, int]]


def read_through(text: str, variables: Shape) -> Reading:
    """All faults of a text; only the first where it is no Liquid."""
    try:
        tree = parsed(text)
    except Unreadable as error:
        return Reading([error.fault], [])
    walk = _Walk()
    walk.nodes(tree.nodes, Scope(variables))
    return Reading(list(dict.fromkeys(walk.faults)), walk.parts)


class _Walk:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.parts: list[tuple[str, int, int]] = []
        self.loops = 0

    def nodes(self, nodes: Sequence[Node], scope: Scope) -> Scope:
        """Go through nodes in order; what is known behind the last."""
        for node in nodes:
            scope = self.node(node, scope)
        return scope

    def node(self, node: Node, scope: Scope) -> Scope:
        """Go through one node; what is known behind it."""
        match node:
            case OutputNode():
                writable(node.expression, scope, self.faults)
            case AssignNode():
                return self.assign(node, scope)
            case CaptureNode():
                return self.set(node, str(node.name), TEXT, self.nodes(node.block.nodes, scope))
            case IfNode() | UnlessNode():
                return self.branches(node, scope)
            case CaseNode():
                return self.case(node, scope)
            case ForNode():
                return self.loop(node, scope)
            case BreakNode() | ContinueNode():
                self.jump(node, scope)
            case PartNode():
                start = node.token.start_index
                self.parts.append((node.name, start, node.token.source.find("%}", start) + 2))
        return scope

    def assign(self, node: AssignNode, scope: Scope) -> Scope:
        """`{% assign name = value %}`."""
        before = scope.own.get(str(node.name))
        needed = before is not None and not before.optional
        shape = shape_of(node.expression, scope, self.faults, needed=needed)
        if shape is not None and shape.kind == "group" and shape.parts is scope.variables.parts["values"].parts:
            self.fault(WRONG_KIND, node, "`values` is no single value", "name one, such as `values.pay_page`")
        return self.set(node, str(node.name), shape, scope) if shape else self.unknown(str(node.name), scope)

    def set(self, node: Node, name: str, shape: Shape, scope: Scope) -> Scope:
        """A name gets a value. In a loop the next round sees it, so its kind stays what it was."""
        before = scope.own.get(name)
        if not (name.isidentifier() and name.isascii()):
            self.fault(BAD_SYNTAX, node, f"`{name}` is no name", "letters, digits and `_`")
        elif name in scope.variables.parts or name == "forloop":
            self.fault(WRONG_KIND, node, f"`{name}` is a variable already", "choose another name")
        elif before is not None and (before.kind, before.of, before.parts) != (shape.kind, shape.of, shape.parts):
            self.fault(WRONG_KIND, node, f"`{name}` was of another kind before", "choose another name")
            shape = before
        present = frozenset(each for each in scope.present if each.partition(".")[0] != name)
        return msgspec.structs.replace(scope, own={**scope.own, name: shape}, present=present)

    def unknown(self, name: str, scope: Scope) -> Scope:
        """A name whose value is at fault: taken for a text, so that one cause gives one fault."""
        return msgspec.structs.replace(scope, own={**scope.own, name: scope.own.get(name, TEXT)})

    def branches(self, node: IfNode | UnlessNode, scope: Scope) -> Scope:
        """`{% if %}` or `{% unless %}` with its `elsif` and `else`."""
        asks = isinstance(node, IfNode)
        check_condition(node.condition, scope, self.faults)
        ends = [self.block(node.consequence, scope.knowing(present_when(node.condition, holds=asks)))]
        rest = scope.knowing(present_when(node.condition, holds=not asks))
        for each in node.alternatives:
            check_condition(each.expression, rest, self.faults)
            ends.append(self.block(each.block, rest.knowing(present_when(each.expression, holds=True))))
            rest = rest.knowing(present_when(each.expression, holds=False))
        ends.append(self.block(node.default, rest) if node.default else rest)
        return _joined(scope, ends)

    def case(self, node: CaseNode, scope: Scope) -> Scope:
        """`{% case %}` with its `when` and `else`."""
        value_shape(node.expression, scope, self.faults, needed=False)
        present = frozenset({name_of(node.expression)}) if isinstance(node.expression, Path) else frozenset()
        ends = [scope]
        for each in node.blocks:
            if isinstance(each, MultiExpressionBlockNode):
                for value in each.expression.expressions:
                    check_equal(node.expression, value, scope, self.faults)
                ends.append(self.block(each.block, scope.knowing(present)))
            else:
                ends.append(self.block(each, scope))
        return _joined(scope, ends)

    def loop(self, node: ForNode, scope: Scope) -> Scope:
        """`{% for each in list %}`; it may run no time at all."""
        self.loops += 1
        name, loop = str(node.expression.identifier), node.expression
        if self.loops == MOST_LOOPS + 1:
            self.fault(TOO_MUCH, node, f"a template has at most {MOST_LOOPS} loops")
        if scope.looped:
            self.fault(TOO_MUCH, node, "a loop stands in a loop", "put the inner list into a text by `map` and `join`")
        if name in scope.variables.parts or name in scope.own:
            self.fault(WRONG_KIND, node, f"`{name}` is a variable already", "choose another name")
        for each in (loop.limit, loop.offset):
            self.number(node, each, scope)
        shape = value_shape(loop.iterable, scope, self.faults)
        if shape and shape.of is None:
            self.fault(WRONG_KIND, node, f"`{loop.iterable}` is no list to go through", "loop over `items`")
        if shape and shape.of:
            own = {**scope.own, name: shape.of.surely(), "forloop": LOOP}
            scope = self.rounds(node.block, msgspec.structs.replace(scope, own=own, looped=True), scope)
        if node.default:
            self.block(node.default, scope)
        return scope

    def rounds(self, block: BlockNode, inner: Scope, outer: Scope) -> Scope:
        """A loop's block: each round begins with what the round before left known."""
        left = _Walk().block(block, inner)
        self.block(block, msgspec.structs.replace(inner, present=inner.present & left.present))
        sometimes = outer.sometimes | left.sometimes | (left.own.keys() - inner.own.keys())
        return msgspec.structs.replace(outer, present=outer.present & left.present, sometimes=sometimes)

    def number(self, node: Node, expression: Expression | None, scope: Scope) -> None:
        """`limit: 3` or `offset: 1`."""
        if expression is None or (isinstance(expression, StringLiteral) and expression.value == "continue"):
            return
        shape = value_shape(expression, scope, self.faults)
        if shape and shape.kind != "number":
            self.fault(WRONG_KIND, node, f"`{expression}` is no number of lines")

    def jump(self, node: Node, scope: Scope) -> None:
        """`{% break %}` or `{% continue %}`."""
        if not scope.looped:
            self.fault(BAD_SYNTAX, node, f"`{node.token.value}` stands in no loop")

    def block(self, block: BlockNode, scope: Scope) -> Scope:
        """The nodes of a block."""
        return self.nodes(block.nodes, scope)

    def fault(self, kind: Code, node: Node, message: str, hint: str = "") -> None:
        """A fault of a whole tag."""
        start = node.token.start_index
        self.faults.append(Fault(kind, message, start, node.token.source.find("%}", start) + 2, hint))


def _joined(before: Scope, ends: list[Scope]) -> Scope:
    """What is known behind branches: what each of them set, and what none of them forgot."""
    own = {
        name: shape if all(not each.own[name].optional for each in ends) else shape.maybe()
        for name, shape in ends[0].own.items()
        if all(name in each.own and _alike(each.own[name], shape) for each in ends)
    }
    present = frozenset.intersection(before.present, *(each.present for each in ends))
    seen = frozenset[str]().union(*(each.own.keys() | each.sometimes for each in ends))
    return msgspec.structs.replace(before, own=own, present=present, sometimes=seen - own.keys())


def _alike(one: Shape, other: Shape) -> bool:
    return (one.kind, one.of, one.parts) == (other.kind, other.of, other.parts)
