"""What templates may name: a typed tree of variables, each with its sentence."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from playbook_engine.model.facts import Fact

Kind = Literal["text", "number", "money", "date", "yes/no", "list", "group"]

WRITTEN: frozenset[Kind] = frozenset({"text", "number", "money", "date"})
"""Kinds that can stand in a message as they are."""


class Shape(msgspec.Struct, frozen=True):
    """One variable: its kind; the parts of a group; what a list is of. `optional`: may be missing."""

    kind: Kind
    sentence: str = ""
    optional: bool = False
    parts: dict[str, "Shape"] = {}
    of: "Shape | None" = None

    def maybe(self) -> "Shape":
        """The same, but it may be missing."""
        return msgspec.structs.replace(self, optional=True)

    def surely(self) -> "Shape":
        """The same, known to be there."""
        return msgspec.structs.replace(self, optional=False)


TEXT, NUMBER, MONEY, DATE = Shape("text"), Shape("number"), Shape("money"), Shape("date")
YES_NO = Shape("yes/no")

LOOP = Shape(
    "group",
    "where a loop has got to",
    parts={
        **dict.fromkeys(("index", "index0", "rindex", "rindex0", "length"), NUMBER),
        **dict.fromkeys(("first", "last"), YES_NO),
    },
)


def variables(values: Iterable[str] = (), own_facts: Iterable[Fact] = ()) -> Shape:
    """Everything a template of this set may name; `values` are the names that its playbooks give."""
    own = list(own_facts)
    return Shape(
        "group",
        "all variables",
        parts={
            "account": _group("the customer", _ACCOUNT, x=_own(own, "account.x.")),
            "contact": _group("the first recipient", _CONTACT, x=_own(own, "contact.x.")),
            "organisation": _group("who is owed", _ORGANISATION),
            "message": _group("the message", _MESSAGE),
            "items": Shape(
                "list",
                "what the message asks for, a line each",
                of=_group("one line", _ITEM, x=_own(own, "invoice.x.", "item.x.")),
            ),
            "sender": _group("who it comes from", _SENDER),
            "values": Shape("group", "texts of the playbook", parts=dict.fromkeys(sorted(values), TEXT)),
        },
    )


def leaves(shape: Shape, path: str = "") -> list[tuple[str, Shape]]:
    """Every variable under a shape with its full path; what a list is of has `[]` in its path."""
    found = [(path, shape)] if path else []
    for name, part in shape.parts.items():
        found += leaves(part, f"{path}.{name}" if path else name)
    return found + (leaves(shape.of, f"{path}[]")[1:] if shape.of else [])


def _group(sentence: str, fields: dict[str, Shape], **more: Shape) -> Shape:
    return Shape("group", sentence, parts={**fields, **{name: each for name, each in more.items() if each.parts}})


def _own(facts: list[Fact], *prefixes: str) -> Shape:
    parts = {
        each.name.removeprefix(prefix): _shape_of(each)
        for prefix in prefixes
        for each in facts
        if each.name.startswith(prefix)
    }
    return Shape("group", "the organisation's own facts", parts=dict(sorted(parts.items())))


def _shape_of(fact: Fact) -> Shape:
    match fact.kind:
        case "tags":
            return Shape("list", fact.sentence, optional=False, of=TEXT)
        case "percent":
            return Shape("text", fact.sentence, optional=True)
        case kind:
            return Shape(kind, fact.sentence, optional=True)


def _text(sentence: str, *, optional: bool = False) -> Shape:
    return Shape("text", sentence, optional)


_ACCOUNT = {
    "id": _text("the account's id"),
    "name": _text("the account's name, or its id where it has none"),
    "country": _text("country code, such as `DE`", optional=True),
    "tier": _text("how much the account matters", optional=True),
    "owner": _text("who owns the relationship", optional=True),
    "collector": _text("who collects from the account", optional=True),
    "postal_address": _text("where letters go", optional=True),
    "terms_days": Shape("number", "agreed days to pay", optional=True),
}
_CONTACT = {
    "name": _text("the recipient's name", optional=True),
    "role": _text("role, such as `billing`", optional=True),
    "email": _text("address for email", optional=True),
    "phone": _text("telephone number", optional=True),
    "postal_address": _text("where letters go", optional=True),
}
_ORGANISATION = {
    "name": _text("the organisation's name"),
    "entity": _text("name of our legal entity that issued the invoices, or the organisation's"),
}
_MESSAGE = {
    "date": Shape("date", "the day on which it goes"),
    "language": _text("language it is written in"),
    "tone": _text("how it sounds", optional=True),
    "step": _text("the step it belongs to"),
    "occurrence": Shape("number", "1 for the first time the step goes, 2 for its first repeat"),
    "pay_by": Shape("date", "the day by which it asks for payment", optional=True),
    "total": _text("the sum of all lines; where there are several currencies, one sum each"),
    "totals": Shape("list", "the sum of all lines, one a currency", of=MONEY),
    "invoices": _text("the numbers of all invoices listed, in words"),
    "invoice_count": Shape("number", "how many invoices are listed; one may stand in several lines"),
    "oldest_due": Shape("date", "earliest due date of a line", optional=True),
    "days_overdue": Shape("number", "days that the oldest line is past due; 0 before"),
}
_ITEM = {
    "id": _text("the item's id"),
    "account": _text("name of the account that was billed"),
    "invoice": _text("the invoice's number"),
    "instalment": Shape("number", "which instalment of the invoice, from 1"),
    "instalments": Shape("number", "how many instalments the invoice has"),
    "issued_on": Shape("date", "day of issue"),
    "due_on": Shape("date", "day on which it falls due"),
    "amount": Shape("money", "what was billed"),
    "balance": Shape("money", "what is asked for"),
    "days_overdue": Shape("number", "days past due; 0 before"),
    "overdue": Shape("yes/no", "past due"),
    "kind": _text("kind of invoice", optional=True),
    "purchase_order": _text("the customer's order number", optional=True),
}
_SENDER = {
    "name": _text("name that the message comes from, or the organisation's"),
    "email": _text("address that it comes from", optional=True),
}
