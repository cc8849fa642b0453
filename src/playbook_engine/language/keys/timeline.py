"""Keys of a file of timeline tests: tests, what is given, entries, expectations."""

from playbook_engine.language.keys.happenings import EVENT, EVENTS
from playbook_engine.language.keys.kinds import (
    YES_NO,
    Conditions,
    Either,
    Enum,
    Keys,
    ListOf,
    MapOf,
    Part,
    Phrase,
    Refer,
    Text,
    Whole,
    key,
)
from playbook_engine.language.keys.kinds import Key as LanguageKey
from playbook_engine.language.keys.told import ACCOUNT, CONTACT, ENTITY, INSTALMENT, INVOICE, ITEMS
from playbook_engine.model.decision import REASONS
from playbook_engine.model.playbook import ACTION_KINDS
from playbook_engine.model.timeline import WAYS

_ONE_ON = key("on", Phrase("date"), "the day", "on: 2026-03-05")
_AT = key("at", Phrase("time of day"), "time of the decision; left out: the day as a whole", "at: 18:30")

FILE = Keys(
    name="timeline file",
    one="a file of timeline tests",
    sentence="`tests/TOPIC.yaml`: a list of tests, or `given` in common and the tests.",
    keys=(
        key("given", Part("given"), "what all tests of the file begin with", "given: {account: {tier: strategic}}"),
        key(
            "tests",
            ListOf(Part("timeline test")),
            "the tests",
            "tests: [{test: the first notice, timeline: [{on: 2026-03-05, expect: silence}]}]",
            required=True,
        ),
    ),
)

TEST = Keys(
    name="timeline test",
    one="a test",
    sentence="A story in dates, and what must come of it.",
    keys=(
        key("test", Text(), "its name, once in a file", "test: nobody is chased after paying", required=True),
        key("about", Text(), "what it proves", "about: money on account counts as paid"),
        key("given", Part("given"), "the book before the first day", "given: {account: {tier: strategic}}"),
        key(
            "timeline",
            ListOf(Part("entry")),
            "what happens and what must come, day by day",
            "timeline: [{on: 2026-03-05, expect: {step: first-notice}}]",
            required=True,
        ),
        key(
            "evaluate",
            Enum(("daily", "mondays", "listed days")),
            "the days that are decided",
            "evaluate: listed days",
            default="daily",
        ),
        _AT,
        key("unchecked", YES_NO, "`yes`: days without an entry are not compared", "unchecked: yes", default="no"),
        key(
            "leave_out",
            ListOf(Enum(tuple(way for way in WAYS if way != "as written")), single=True),
            "ways in which it is not run again, because it is about the very days",
            "leave_out: mondays",
        ),
    ),
)

GIVEN = Keys(
    name="given",
    one="`given`",
    sentence="The book before the first day, in short form.",
    keys=(
        key("account", Part("given account"), "the one account", "account: {tier: strategic}"),
        key(
            "accounts",
            MapOf(Text(), Part("given account")),
            "several accounts by id",
            "accounts: {ACME: {tier: strategic}, SUB: {payer: ACME}}",
        ),
        key(
            "contacts",
            Either(Enum(("none",)), MapOf(Text(), Part("given contact"))),
            "contacts by id",
            "contacts: {AP: {role: billing, email: ap@acme.example}}",
            absent="for each account one for billing whom every channel reaches",
        ),
        key(
            "invoices",
            MapOf(Text(), Part("given invoice")),
            "invoices by id",
            "invoices: {INV-1: {due: 2026-03-02, amount: 12000 EUR}}",
        ),
        key(
            "entities",
            MapOf(Text(), Part("given entity")),
            "our legal entities by id",
            "entities: {DE01: {country: DE}}",
        ),
        key(
            "rates",
            MapOf(Phrase("dated rate"), Text()),
            "what one is worth in the other from a day on",
            "rates: {2026-01-01 USD to EUR: 0.9}",
        ),
        key(
            "freshness",
            MapOf(Text(), Phrase("date")),
            "day of the last sync by source",
            "freshness: {erp: 2026-03-01}",
            absent="a source that is not named is fresh every day",
        ),
        key(
            "history",
            ListOf(Part("event")),
            "what happened before the first day",
            "history: [{on: 2026-01-10, touch: first-notice, for: INV-1}]",
        ),
    ),
)

