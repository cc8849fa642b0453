"""One piece of work: what is done, by whom, to whom, and whether nothing is missing for it."""

from collections.abc import Iterator

from playbook_engine.language.codes_meaning import INCOMPLETE_WORK, MIXED_KINDS, NO_EFFECT, WRONG_SIDE
from playbook_engine.language.meaning.chosen import check_choice
from playbook_engine.language.meaning.conditions import condition
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.scopes import FILTER, Position
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.nodes import Node, Scalar, Sequence
from playbook_engine.language.wording import listed
from playbook_engine.model.codes import Code
from playbook_engine.model.condition import ALWAYS
from playbook_engine.model.playbook import CONTACT_KINDS, ActionKind, ItemsListed, Recipient, Work

WORK_KEYS = (
    "tone", "template", "to", "cc", "items", "attach", "pay_by", "assign", "priority", "title", "set",
)  # fmt: skip
_MESSAGE = frozenset(("tone", "template", "to", "cc", "items", "attach", "pay_by"))
_USED: dict[ActionKind, frozenset[str]] = {
    "email": _MESSAGE,
    "letter": _MESSAGE,
    "sms": _MESSAGE,
    "call": _MESSAGE | {"assign", "priority", "title"},
    "task": frozenset(("assign", "priority", "title", "template", "items", "attach")),
    "portal": frozenset(("tone", "template", "items", "attach", "pay_by", "title")),
    "retry payment": frozenset(("items",)),
    "status": frozenset(("set", "items")),
    "notify": frozenset(("to", "cc", "template", "title", "items", "attach", "priority")),
}
"""The keys that mean something for each kind of work."""

_NEEDED: dict[ActionKind, tuple[str, ...]] = {
    "email": ("template", "tone"),
    "letter": ("template", "tone"),
    "sms": ("template", "tone"),
    "task": ("assign",),
    "status": ("set",),
    "notify": ("to",),
}
"""The keys that each kind of work cannot do without."""


def work(fields: Fields, around: Surroundings, position: Position) -> Work:
    """Work from its keys; `position` is where its tables are asked."""
    kinds: tuple[ActionKind, ...] = tuple(dict.fromkeys(fields.get("do") or ()))
    if kinds:
        for kind, message, key, help in _faults(kinds, fields):
            around.findings.add(kind, message, fields.place(key) if key != "do" else fields.place("do"), help)
        if fields.sound("to"):
            _check_recipients(kinds, fields, around)
    for key in ("tone", "template", "assign"):
        check_choice(key, fields, around, position)
    return Work(
        do=kinds,
        tone=fields.get("tone"),
        template=fields.get("template"),
        to=tuple(fields.get("to") or ()),
        cc=tuple(fields.get("cc") or ()),
        items=_items(fields, around),
        attach=tuple(dict.fromkeys(fields.get("attach") or ())),
        pay_by=fields.get("pay_by"),
        assign=fields.get("assign"),
        priority=fields.get("priority"),
        title=fields.get("title") or "",
        set=fields.get("set") or "",
    )


def refuse_contacts(fields: Fields, what: str, around: Surroundings) -> None:
    """Work beside a step reaches nobody at the customer, whom the step itself has just written to."""
    contacts = [each for each in fields.get("do") or () if each in CONTACT_KINDS]
    if contacts:
        message = f"`{what}` is internal work, and `{contacts[0]}` reaches the customer"
        around.findings.add(WRONG_SIDE, message, fields.place("do"), "make it a step of its own")


def _faults(kinds: tuple[ActionKind, ...], fields: Fields) -> Iterator[tuple[Code, str, str, str]]:
    internal = [each for each in kinds if each not in CONTACT_KINDS]
    if len(kinds) > 1 and internal:
        message = f"`{internal[0]}` stands in an order of preference, which is for {listed(CONTACT_KINDS, 'and')}"
        yield MIXED_KINDS, message, "do", "internal work that goes with a message stands in `also`"
        return
    for key in dict.fromkeys(key for each in kinds for key in _NEEDED.get(each, ())):
        if not fields.written(key):
            yield INCOMPLETE_WORK, f"`{kinds[0]}` needs `{key}`", "do", f"such as `{fields.keys.named()[key].example}`"
    for key in fields.unused(WORK_KEYS):
        if not any(key in _USED[each] for each in kinds):
            yield NO_EFFECT, f"`{key}` has no effect on {listed(kinds, 'or')}", key, "leave it out"


def _check_recipients(kinds: tuple[ActionKind, ...], fields: Fields, around: Surroundings) -> None:
    """Messages go to contacts of the customer, notes to our own people."""
    to: list[Recipient] = fields.get("to") or []
    node = fields.node("to")
    for each, place in zip(to, _each(node), strict=True):
        if each.internal and kinds[0] in CONTACT_KINDS:
            message = f"`{each.role}` is on our side, and `{kinds[0]}` goes to the customer"
            around.findings.add(WRONG_SIDE, message, place.place, "write `do: notify`, or put them in `cc`")
        if not each.internal and kinds[0] == "notify":
            message = f"`{each.text}` is at the customer, and `notify` goes to our own people"
            around.findings.add(
                WRONG_SIDE, message, place.place, "write `do: email`, or name a role of the organisation"
            )


def _each(node: Node | None) -> tuple[Node, ...]:
    if isinstance(node, Sequence):
        return node.items
    return () if node is None else (node,)


def _items(fields: Fields, around: Surroundings) -> ItemsListed:
    node = fields.node("items")
    if node is None or isinstance(node, Scalar):
        listed_items: ItemsListed = fields.get("items") or ItemsListed()
        return listed_items
    return ItemsListed(which="condition", when=condition(node, FILTER, around) or ALWAYS)
