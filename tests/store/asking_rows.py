"""Rows of accounts, cases, actions and units, as many as a test of lists needs."""

import datetime as dt
from typing import Any

import msgspec

from playbook_engine.model.canonical import canonical
from playbook_engine.model.decision import Action, Decision

NOON = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 16)


def account_row(number: int, organisation: str = "one", **more: Any) -> dict[str, Any]:
    return {
        "organisation": organisation, "account": f"A-{number:03}", "known": True, "unit": f"A-{number:03}",
        "name": f"Account {number % 7}", "tier": ("strategic", "standard")[number % 2], "country": "DE",
        "collector": ("Ann", "Bob")[number % 2],
        "overdue_minor": None if number % 5 == 0 else (number * 37) % 11 * 1000,
        "oldest_due_on": DAY - dt.timedelta(days=number % 9), **more,
    }  # fmt: skip


def case_row(number: int, organisation: str = "one", **more: Any) -> dict[str, Any]:
    return {
        "organisation": organisation, "case": f"standard/A-{number:03}", "unit": f"A-{number:03}",
        "account": f"A-{number:03}", "playbook": "standard", "version": 1, "entity": "E-DE",
        "currency": ("EUR", "USD")[number % 2], "items": 1, "stage": "", "held": number % 3 == 0,
        "reason": ("held", "waiting", "no contact")[number % 3], "by": "", "until": None, "day": DAY,
        "last_done": "", "last_done_on": None, "next_change_on": None if number % 4 else DAY, "open_minor": number,
        "overdue_minor": number % 6, "oldest_due_on": None, "exceptions": "", "alarms": "", **more,
    }  # fmt: skip


def action_row(number: int, organisation: str = "one", **more: Any) -> dict[str, Any]:
    id, account = f"one/standard/call/I-{number:03}/1", f"A-{number:03}"
    row = {
        "organisation": organisation, "id": id, "revision": 1, "unit": account, "account": account,
        "case": f"standard/{account}", "playbook": "standard", "version": 1, "step": "call", "kind": "call",
        "tone": "", "message": id, "day": DAY, "due_at": NOON, "expires_at": NOON + dt.timedelta(hours=8),
        "assignee": "collector", "priority": "normal", "currency": "EUR", "amount_minor": number * 100, "release": 1,
        "decision": 1, "digest": "0" * 64, "state": "due", "since": NOON, "snoozed_until": None, "reason": "",
        "approval_by": "", **more,
    }  # fmt: skip
    action = Action(
        id=id, message=id, kind=row["kind"], step="call", on=DAY, anchor=f"I-{number:03}", title="ring them"
    )
    decision = Decision(case=row["case"], account=account, day=DAY, actions=(action,))
    return {**row, "body": canonical(decision)}


def unit_row(name: str, organisation: str = "one", **more: Any) -> dict[str, Any]:
    return {"organisation": organisation, "unit": name, "failure": None, **more}


def decision_of(row: dict[str, Any]) -> Decision:
    return msgspec.json.decode(row["body"], type=Decision)
