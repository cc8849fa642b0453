"""What happens in a test: each event's mapping as a happening."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from playbook_engine.language.codes_timeline import DATED_LATER, NO_DAY, OTHER_CURRENCY, UNKNOWN_EVENT
from playbook_engine.language.keys.happenings import EVENTS
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.nodes import Mapping, Node, Scalar
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.timelines.done import told_entry, told_touch
from playbook_engine.language.timelines.names import Names
from playbook_engine.language.timelines.records import account_changes, contact_of
from playbook_engine.language.timelines.values import day_of, fields_of, plain, rate_text, scalars_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.money import Money, Rate
from playbook_engine.model.timeline import (
    AccountChanged,
    Answered,
    AnyHappening,
    Applied,
    Billed,
    ChannelChanged,
    CollectionFailed,
    ContactChanged,
    DisputeOpened,
    DueMoved,
    Ended,
    MoneyCame,
    PromiseMade,
    RateChanged,
    ReplyCame,
    Reversed,
    SourceSynced,
    StateChanged,
    Stopped,
)


class Told:
    """One event as it stands in the file, with the day on which it is told."""

    def __init__(self, name: str, fields: Fields, on: dt.date) -> None:
        self.name = name
        self.fields = fields
        self.on = on

    @property
    def dated(self) -> dt.date:
        """The day that its record carries."""
        return day_of(self.fields, "dated") or self.on

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.fields.mapping.place


def told(node: Node, on: dt.date | None, findings: Findings) -> Told | None:
    """An event's mapping, told apart by its first key; None with a finding where it is no event."""
    if isinstance(node, Scalar) and node.text == "reply":
        node = Mapping(((node, node),), node.place)
    name = _name(node, findings)
    fields = fields_of(EVENTS[name], node, findings, _keys(name, on)) if name else None
    if name is None or fields is None:
        return None
    day = on or day_of(fields, "on")
    if day is None and not fields.bad:
        findings.add(NO_DAY, "what happened before the first day has a day of its own", fields.here, "write `on:`")
    if day is None or fields.bad:
        return None
    event = Told(name, fields, day)
    if event.dated > day:
        help = "an event cannot be known before it happened"
        findings.add(DATED_LATER, f"it becomes known on `{day}` and is dated later", fields.place("dated"), help)
    return event


def happening(event: Told, names: Names) -> AnyHappening | None:
    """What it stands for; None with a finding where it speaks of something that is not there."""
    found = _READ[event.name](event, names)
    return None if event.fields.bad else found


def _keys(name: str, on: dt.date | None) -> list[str] | None:
    """The keys that may stand here: in an entry the day stands beside the event."""
    return None if on is None else [each.name for each in EVENTS[name].keys if each.name != "on"]


def _name(node: Node, findings: Findings) -> str | None:
    keys = scalars_of(node) if isinstance(node, Mapping) else []
    first = next((key for key in keys if key.text != "on"), None)
    if first is None:
        help = "write `event: {payment: 4000 EUR, for: INV-1}`"
        findings.add(UNKNOWN_EVENT, "an event is a mapping that begins with what happened", node.place, help)
        return None
    if first.text in EVENTS:
        return first.text
    later = next((key.text for key in keys if key.text in EVENTS), "")
    help = f"begin with `{later}`" if later else or_one_of(first.text, list(EVENTS))
    findings.add(UNKNOWN_EVENT, f"nothing that can happen is called {ticked(first.text)}", first.place, help)
    return None


def _about(event: Told, names: Names, key: str) -> dict[str, Any] | None:
    """What all happenings have; None where an item or account is not there."""
    items = names.items(event.fields, key)
    if items is None:
        event.fields.bad.add(key)
        return None
    account = names.whose(event.fields, items)
    if account is None:
        event.fields.bad.add("account")
        return None
    return {"on": event.on, "dated": event.dated, "place": event.place, "account": account, "items": items}


def _money(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "for")
    if about is None:
        return None
    fields = event.fields
    amount, shares = plain(fields, event.name), plain(fields, "for")
    told_shares = shares.items() if isinstance(shares, dict) else ()
    exact = tuple((item, share.minor) for name, share in told_shares for item in names.items_of(name) or ())
    _same_currency(fields, event.name, amount, about["items"], names)
    if amount == "in full" and (not about["items"] or exact):
        help = "say of which items: `for: INV-1`"
        names.findings.add(OTHER_CURRENCY, "`in full` is the balance of items", fields.place(event.name), help)
        return None
    return MoneyCame(
        **about,
        amount=None if amount == "in full" else amount,
        shares=exact,
        credit=event.name == "credit",
        method=plain(fields, "method"),
        entity=plain(fields, "entity", ""),
        id=plain(fields, "id", ""),
    )


def _same_currency(fields: Fields, key: str, amount: Any, items: tuple[str, ...], names: Names) -> None:
    """An amount is in the currency of what it is for."""
    for invoice in filter(None, map(names.invoice_of, items)):
        if isinstance(amount, Money) and invoice.currency != amount.currency:
            message = f"{amount} is for {ticked(invoice.id)}, which is in {invoice.currency}"
            names.findings.add(OTHER_CURRENCY, message, fields.place(key), "money is set against items of its currency")
            return


