"""Decisions for programs: one JSON document, JSON a line, or a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from playbook_engine.model.canonical import canonical
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.money import Money
from playbook_engine.service.deciding import Decided

COLUMNS = (
    "day", "account", "name", "case", "playbook", "version", "stage", "action", "state", "kind", "step", "tone",
    "template", "language", "recipients", "items", "amount", "pay_by", "assign", "title", "message", "reason", "by",
    "until", "next_change_on",
)  # fmt: skip
"""One row an action; a case without actions has one row with its reason."""


def as_json(decided: Decided) -> bytes:
    """One document: what was decided, by which release, on which day."""
    about = decided.receipt
    document = {
        "as_of": decided.as_of,
        "release": about.release,
        "semantics": about.semantics,
        "decisions": decided.decisions,
    }
    return msgspec.json.encode(document) + b"\n"


def as_lines(decisions: Iterable[Decision]) -> bytes:
    """A decision a line."""
    return b"".join(canonical(each) + b"\n" for each in decisions)


def as_table(decisions: Iterable[Decision], names: Mapping[str, str]) -> bytes:
    """CSV with a header; amounts as `1000.10 EUR`, several values in a cell joined by `; `."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for each in decisions:
        for row in _rows(each):
            writer.writerow({**row, "name": names.get(each.account, "")})
    return text.getvalue().encode()


def _rows(decision: Decision) -> Iterator[dict[str, str]]:
    shared = {
        "day": decision.day.isoformat(),
        "account": decision.account,
        "case": decision.case,
        "playbook": decision.playbook,
        "version": str(decision.version or ""),
        "stage": decision.stage,
        "next_change_on": _day(decision.next_change_on),
    }
    if decision.silence is not None:
        silence = decision.silence
        shared |= {"reason": silence.reason, "by": silence.by, "until": _day(silence.until)}
    if not decision.actions:
        yield shared
    for action in decision.actions:
        yield {**shared, **_of_action(action)}


def _of_action(action: Action) -> dict[str, str]:
    return {
        "action": action.id,
        "state": action.state,
        "kind": action.kind,
        "step": action.step,
        "tone": action.tone,
        "template": action.template,
        "language": action.language,
        "recipients": "; ".join(action.addresses or action.recipients),
        "items": "; ".join(each.item for each in action.lines),
        "amount": _amounts(action.totals),
        "pay_by": _day(action.pay_by),
        "assign": action.assign,
        "title": action.title,
        "message": action.message,
    }


def _amounts(totals: Iterable[Money]) -> str:
    return "; ".join(str(each) for each in totals)


def _day(day: object) -> str:
    return str(day) if day else ""
