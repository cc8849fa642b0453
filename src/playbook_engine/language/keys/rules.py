"""Keys of holds, limits, guarantees and calendars."""

from playbook_engine.language.keys.kinds import (
    DAYS,
    Conditions,
    Enum,
    Keys,
    ListOf,
    Name,
    Part,
    Phrase,
    Whole,
    key,
)

HOLDS = key(
    "holds",
    ListOf(Part("hold")),
    "while one holds, nothing (or only part) goes out",
    "holds: [{hold: dispute, when: {item.disputed: yes}, covers: item}]",
)
LIMITS = key(
    "limits",
    ListOf(Part("limit")),
    "how often a customer hears from us at most; a playbook's bind its own actions",
    "limits: [{contacts: 2, in: 7 days, per: account}]",
    dated="contacts on 2026-03-02 and 2026-03-04: the next goes on 2026-03-09",
)
GUARANTEES = key(
    "guarantees",
    ListOf(Part("guarantee")),
    "promises that must never break; an action that would is withheld",
    "guarantees: [{guarantee: no-final-to-vip, never: {tone: final}, when: {account.tags: has vip}}]",
)

HOLD = Keys(
    name="hold",
    one="a hold",
    sentence="A reason for which nothing, or only part, goes out.",
    keys=(
        key("hold", Name(), "the hold's name", "hold: dispute", required=True),
        key("when", Conditions(), "while this is so", "when: {item.disputed: yes}", required=True),
        key(
            "covers",
            Enum(("item", "case", "amount")),
            "what is left out: the item, the whole case, or only the disputed or promised part of the item",
            "covers: item",
            default="case",
        ),
        key(
            "clock",
            Enum(("runs", "stops")),
            "`stops`: held days do not count in days after due",
            "clock: stops",
            default="runs",
            dated="in dispute from 2026-03-05 to 2026-03-09: later steps move by 5 days",
        ),
        key(
            "grace",
            DAYS,
            "days for which a promise's hold goes on after the promised day",
            "grace: 2 days",
            default="0 days",
        ),
        key(
            "stops",
            Part("stops"),
            "only these actions are stopped",
            "stops: {tone: firm or stronger}",
            absent="everything",
        ),
        key(
            "instead",
            Part("work"),
            "work in place of what was stopped",
            "instead: {do: task, assign: relationship owner, title: Overdue close to renewal}",
        ),
    ),
)

STOPS = Keys(
    name="stops",
    one="`stops` or `never`",
    sentence="Some of the actions, by kind and by tone.",
    keys=(
        key(
            "do",
            ListOf(Phrase("kinds"), single=True),
            "these kinds; `any contact` is what reaches the customer",
            "do: any contact",
            absent="every kind",
        ),
        key(
            "tone",
            ListOf(Phrase("tone pattern"), single=True),
            "these tones",
            "tone: firm or stronger",
            absent="every tone",
        ),
    ),
)

LIMIT = Keys(
    name="limit",
    one="a limit",
    sentence="At most so many contacts in so many days.",
    keys=(
        key("contacts", Whole(1), "how many at most", "contacts: 2", required=True),
        key(
            "in",
            DAYS,
            "in any so many days in a row, today included",
            "in: 7 days",
            required=True,
            dated="one in 7 days, the last on 2026-03-02: the next on 2026-03-09",
        ),
        key(
            "per",
            Enum(("account", "family", "contact", "item", "playbook")),
            "counted for each of these",
            "per: contact",
            default="account",
        ),
    ),
)

GUARANTEE = Keys(
    name="guarantee",
    one="a guarantee",
    sentence="What must never go out while a condition holds.",
    keys=(
        key(
            "guarantee",
            Name(),
            "the guarantee's name",
            "guarantee: nothing-stiff-near-renewal",
            required=True,
        ),
        key(
            "never",
            Part("stops"),
            "what must not go",
            "never: {do: any contact, tone: firm or stronger}",
            required=True,
        ),
        key(
            "when",
            Conditions(),
            "while this is so",
            "when: {account.renewal_date: within 30 days}",
            absent="always",
        ),
        key(
            "unless",
            Phrase("approved by"),
            "whose approval lets it go",
            "unless: approved by relationship owner",
        ),
    ),
)

CALENDAR = Keys(
    name="calendar",
    one="a calendar",
    sentence="When somebody may be contacted or works.",
    keys=(
        key(
            "hours",
            Phrase("hours"),
            "hours of the day, in the account's zone",
            "hours: 09:00 to 17:00",
            default="00:00 to 24:00",
        ),
        key(
            "weekdays",
            ListOf(Phrase("weekdays"), single=True),
            "days of the week",
            "weekdays: mon to fri",
            default="mon to sun",
        ),
        key(
            "holidays",
            Phrase("holidays"),
            "public holidays of the account's country, or of one country or region",
            "holidays: DE-BY",
            default="none",
            dated="2026-01-06 is closed in DE-BY",
        ),
        key(
            "closed",
            Enum(("next open day", "previous open day")),
            "where a day that is closed moves to",
            "closed: previous open day",
            default="next open day",
            dated="Sunday 2026-03-08 becomes Monday 2026-03-09",
        ),
    ),
)
