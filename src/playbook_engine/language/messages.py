"""Decided actions as messages: subject and body in the reader's language, to whom, with what attached."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from playbook_engine.language.liquid.environment import CannotFillIn, fill_in
from playbook_engine.language.locale_text import text_of_day, text_of_money
from playbook_engine.language.message_values import Told, billed_in, one_line, values_of
from playbook_engine.language.templates import choose
from playbook_engine.model.book import Account, Contact, Setting, Unit
from playbook_engine.model.decision import Action, Decision, Line
from playbook_engine.model.money import Money
from playbook_engine.model.release import Release, Template


class Attachment(msgspec.Struct, frozen=True):
    """What goes with a message: the document of an invoice, or a statement of the account."""

    kind: Literal["invoice", "statement"]
    of: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Plain text as it goes out.

    `recipients` are addresses, or names of our own people; `actions` the ids of those that it joins.
    """

    subject: str
    body: str
    language: str
    recipients: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    sender: str = ""
    attachments: tuple[Attachment, ...] = ()
    template: str = ""
    actions: tuple[str, ...] = ()


class CannotRender(Exception):
    """A message cannot be written; the sentence says which template and why."""


def messages_in(decisions: Iterable[Decision]) -> list[tuple[Decision, tuple[Action, ...]]]:
    """Actions that go out together (rule 29), each group with the decision of its leading action, in their order."""
    groups: dict[str, list[tuple[Decision, Action]]] = {}
    for decision in decisions:
        for action in decision.actions:
            groups.setdefault(action.message or action.id, []).append((decision, action))
    return [(_leading(name, group)[0], tuple(action for _, action in group)) for name, group in sorted(groups.items())]


def render_message(
    release: Release,
    unit: Unit,
    decision: Decision,
    actions: Sequence[Action],
    *,
    setting: Setting | None = None,
    language: str = "",
) -> Message:
    """One action, or several that go out as one message, as text; every line is listed once.

    The language is that of the recipient, else of the account, else of the organisation (for our own people at once),
    else any that the template is written in; `language` asks for another. Raises CannotRender.
    """
    told = _told(release, unit, decision, actions, setting or Setting())
    reader = (told.contact.language, told.account.language) if told.contact else ()
    wanted = [language, told.lead.language, *reader]
    template = choose(release.templates, told.lead.template, [*wanted, release.organisation.language])
    if told.lead.template and template is None:
        raise CannotRender(f"there is no template `{told.lead.template}`")
    subject, body, written = _written(told, template) if template else _plain(told)
    return Message(
        subject=subject,
        body=body,
        language=written,
        recipients=told.lead.addresses or told.lead.recipients,
        cc=told.lead.cc,
        sender=told.lead.sender,
        attachments=_attachments(told, actions),
        template=told.lead.template,
        actions=tuple(each.id for each in actions),
    )


def _leading(message: str, group: Sequence[tuple[Decision, Action]]) -> tuple[Decision, Action]:
    """A message is named by the id of the action that leads it."""
    return next((each for each in group if each[1].id == message), group[0])


def _told(release: Release, unit: Unit, decision: Decision, actions: Sequence[Action], setting: Setting) -> Told:
    lead = _leading(actions[0].message, [(decision, each) for each in actions])[1]
    lines = tuple({line.item: line for action in reversed(actions) for line in reversed(action.lines)}.values())[::-1]
    contact = _contact(unit, lead)
    return Told(
        organisation=release.organisation,
        entities=setting.entities,
        unit=unit,
        decision=decision,
        lead=lead,
        lines=lines,
        items=billed_in(unit),
        totals=_totals(lines),
        account=_account(unit, decision, contact),
        contact=contact,
        values=_values(release, decision),
    )


def _contact(unit: Unit, lead: Action) -> Contact | None:
    """The first recipient, where it is somebody at the customer."""
    first = lead.recipients[0] if lead.recipients else ""
    return next((each for each in unit.contacts if each.id == first), None)


def _account(unit: Unit, decision: Decision, contact: Contact | None) -> Account:
    """Whom the message is for: the recipient's account, as in a family it is the payer who is written to."""
    wanted = contact.account if contact else decision.account
    return next((each for each in unit.accounts if each.id == wanted), unit.accounts[0])


def _values(release: Release, decision: Decision) -> dict[str, str]:
    named = [each for each in release.playbooks if each.name == decision.playbook]
    return next((each.values for each in named if each.version == decision.version), named[0].values if named else {})


def _totals(lines: Sequence[Line]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.amount.currency] = sums.get(line.amount.currency, 0) + line.amount.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def _written(told: Told, template: Template) -> tuple[str, str, str]:
    values = values_of(told, template.language)
    try:
        subject = one_line(fill_in(template.subject, values))
        return subject, fill_in(template.body, values).strip("\n") + "\n", template.language
    except CannotFillIn as error:
        where = template.path or f"{template.name} ({template.language})"
        raise CannotRender(f"the template `{where}` cannot be filled in: {error.message}") from error


def _plain(told: Told) -> tuple[str, str, str]:
    """What our own people need of an action that has no template: for whom, what is listed, how much."""
    language = told.organisation.language
    subject = one_line(told.lead.title) or told.lead.step.replace("-", " ")
    lines = [told.account.name or told.account.id]
    for line in told.lines:
        invoice, _, item = told.items[line.item]
        due, amount = text_of_day(item.due_on, language, "medium"), text_of_money(line.amount, language, "code")
        lines.append(f"{invoice.id}  {due}  {amount}")
    return subject, "\n".join(lines) + "\n", language


def _attachments(told: Told, actions: Sequence[Action]) -> tuple[Attachment, ...]:
    asked = {each for action in actions for each in action.attach}
    invoices = dict.fromkeys(told.items[line.item][0].id for line in told.lines)
    found = [Attachment("invoice", each) for each in invoices] if "invoices" in asked else []
    return tuple(found + ([Attachment("statement", told.account.id)] if "statement" in asked else []))