_CASE = (
    key("account", Text(), "only cases of this account", "account: SUB"),
    key("playbook", Refer("playbook"), "only cases of this playbook", "playbook: strategic"),
    key("item", ITEMS, "only the case of this item", "item: INV-1"),
    key("currency", Phrase("currency"), "only cases in this currency", "currency: USD"),
    key("entity", Text(), "only cases of this legal entity", "entity: DE01"),
)

ENTRY = Keys(
    name="entry",
    one="an entry",
    sentence="One day or time of the story.",
    keys=(
        _ONE_ON,
        key("from", Phrase("date"), "first day of a time", "from: 2026-03-06"),
        key("until", Phrase("date"), "last day of a time", "until: 2026-03-10"),
        _AT,
        key(
            "event",
            ListOf(Either(Enum(("reply",)), Part("event")), single=True),
            "what happens",
            "event: {payment: 4000 EUR, for: INV-1}",
        ),
        key(
            "expect",
            ListOf(Either(Enum(("silence", "no case")), Part("expectation")), single=True),
            "what must come",
            "expect: {step: first-notice, tone: polite}",
        ),
        key("stage", Text(), "the case's stage", "stage: final"),
        key("last_done", Text(), "the last step that was done", "last_done: first-notice"),
        key("held", YES_NO, "whether a hold stops the case", "held: yes"),
        key("next_change", Phrase("date"), "the next day on which something may change", "next_change: 2026-03-12"),
        key("messages", Whole(), "how many messages go to the customer", "messages: 1"),
        key("never", Part("stops"), "what must not go out", "never: {do: any contact, tone: firm or stronger}"),
        key("facts", Conditions(), "facts as of that day", "facts: {account.overdue_balance: at least 1000 EUR}"),
        *_CASE,
        key("downtime", YES_NO, "`yes`: nothing is decided on these days", "downtime: yes", default="no"),
        key("unchecked", YES_NO, "`yes`: further actions do not matter", "unchecked: yes", default="no"),
    ),
)

SILENT = Keys(
    name="expected silence",
    one="an expected silence",
    sentence="The ladder is silent for this reason.",
    keys=(
        key("silence", Enum(REASONS), "the reason", "silence: held", required=True),
        key("by", Text(), "the hold, limit, guarantee, fact, rate or playbook", "by: renewal"),
        key("step", Text(), "the step that was stopped", "step: second-notice"),
        key("until", Phrase("date"), "the first day on which it may end by itself", "until: 2026-04-11"),
        key("because", Text(), "why nobody is chased", "because: leased to a partner"),
        *_CASE,
    ),
)

_MENTIONS = tuple(
    Keys(
        name=f"expected {name}",
        one=f"an expected {name}",
        sentence=sentence,
        keys=(key(name, Text(), "what its text contains", example, required=True), *_CASE),
    )
    for name, sentence, example in (
        ("exception", "Something for a person.", "exception: no contact"),
        ("alarm", "A guarantee that would have been broken.", "alarm: nothing-stiff-near-renewal"),
    )
)

OUTCOMES = ("done", "failed", "unknown", "refused", "unanswered", "not done")

