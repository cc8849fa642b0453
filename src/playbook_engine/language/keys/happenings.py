"""Keys of the events that a timeline test tells."""

import msgspec

from playbook_engine.language.keys.kinds import (
    Either,
    Enum,
    Key,
    Keys,
    MapOf,
    Part,
    Phrase,
    Text,
    Type,
    Whole,
    key,
)
from playbook_engine.language.keys.told import CONTACT, INVOICE, ITEMS
from playbook_engine.model.playbook import ACTION_KINDS

_ON = key("on", Phrase("date"), "the day, in the history of a test", "on: 2026-01-10")
_DATED = key("dated", Phrase("date"), "an earlier day than the one on which it becomes known", "dated: 2026-03-05")
_WHOSE = key("account", Text(), "whose it is, where no item says so", "account: SUB")
_FOR = key("for", ITEMS, "the items", "for: [INV-1, INV-2]", absent="the whole account")
_REASON = key("reason", Text(), "why", "reason: price")
_CHANNEL = Enum(("email", "letter", "sms", "call"))
_WHO = key("contact", Text(), "who, where there are several", "contact: AP")
_ENTITY = key("entity", Text(), "our legal entity", "entity: DE01")


def _event(name: str, type_: Type, sentence: str, example: str, *details: Key) -> Keys:
    first = key(name, type_, sentence, f"{name}: {example}", required=True)
    return Keys(
        name=f"event {name}",
        one=f"the event `{name}`",
        sentence=f"What happened: {sentence}.",
        keys=(first, *details, _DATED, _ON),
    )


_AMOUNT = key("amount", Phrase("money"), "how much", "amount: 500 EUR", absent="all of it")
_SHARES = key(
    "for",
    Either(ITEMS, MapOf(Text(), Phrase("money"))),
    "the items, over which it is laid in due order, or exactly how much of it for each",
    "for: INV-1",
    absent="unapplied",
)
_ID = key("id", Text(), "its id, to speak of it later", "id: PAY-7")

_MONEY = (
    _event("payment", Phrase("paid"), "money came in", "4000 EUR", _SHARES, _ID,
           key("method", Text(), "how it was paid", "method: card"), _ENTITY, _WHOSE),
    _event("credit", Phrase("paid"), "a credit note was issued", "100 EUR", _SHARES, _ID, _ENTITY, _WHOSE),
    _event("reversal", ITEMS, "the payments of an item, or the one with this id, were undone", "INV-1", _WHOSE),
    _event("applied", Text(), "unapplied money is set against items", "PAY-7",
           key("for", ITEMS, "the items", "for: INV-1", required=True), _AMOUNT, _WHOSE),
    _event("failed payment", ITEMS, "an attempt to collect failed; `all` for the account", "INV-1", _REASON, _WHOSE),
)  # fmt: skip

_CLAIMS = (
    _event("promise", Phrase("date"), "the customer promised to pay by this day", "2026-03-20", _FOR, _AMOUNT, _WHOSE),
    _event("promise withdrawn", ITEMS, "a promise no longer stands; `all` for one of the account", "INV-1", _WHOSE),
    _event("dispute", ITEMS, "the customer disputes; `all` for the whole account", "INV-1", _AMOUNT, _REASON, _WHOSE),
    _event("dispute resolved", ITEMS, "a dispute came to its end", "INV-1", _WHOSE),
    _event("hold", ITEMS, "a person stopped everything for these items; `all` for the account", "INV-1",
           key("until", Phrase("date"), "its last day", "until: 2026-04-01"), _REASON, _WHOSE),
    _event("hold lifted", ITEMS, "a person took a stop away", "all", _WHOSE),
    _event("reply", Text(), "the customer answered; of which kind", "out of office", _FOR, _WHO, _WHOSE),
)  # fmt: skip

_RECORDS = (
    _event("bounce", _CHANNEL, "a channel of a contact no longer works", "email", _WHO),
    _event("opt out", _CHANNEL, "a contact does not want this channel", "sms", _WHO),
    _event("opt in", _CHANNEL, "a contact wants this channel again", "sms", _WHO),
    _event("invoice", Text(), "an invoice was issued", "INV-3", *INVOICE.keys),
    _event("due moved", ITEMS, "items fall due on another day", "INV-1",
           key("to", Phrase("date"), "the new due date", "to: 2026-03-20", required=True)),
    _event("void", Text(), "an invoice was made void", "INV-1"),
    _event("written off", Text(), "an invoice was written off", "INV-1"),
    _event("account", Part("given account"), "fields of an account changed", "{tier: standard}"),
    _event("contact", Text(), "a contact is new, or fields of one changed", "AP", *CONTACT.keys),
    _event("synced", Text(), "a source was read", "erp"),
    _event("rate", Phrase("pair of currencies"), "an exchange rate became known", "USD to EUR",
           key("is", Text(), "what one is worth in the other", "is: 0.95", required=True)),
)  # fmt: skip

_DONE = (
    _event("approved", Text(), "the action of this step that was asked for is approved", "final", _FOR, _WHOSE),
    _event("refused", Text(), "the action of this step that was asked for is refused", "final", _FOR, _WHOSE),
    _event(
        "touch", Text(), "something was done outside the test; its step", "first-notice",
        key("for", ITEMS, "the items that were listed; the first is the anchor", "for: [INV-1, INV-2]", required=True),
        key("playbook", Text(), "of which playbook", "playbook: standard", absent="the one that has such a step"),
        key("version", Whole(1), "of which version", "version: 2", absent="the current one"),
        key("do", Enum(ACTION_KINDS), "what was done", "do: letter", default="email"),
        key("tone", Text(), "how it sounded", "tone: polite"),
        key("outcome", Enum(("done", "refused", "expired", "failed", "unknown")), "how it ended", "outcome: failed",
            default="done"),
        key("occurrence", Whole(1), "the first, second .. time", "occurrence: 2", default="1"),
        key("to", ITEMS, "contacts by id", "to: AP", absent="the first contact"),
        key("pay_by", Phrase("date"), "the date that it asked for", "pay_by: 2026-03-20"),
        key("in_place_of", Text(), "the step for which it stood", "in_place_of: final"),
        key("takes", MapOf(Text(), Text()), "the step that an item was taken to", "takes: {INV-2: first-notice}",
            absent="every item to the step"),
    ),
    _event("entered", ITEMS, "items have been in a playbook since that day", "INV-1",
           key("playbook", Text(), "which one", "playbook: standard", required=True),
           key("version", Whole(1), "of which version", "version: 2", absent="the current one")),
)  # fmt: skip

EVENTS: dict[str, Keys] = {each.keys[0].name: each for each in (*_MONEY, *_CLAIMS, *_RECORDS, *_DONE)}
"""Every event by its name, which is the first key of its mapping."""

# What a key is where events differ.
_SEVERAL: dict[str, Type] = {
    "account": Either(Text(), Part("given account")),
    "for": Either(ITEMS, MapOf(Text(), Phrase("money"))),
    "to": ITEMS,
    "reason": Text(),
}


def _merged() -> Keys:
    keys: dict[str, Key] = {_ON.name: _ON}
    for event in EVENTS.values():
        for each in event.keys:
            type_ = _SEVERAL.get(each.name, each.type)
            plain = msgspec.structs.replace(each, type=type_, required=False, absent="", default="")
            keys.setdefault(each.name, plain)
    return Keys(
        name="event",
        one="an event",
        sentence="What happens on a day; its first key says what.",
        keys=tuple(keys.values()),
    )


EVENT = _merged()
