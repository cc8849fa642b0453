"""Who gets a message, who stands for a role, who approves, who sends."""

import re

import msgspec

from playbook_engine.language.codes_meaning import UNKNOWN_ROLE
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.language.wording import ticked
from playbook_engine.model.organisation import Role
from playbook_engine.model.playbook import Recipient

_ADDRESS = re.compile(r"[^<>@\s]+@[^<>@\s]+\.[^<>@\s.]+|[^<>@\s]+@localhost")
_NAMED = re.compile(r"([^<>]*[^<>\s])\s*<([^<>]*)>")
_FIELDS = ("account.owner", "account.collector")


def recipient(text: str, roles: tuple[str, ...]) -> Recipient:
    """`billing contact`, `billing contacts`, `any contact`, `all contacts`, or a role of ours. Raises Misread."""
    words = Words(text)
    phrase = words.normal
    if phrase in roles:
        return Recipient(role=phrase, internal=True, text=phrase)
    role, _, last = phrase.rpartition(" ")
    if last == "contacts" and role:
        return Recipient(role="" if role in ("all", "any") else role, every=True, text=phrase)
    if last == "contact" and role:
        return Recipient(role="" if role == "any" else role, text=phrase)
    message = f"{ticked(phrase)} is no role of the organisation" if phrase else "nobody is named"
    help = or_one_of(phrase, (*roles, "any contact")) if roles else f"write `{phrase} contact` for the customer's"
    if phrase and not help.startswith("did"):
        help = f"write `{phrase} contact` for people of the customer, or enter it in `roles`"
    raise words.misread(message, help=help, whole=True, kind=UNKNOWN_ROLE)


def recipient_text(recipient: Recipient) -> str:
    """A recipient in words that `recipient` reads back to the same."""
    if recipient.internal:
        return recipient.role
    if not recipient.role:
        return "all contacts" if recipient.every else "any contact"
    return f"{recipient.role} contacts" if recipient.every else f"{recipient.role} contact"


def role_name(text: str, roles: tuple[str, ...]) -> str:
    """The name of a role of the organisation. Raises Misread."""
    words = Words(text)
    if words.normal not in roles:
        raise words.misread(
            f"{ticked(words.normal)} is no role of the organisation",
            help=or_one_of(words.normal, roles) or "enter it in `roles` of the organisation file",
            whole=True,
            kind=UNKNOWN_ROLE,
        )
    return words.normal


def approved_by(text: str, roles: tuple[str, ...]) -> str:
    """The role of `approved by ROLE`. Raises Misread."""
    words = Words(text)
    if not words.take("approved by"):
        raise words.misread(
            f"{ticked(words.rest())} is no exception", help="write `approved by` and a role", whole=True
        )
    at = words.at
    try:
        return role_name(words.rest(), roles)
    except Misread as fault:
        raise fault.moved(at) from None


class Person(msgspec.Struct, frozen=True):
    """Who stands for a role: a field of the account, or a fixed name or address."""

    field: str = ""
    person: str = ""


def person(text: str) -> Person:
    """`account.owner`, `account.collector`, or a fixed name or address. Raises Misread."""
    if text in _FIELDS:
        return Person(field=text.removeprefix("account."))
    if text.startswith("account."):
        help = "`account.owner` and `account.collector` name people"
        raise Misread(f"{ticked(text)} names nobody", start=0, end=len(text), help=help)
    if "@" in text:
        sender(text)
    return Person(person=text)


def role(name: str, found: Person) -> Role:
    """A role and who stands for it."""
    if found.field == "owner":
        return Role(name=name, field="owner")
    if found.field == "collector":
        return Role(name=name, field="collector")
    return Role(name=name, person=found.person)


def sender(text: str) -> str:
    """`Accounts Receivable <ar@example.com>` or `ar@example.com`. Raises Misread."""
    named = _NAMED.fullmatch(text)
    address = named[2] if named else text
    if not _ADDRESS.fullmatch(address):
        start = named.start(2) if named else 0
        help = "write `Accounts Receivable <ar@example.com>`"
        raise Misread(f"{ticked(address)} is no mail address", start=start, end=start + len(address), help=help)
    return text
