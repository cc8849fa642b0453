"""What a test expects and what was decided, in the words of the test."""

from collections.abc import Sequence
from typing import Any, assert_never

import msgspec

from playbook_engine.model.decision import Action, Decision, Silence
from playbook_engine.model.timeline import Acts, Expectation, Mentions, NoCase, Nothing, Only, Silent


def said_expectation(expectation: Expectation) -> str:
    """What should have come."""
    match expectation:
        case Nothing():
            return "silence"
        case NoCase():
            return "no case"
        case Silent():
            return f"silence: {_details(expectation, ('reason', 'by', 'step', 'because', 'until'))}"
        case Acts():
            return f"step: {_details(expectation, _ACTS)}"
        case Mentions(what=what, text=text):
            return f"{what}: {text}"
        case _:
            assert_never(expectation)


def said_decision(decision: Decision) -> str:
    """Case, and its actions or its silence."""
    parts = [said_action(each) for each in decision.actions]
    if decision.silence:
        parts.append(f"silence: {said_silence(decision.silence)}")
    where = " ".join(filter(None, (decision.account, decision.playbook or "no playbook", decision.anchor)))
    return f"{where}: {'; '.join(parts)}"


def said_silence(silence: Silence) -> str:
    """`held, by renewal, step second-notice, until 2026-04-11`."""
    said = [(name, getattr(silence, name)) for name in ("by", "step", "because", "until")]
    return ", ".join((silence.reason, *(f"{name} {value}" for name, value in said if value)))


def said_actions(actions: Sequence[Action]) -> str:
    """Actions in a few words each."""
    return " and ".join(said_action(each) for each in actions)


def said_action(action: Action) -> str:
    """`first-notice: email, tone polite, to ap@acme.example, INV-1, 12000.00 EUR`."""
    parts: list[str] = [action.kind]
    if action.tone:
        parts.append(f"tone {action.tone}")
    if action.addresses or action.recipients:
        parts.append("to " + " and ".join(action.addresses or action.recipients))
    if action.assign:
        parts.append(f"for {action.assign}")
    if action.set:
        parts.append(f"set {action.set}")
    parts += [line.item for line in action.lines]
    parts += [str(each) for each in action.totals if action.lines]
    if action.state == "needs approval":
        parts.append(f"needs approval by {action.approval_by}")
    return f"{action.step}: {', '.join(parts)}"


def written(value: Any) -> str:
    """A compared value as a test writes it."""
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(written(each) for each in value)) or "none"
    return str(value) or "none"


def clock(minutes: int) -> str:
    """Minutes of the day as `09:30`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


_ACTS = tuple(
    each.name for each in msgspec.structs.fields(Acts) if each.name not in ("place", "only", "outcome", "also")
)


def _details(expectation: Silent | Acts, fields: Sequence[str]) -> str:
    parts = [_detail(name, getattr(expectation, name)) for name in fields]
    return ", ".join(part for part in (*parts, _only(expectation.only)) if part)


def _detail(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in ("step", "reason"):
        return str(value)
    if name == "hours":
        return f"hours {clock(value[0])} to {clock(value[1])}"
    if name == "takes":
        return "takes " + " and ".join(f"{item} to {step or 'none'}" for item, step in value)
    return f"{'from' if name == 'sender' else name} {written(value)}"


def _only(only: Only) -> str:
    return ", ".join(f"{name} {written(value)}" for name, value in msgspec.structs.asdict(only).items() if value)