ACTS = Keys(
    name="expected action",
    one="an expected action",
    sentence="What goes out; only what is written is compared.",
    keys=(
        key("step", Text(), "the step, the rule alongside, or the end of the ladder", "step: first-notice"),
        key("do", Enum(ACTION_KINDS), "what is done", "do: email"),
        key("tone", Text(), "how it sounds", "tone: polite"),
        key("template", Text(), "its text", "template: first-notice"),
        key("language", Text(), "its language", "language: de"),
        key("to", ListOf(Text(), single=True), "exactly these people: id, role or address", "to: billing"),
        key("cc", ListOf(Text(), single=True), "exactly these people get a copy", "cc: relationship owner"),
        key("items", ITEMS, "exactly these items are listed", "items: [INV-1, INV-2]"),
        key("amount", ListOf(Phrase("money"), single=True), "the total, one a currency", "amount: 12000 EUR"),
        key("takes", MapOf(Text(), Text()), "the step that a listed item is taken to", "takes: {INV-2: first-notice}"),
        key("attach", ListOf(Text(), single=True), "what goes with it", "attach: [invoices, statement]"),
        key("pay_by", Phrase("date"), "the date that it asks for", "pay_by: 2026-03-20"),
        key("from", Text(), "who it comes from", "from: Accounts Receivable <ar@example.com>"),
        key("hours", Phrase("hours"), "the hours in which it may go", "hours: 09:00 to 17:00"),
        key("assign", Text(), "who does it", "assign: collector"),
        key("priority", Enum(("low", "normal", "high")), "how urgent it is", "priority: high"),
        key("title", Text(), "what the task says", "title: Decide on credit hold"),
        key("set", Text(), "the status that is set", "set: credit hold"),
        key("occurrence", Whole(1), "1 for the first time", "occurrence: 2"),
        key("in_place_of", Text(), "the step for which it stands", "in_place_of: final"),
        key("anchor", ITEMS, "the item from which the case counts", "anchor: INV-1"),
        key("approval", Text(), "the role that has to agree", "approval: relationship owner"),
        key("also", ListOf(Part("expected action"), single=True), "the work that comes with it", "also: {do: status}"),
        key("outcome", Enum(OUTCOMES), "what becomes of it", "outcome: failed", default="done"),
        key("version", Whole(1), "the version of the playbook", "version: 2"),
        *_CASE,
    ),
)


def _merged(name: str, one: str, sentence: str, parts: tuple[Keys, ...]) -> Keys:
    """One mapping with the keys of all; the first that has a key says what it is."""
    keys: dict[str, LanguageKey] = {}
    for part in parts:
        for each in part.keys:
            keys.setdefault(each.name, _optional(each))
    return Keys(name=name, one=one, sentence=sentence, keys=tuple(keys.values()))


def _optional(each: LanguageKey) -> LanguageKey:
    return LanguageKey(
        name=each.name, type=each.type, sentence=each.sentence, example=each.example, default=each.default
    )


EXPECTATIONS: dict[str, Keys] = {"silence": SILENT, "exception": _MENTIONS[0], "alarm": _MENTIONS[1], "step": ACTS}
"""What may be expected, by the key that tells them apart; an action has none of the others."""

EXPECTATION = _merged("expectation", "an expectation", "What must come on a day.", (ACTS, SILENT, *_MENTIONS))

MAY_BE_NONE: dict[str, frozenset[str]] = {
    ACCOUNT.name: frozenset(each.name for each in ACCOUNT.keys) - {"id", "x"},
    CONTACT.name: frozenset(each.name for each in CONTACT.keys) - {"account", "primary", "x"},
    EVENTS["contact"].name: frozenset(each.name for each in CONTACT.keys) - {"account", "primary", "x"},
    ENTRY.name: frozenset(("stage", "last_done", "next_change")),
    SILENT.name: frozenset(("by", "step", "because")),
    ACTS.name: frozenset(each.name for each in ACTS.keys)
    - {"step", "do", "priority", "takes", "hours", "occurrence", "anchor", "outcome", "version"}
    - {each.name for each in _CASE},
}
"""Keys that say `none` for nothing, by the name of their mapping."""

TIMELINE_PARTS: dict[str, Keys] = {
    each.name: each
    for each in (
        FILE,
        TEST,
        GIVEN,
        ACCOUNT,
        CONTACT,
        INVOICE,
        INSTALMENT,
        ENTITY,
        ENTRY,
        EVENT,
        EXPECTATION,
        ACTS,
    )
}
"""The keys of every mapping of a timeline test, by the part's name."""