def _reversal(event: Told, names: Names) -> AnyHappening | None:
    ids = [each.text for each in scalars_of(event.fields.node("reversal"))]
    if len(ids) == 1 and names.items_of(ids[0]) is None and ids[0] in names.payments:
        account = names.payments[ids[0]]
        return Reversed(on=event.on, dated=event.dated, place=event.place, account=account, payment=ids[0])
    about = _about(event, names, "reversal")
    return Reversed(**about) if about else None


def _applied(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "for")
    source = names.known(event.fields, "applied", names.payments, "payment or credit")
    if about is None or source is None:
        return None
    return Applied(**about, source=source, amount=plain(event.fields, "amount"))


def _promise(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "for")
    if about is None:
        return None
    amount = plain(event.fields, "amount")
    _same_currency(event.fields, "amount", amount, about["items"], names)
    return PromiseMade(**about, by=event.fields.get("promise"), amount=amount)


def _dispute(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "dispute")
    if about is None:
        return None
    amount = plain(event.fields, "amount")
    _same_currency(event.fields, "amount", amount, about["items"], names)
    return DisputeOpened(**about, amount=amount, reason=plain(event.fields, "reason"))


def _hold(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "hold")
    fields = event.fields
    return Stopped(**about, until=plain(fields, "until"), reason=plain(fields, "reason", "")) if about else None


def _end(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, event.name)
    what: Any = event.name.split(" ")[0]
    return Ended(**about, what=what) if about else None


def _failed(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "failed payment")
    return CollectionFailed(**about, reason=plain(event.fields, "reason")) if about else None


def _reply(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "for")
    contact = names.contact(event.fields) if event.fields.written("contact") else None
    return (
        ReplyCame(**about, kind=event.fields.get("reply"), contact=contact.id if contact else None) if about else None
    )


def _channel(event: Told, names: Names) -> AnyHappening | None:
    contact = names.contact(event.fields)
    if contact is None:
        return None
    change: Any = {"bounce": "bounced", "opt out": "opted out", "opt in": "opted in"}[event.name]
    channel = event.fields.get(event.name)
    plainly = _plainly(event, contact.account)
    return ChannelChanged(**plainly, contact=contact.id, channel=channel, change=change)


def _plainly(event: Told, account: str) -> dict[str, Any]:
    return {"on": event.on, "dated": event.dated, "place": event.place, "account": account}


def _invoice(event: Told, names: Names) -> AnyHappening | None:
    invoice = names.invoices.get(event.fields.get("invoice"))
    return Billed(**_plainly(event, invoice.account), invoice=invoice) if invoice else None


def _moved(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "due moved")
    return DueMoved(**about, to=event.fields.get("to")) if about else None


def _state(event: Told, names: Names) -> AnyHappening | None:
    id = names.known(event.fields, event.name, names.invoices, "invoice")
    state: Any = event.name
    return StateChanged(**_plainly(event, names.invoices[id].account), invoice=id, state=state) if id else None


def _account(event: Told, names: Names) -> AnyHappening | None:
    changed = names.account_fields(event.fields)
    if changed is None:
        return None
    id, fields = changed
    record, written = account_changes(id, fields, names)
    return AccountChanged(**_plainly(event, id), record=record, fields=written)


def _contact(event: Told, names: Names) -> AnyHappening | None:
    id = event.fields.get("contact")
    known = names.contacts.get(id)
    account = names.whose(event.fields, ()) if event.fields.written("account") or known is None else known.account
    if account is None:
        return None
    record, written = contact_of(id, account, event.fields, names)
    return ContactChanged(**_plainly(event, account), record=record, fields=written)


def _synced(event: Told, names: Names) -> AnyHappening | None:
    names.sources.add(event.fields.get("synced"))
    return SourceSynced(**_plainly(event, names.account), source=event.fields.get("synced"))


def _rate(event: Told, names: Names) -> AnyHappening | None:
    node = event.fields.node("is")
    worth = rate_text(node, names.findings) if isinstance(node, Scalar) else None
    source, target = event.fields.get("rate")
    rate = Rate(event.dated, source, target, worth or "1")
    return RateChanged(**_plainly(event, names.account), rate=rate) if worth else None


def _answer(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "for")
    node = event.fields.node(event.name)
    answer: Any = event.name
    if about is None or not isinstance(node, Scalar):
        return None
    return Answered(**about, step=names.step(node), answer=answer)


def _touch(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "for")
    return told_touch(about, event.fields, names) if about else None


def _entered(event: Told, names: Names) -> AnyHappening | None:
    about = _about(event, names, "entered")
    return told_entry(about, event.fields, names) if about else None


_READ: dict[str, Callable[[Told, Names], AnyHappening | None]] = {
    "payment": _money,
    "credit": _money,
    "reversal": _reversal,
    "applied": _applied,
    "failed payment": _failed,
    "promise": _promise,
    "promise withdrawn": _end,
    "dispute": _dispute,
    "dispute resolved": _end,
    "hold": _hold,
    "hold lifted": _end,
    "reply": _reply,
    "bounce": _channel,
    "opt out": _channel,
    "opt in": _channel,
    "invoice": _invoice,
    "due moved": _moved,
    "void": _state,
    "written off": _state,
    "account": _account,
    "contact": _contact,
    "synced": _synced,
    "rate": _rate,
    "approved": _answer,
    "refused": _answer,
    "touch": _touch,
    "entered": _entered,
}
