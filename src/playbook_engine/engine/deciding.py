"""From a case to the decision about it, and decisions about items that are in no case (rules 10c, 26 and 42)."""

import datetime as dt
from collections.abc import Sequence

from playbook_engine.engine.assignment import Left
from playbook_engine.engine.cases import Case, as_date
from playbook_engine.engine.history import ENDING
from playbook_engine.engine.horizon import Horizon
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import Rules
from playbook_engine.engine.progress import NEVER, Track
from playbook_engine.engine.state import World
from playbook_engine.model.book import Account
from playbook_engine.model.decision import EXCEPTIONS, Action, Decision, Line, Silence
from playbook_engine.model.money import Money

APPLY_CREDIT = "apply-credit"


def decision_of(case: Case, actions: Sequence[Action], horizon: Horizon) -> Decision:
    """What was decided about a case."""
    track = case.schedule.track if case.schedule is not None else Track()
    done = track.done
    chased = case.plan.playbook.chase
    exceptions = case.exceptions | (_ended_badly(case, track) if chased else set())
    anchor = case.anchor.id if case.anchor is not None else ""
    return Decision(
        case=case.id,
        account=case.account.record.id,
        day=as_date(case.world.day),
        playbook=case.plan.name,
        version=case.plan.version,
        entity=case.entity,
        currency=case.currency,
        anchor=anchor,
        items=tuple([item.id for item in case.items]),
        held_out=tuple([item.id for item in case.items if item.id in case.out]) if case.out else (),
        entered=_entered(case),
        episode=as_date(case.group.start) if case.group is not None and case.group.start is not None else None,
        stage=case.stage,
        held=case.held,
        last_done=case.plan.steps[done].name if done != NEVER else "",
        last_done_on=as_date(track.ends[done]) if done != NEVER else None,
        actions=tuple(actions),
        silence=case.silence,
        exceptions=tuple(sorted(exceptions)),
        alarms=tuple(sorted(case.alarms)),
        next_change_on=_date_or_none(horizon.of_case(case, acts=bool(actions))),
    )


def _date_or_none(day: int | None) -> dt.date | None:
    return None if day is None else as_date(day)


def _entered(case: Case) -> tuple[str, ...]:
    """The items whose latest membership does not name this playbook."""
    members, name = case.world.history.members, case.plan.name
    if not members:
        return tuple([item.id for item in case.items])
    return tuple([item.id for item in case.items if item.id not in members or members[item.id].playbook != name])


def _ended_badly(case: Case, track: Track) -> set[str]:
    """A refused or expired action that was the last end of the progress step (rule 21)."""
    mark = track.last_marks.get(track.last)
    if mark is None or mark.touch.outcome not in {"refused", "expired"}:
        return set()
    return {f"{mark.touch.outcome}: {case.plan.steps[track.last].name}"}


def left_over(items: list[OpenItem], why: Left, world: World, action: Action | None, horizon: Horizon) -> Decision:
    """The decision about items that are in no case."""
    first = items[0]
    place = (f"-{why.reason}", first.account, first.entity, first.currency)
    return Decision(
        case="/".join((*place, why.by) if why.reason == "missing fact" else place),
        account=first.account,
        day=as_date(world.day),
        entity=first.entity,
        currency=first.currency,
        items=tuple(item.id for item in sorted(items, key=lambda item: (item.due, item.id))),
        actions=(action,) if action else (),
        silence=Silence(reason=why.reason, by=why.by),
        exceptions=(why.reason,) if why.reason in EXCEPTIONS else (),
        next_change_on=_date_or_none(horizon.of_left(world, acts=action is not None)),
    )


def apply_credit(
    rules: Rules, items: list[OpenItem], account: Account, world: World, minute: int | None
) -> Action | None:
    """The task to apply a credit that covers all these items, once an anchor (rule 10c)."""
    anchor = items[0]
    mine = [mark for mark in world.history.anchored(anchor.id) if mark.touch.step == APPLY_CREDIT]
    if any(mark.touch.outcome in ENDING for mark in mine):
        return None
    days = rules.open_days(rules.organisation.work_calendar, account.country)
    if not days.is_open(world.day) or (minute is not None and minute >= days.window[1]):
        return None
    turn = 1 + len(mine)
    due = as_date(anchor.due)
    identity = f"{rules.organisation.name}//{APPLY_CREDIT}/{anchor.id}/{due}/{anchor.reversals}/{turn}"
    lines = tuple(
        Line(item=each.id, amount=Money(each.gross, each.currency))
        for each in sorted(items, key=lambda each: (each.due, each.id))
    )
    role = rules.roles.get("collector")
    person = ((getattr(account, role.field) if role.field else None) or role.person or role.name) if role else ""
    total = Money(sum(each.gross for each in items), anchor.currency)
    return Action(
        id=identity, message=identity, kind="task", step=APPLY_CREDIT, on=as_date(world.day), anchor=anchor.id,
        occurrence=turn, window=days.window, language=account.language or rules.organisation.language, lines=lines,
        totals=(total,), assign=person, title="Apply credit",
    )  # fmt: skip
