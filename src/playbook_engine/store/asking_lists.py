"""What can be listed: accounts, cases and actions, with the filters and orders of each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_

from playbook_engine.model.decision import REASONS
from playbook_engine.model.playbook import ACTION_KINDS
from playbook_engine.store.asking import Filter, Listing, Sort
from playbook_engine.store.tables import ACCOUNTS, ACTION_STATES, ACTIONS, CASES

PRIORITIES = ("low", "normal", "high")


def columns_of(table: Table, *names: str) -> dict[str, ColumnElement[Any]]:
    """Columns under their own names."""
    return {name: table.c[name] for name in names}


def with_account(table: Table) -> FromClause:
    """Rows beside the account they belong to, where its record is known."""
    same = and_(ACCOUNTS.c.organisation == table.c.organisation, ACCOUNTS.c.account == table.c.account)
    return table.outerjoin(ACCOUNTS, same)


OF_ACCOUNT: Mapping[str, ColumnElement[Any]] = {
    "account_name": ACCOUNTS.c.name,
    **columns_of(ACCOUNTS, "tier", "country", "owner", "collector"),
}
"""What rows of cases and actions show of their account."""

ABOUT_ACCOUNT = (
    Filter(name="collector", sentence="who collects from the account", fields=("collector",)),
    Filter(name="owner", sentence="who owns the relationship with the account", fields=("owner",)),
    Filter(name="tier", sentence="tier of the account", fields=("tier",)),
    Filter(name="country", sentence="country of the account (ISO 3166 alpha-2)", fields=("country",)),
)

_OLDEST_DUE = (
    Filter(name="due_before", sentence="its oldest open item was due on that day or before", fields=("oldest_due_on",),
           kind="day", test="at most"),
    Filter(name="due_after", sentence="its oldest open item was due on that day or after", fields=("oldest_due_on",),
           kind="day", test="at least"),
)  # fmt: skip

ACCOUNT_LIST = Listing(
    name="accounts",
    source=ACCOUNTS,
    organisation=ACCOUNTS.c.organisation,
    columns=columns_of(
        ACCOUNTS, "account", "name", "known", "unit", "payer", "tier", "country", "time_zone", "owner", "collector",
        "open_minor", "overdue_minor", "oldest_due_on",
    ),
    key=("account",),
    filters=(
        Filter(name="q", sentence="text in its id or name", fields=("account", "name"), test="has"),
        Filter(name="account", sentence="its id", fields=("account",)),
        Filter(name="unit", sentence="the payer with which it is decided", fields=("unit",)),
        *ABOUT_ACCOUNT,
        Filter(name="known", sentence="whether its own record has come in", fields=("known",), kind="yes/no"),
        Filter(name="min_open", sentence="at least so much is open, in the base currency", fields=("open_minor",),
               kind="money", test="at least"),
        Filter(name="min_overdue", sentence="at least so much is overdue, in the base currency",
               fields=("overdue_minor",), kind="money", test="at least"),
        *_OLDEST_DUE,
    ),
    sorts={
        "account": Sort(("account",)),
        "name": Sort(("name",)),
        "open": Sort(("open_minor",), empty=True),
        "overdue": Sort(("overdue_minor",), empty=True),
        "due": Sort(("oldest_due_on",), empty=True),
    },
    first="account",
)  # fmt: skip

CASE_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    **columns_of(
        CASES, "case", "unit", "account", "playbook", "version", "entity", "currency", "items", "stage", "held",
        "reason", "by", "until", "day", "last_done", "last_done_on", "next_change_on", "open_minor", "overdue_minor",
        "oldest_due_on", "exceptions", "alarms",
    ),
    **OF_ACCOUNT,
}  # fmt: skip

CASE_FILTERS = (
    Filter(name="q", sentence="text in its id, or in the account's id or name",
           fields=("case", "account", "account_name"), test="has"),
    Filter(name="case", sentence="its id", fields=("case",)),
    Filter(name="account", sentence="id of the account", fields=("account",)),
    Filter(name="unit", sentence="the payer with which it is decided", fields=("unit",)),
    Filter(name="playbook", sentence="the playbook that takes it; empty text: none does", fields=("playbook",)),
    Filter(name="stage", sentence="the most advanced step reached", fields=("stage",)),
    Filter(name="reason", sentence="why nothing of the ladder goes out today", fields=("reason",),
           values=tuple(REASONS)),
    Filter(name="by", sentence="the hold, limit, guarantee, fact or playbook that the reason names", fields=("by",)),
    Filter(name="held", sentence="whether a hold stops it", fields=("held",), kind="yes/no"),
    *ABOUT_ACCOUNT,
    Filter(name="entity", sentence="our legal entity", fields=("entity",)),
    Filter(name="currency", sentence="currency of the case", fields=("currency",)),
    Filter(name="min_open", sentence="at least so much is open; cases in that currency alone", fields=("open_minor",),
           kind="money", test="at least", currency="currency"),
    Filter(name="min_overdue", sentence="at least so much is overdue; cases in that currency alone",
           fields=("overdue_minor",), kind="money", test="at least", currency="currency"),
    *_OLDEST_DUE,
    Filter(name="changes_before", sentence="another decision can follow on that day or before",
           fields=("next_change_on",), kind="day", test="at most"),
)  # fmt: skip

CASE_LIST = Listing(
    name="cases",
    source=with_account(CASES),
    organisation=CASES.c.organisation,
    columns=CASE_COLUMNS,
    key=("case",),
    filters=CASE_FILTERS,
    sorts={
        "case": Sort(("case",)),
        "account": Sort(("account",)),
        "open": Sort(("open_minor",), empty=True),
        "overdue": Sort(("overdue_minor",), empty=True),
        "due": Sort(("oldest_due_on",), empty=True),
        "next_change": Sort(("next_change_on",), empty=True),
    },
    first="case",
)

ACTION_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    **columns_of(
        ACTIONS, "id", "revision", "unit", "account", "case", "playbook", "version", "step", "kind", "tone", "message",
        "day", "due_at", "expires_at", "assignee", "priority", "currency", "amount_minor", "state", "since", "reason",
        "approval_by", "asked_at", "answered_by", "note", "snoozed_until", "lease_owner", "lease_until", "attempts",
        "release", "body",
    ),
    **OF_ACCOUNT,
}  # fmt: skip

ACTION_FILTERS = (
    Filter(name="q", sentence="text in its id, or in the account's id or name",
           fields=("id", "account", "account_name"), test="has"),
    Filter(name="id", sentence="its id", fields=("id",)),
    Filter(name="account", sentence="id of the account", fields=("account",)),
    Filter(name="case", sentence="id of the case", fields=("case",)),
    Filter(name="unit", sentence="the payer with which it is decided", fields=("unit",)),
    Filter(name="state", sentence="where it stands", fields=("state",), values=ACTION_STATES),
    Filter(name="kind", sentence="what is to be done", fields=("kind",), values=tuple(ACTION_KINDS)),
    Filter(name="tone", sentence="how it speaks", fields=("tone",)),
    Filter(name="playbook", sentence="the playbook that asks for it", fields=("playbook",)),
    Filter(name="step", sentence="the step or rule that asks for it", fields=("step",)),
    Filter(name="message", sentence="the message that it goes out with", fields=("message",)),
    Filter(name="assignee", sentence="the person or role whose work it is; empty text: a machine's",
           fields=("assignee",)),
    Filter(name="priority", sentence="how urgent it is", fields=("priority",), values=PRIORITIES),
    Filter(name="approval_by", sentence="the role that has to agree", fields=("approval_by",)),
    *ABOUT_ACCOUNT,
    Filter(name="currency", sentence="currency of its amount", fields=("currency",)),
    Filter(name="min_amount", sentence="it asks for at least so much; actions in that currency alone",
           fields=("amount_minor",), kind="money", test="at least", currency="currency"),
    Filter(name="due_before", sentence="its window opens at that instant or before", fields=("due_at",),
           kind="instant", test="at most"),
    Filter(name="due_after", sentence="its window opens at that instant or after", fields=("due_at",),
           kind="instant", test="at least"),
    Filter(name="day_from", sentence="it is for that day or a later one", fields=("day",), kind="day",
           test="at least"),
    Filter(name="day_until", sentence="it is for that day or an earlier one", fields=("day",), kind="day",
           test="at most"),
)  # fmt: skip

ACTION_LIST = Listing(
    name="actions",
    source=with_account(ACTIONS),
    organisation=ACTIONS.c.organisation,
    columns=ACTION_COLUMNS,
    key=("id", "revision"),
    filters=ACTION_FILTERS,
    sorts={
        "id": Sort(("id",)),
        "due": Sort(("due_at",)),
        "day": Sort(("day",)),
        "since": Sort(("since",)),
        "account": Sort(("account",)),
        "amount": Sort(("amount_minor",), empty=True),
    },
    first="id",
)
