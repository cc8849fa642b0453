"""A trace in sentences, for a person who asks why, or why not."""

import datetime as dt
from collections.abc import Iterator

from playbook_engine.model.decision import Action, Decision, Silence
from playbook_engine.model.trace import CaseTrace, ConditionTrace, GroupTrace, RuleTrace, StepTrace, TestTrace


def sentences(trace: CaseTrace) -> list[str]:
    """The decision, the playbook that took the item, the holds that stand, each step, and when it changes by itself."""
    return [
        *_outcome(trace.decision),
        *_taken(trace),
        *_holds(trace),
        *(_step(each) for each in trace.steps),
        *_change(trace.decision),
    ]


def _outcome(decision: Decision) -> Iterator[str]:
    for action in decision.actions:
        yield _action(action)
    if decision.silence is not None:
        yield _silence(decision.silence)
    yield from (f"A person has to look at this: {each}." for each in decision.exceptions)
    yield from (f"Alarm: guarantee `{each}` would have been broken." for each in decision.alarms)


def _action(action: Action) -> str:
    to = f" to {', '.join(action.addresses or action.recipients)}" if action.addresses or action.recipients else ""
    tone = f", tone {action.tone}" if action.tone else ""
    items = f" about {', '.join(line.item for line in action.lines)}" if action.lines else ""
    money = f" ({' and '.join(map(str, action.totals))})" if action.totals else ""
    waits = f"; it waits for approval by {action.approval_by}" if action.state == "needs approval" else ""
    instead = f" in place of `{action.in_place_of}`" if action.in_place_of else ""
    return f"Step `{action.step}`{instead}: {action.kind}{to}{tone}{items}{money}{waits}."


_SILENCES = {
    "not yet due": "No step has come to its day yet.",
    "waiting": "The next step waits for its day.",
    "condition": "Step `{step}` has come to its day, but its condition does not hold.",
    "exhausted": "The ladder is at its end.",
    "held": "Held by `{by}`.",
    "covered by credit": "Credits cover everything that is open; they only have to be applied.",
    "not chased": "Playbook `{by}` says that nobody is chased: {because}.",
    "uncovered": "No playbook takes this item.",
    "stale data": "The data of source `{by}` is older than the organisation allows.",
    "missing fact": "The required fact `{by}` is missing.",
    "missing rate": "An exchange rate is missing: {by}.",
    "no contact": "Nobody at the customer can be reached for step `{step}`.",
    "guarantee": "Step `{step}` is withheld: it would break the guarantee `{by}`.",
    "closed day": "Step `{step}` waits: today is closed.",
    "outside hours": "Step `{step}` waits: today's hours are over.",
    "limit": "Step `{step}` waits: the limit of {by} is reached.",
}


def _silence(silence: Silence) -> str:
    text = _SILENCES[silence.reason].format(by=silence.by, step=silence.step, because=silence.because.rstrip("."))
    stopped = f" It stops step `{silence.step}`." if silence.reason == "held" and silence.step else ""
    until = f" It can go on {silence.until.isoformat()}." if silence.until else ""
    return text + stopped + until


def _taken(trace: CaseTrace) -> Iterator[str]:
    for rule in trace.playbooks:
        if rule.name == trace.decision.playbook:
            yield f"Playbook `{rule.name}` takes {trace.item}{_because(rule.condition, wanted=True)}."
        else:
            because = _because(rule.condition, wanted=bool(rule.holds))
            yield f"Playbook `{rule.name}` does not take {trace.item}{because}."


def _holds(trace: CaseTrace) -> Iterator[str]:
    for rule in trace.holds:
        if rule.holds:
            yield f"Hold `{rule.name}` stands{_about(rule)}{_because(rule.condition, wanted=True)}."


def _about(rule: RuleTrace) -> str:
    return f" for {rule.item}" if rule.item else ""


def _step(step: StepTrace) -> str:
    match step.state:
        case "passed":
            ended = f" on {step.ended_on.isoformat()}" if step.ended_on else ""
            return f"Step `{step.step}` is passed{ended}."
        case "lapsed":
            return f"Step `{step.step}` has lapsed: it comes before the due date."
        case "waits":
            return f"Step `{step.step}` waits for what it counts from."
        case "not reached":
            return f"Step `{step.step}` comes on {_day(step.on)}{_unless(step.condition)}."
        case "reached":
            verb = "holds" if step.condition is None or step.condition.holds else "does not hold"
            because = "" if step.condition is None else _because(step.condition, wanted=bool(step.condition.holds))
            return f"Step `{step.step}` is reached since {_day(step.on)}; its condition {verb}{because}."


def _unless(condition: ConditionTrace | None) -> str:
    if condition is None or condition.holds:
        return ""
    return f", if its condition holds by then (today it does not{_because(condition, wanted=False)})"


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else "no day"


def _change(decision: Decision) -> Iterator[str]:
    if decision.next_change_on is None:
        yield "Nothing changes by itself."
    else:
        yield f"Nothing changes by itself before {decision.next_change_on.isoformat()}."


def _because(condition: ConditionTrace, *, wanted: bool) -> str:
    reasons = list(dict.fromkeys(_reasons(condition, wanted=wanted)))
    return f": {'; '.join(reasons)}" if reasons else ""


def _reasons(condition: ConditionTrace, *, wanted: bool) -> Iterator[str]:
    """The tests that made a condition come out as it did."""
    match condition:
        case TestTrace():
            if condition.holds is None or condition.holds == wanted:
                yield _test(condition)
        case GroupTrace(kind="not"):
            yield from _reasons(condition.parts[0], wanted=not wanted)
        case GroupTrace():
            for part in condition.parts:
                if part.holds is None or part.holds == wanted:
                    yield from _reasons(part, wanted=wanted)


def _test(test: TestTrace) -> str:
    phrase = f" `{test.phrase}`" if test.phrase else ""
    if test.value == "missing":
        return f"`{test.fact}` is missing"
    verb = "meets" if test.holds else "does not meet"
    near = ""
    if test.distance is not None and not test.holds:
        near = f" ({test.distance.text} {'short' if test.distance.direction == 'up' else 'too much'})"
    return f"`{test.fact}` is {test.value}, which {verb}{phrase}{near}"
