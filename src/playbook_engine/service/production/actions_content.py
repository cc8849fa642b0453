"""What an action's row holds: its content, the digest that tells revisions apart, and when its window is open."""

import datetime as dt

import msgspec

from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.store.action_moves import State
from playbook_engine.store.actions import COMES_WITH, ActionRow

MIDNIGHT = 1440

NEVER = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
"""When work of our own that comes with a step expires: it is done whenever somebody gets to it."""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """One action, with all of its decision that a touch or a message needs: `decision` has this action alone."""

    decision: Decision
    action: Action
    body: bytes
    digest: str


def content_of(decision: Decision, action: Action) -> Content:
    """What is carried out; whether a person has agreed to it is no part of it."""
    agreed = msgspec.structs.replace(action, state="ready", approval_by="")
    kept = Decision(
        case=decision.case,
        account=decision.account,
        day=decision.day,
        playbook=decision.playbook,
        version=decision.version,
        entity=decision.entity,
        currency=decision.currency,
        episode=decision.episode,
        actions=(agreed,),
    )
    body = canonical(kept)
    return Content(decision=kept, action=agreed, body=body, digest=digest(body))


_DECODER = msgspec.json.Decoder(Decision)


def decided_in(row: ActionRow) -> tuple[Decision, Action]:
    """The action of a row with what is kept of its decision."""
    decision = _DECODER.decode(row.body)
    return decision, decision.actions[0]


def comes_with_a_step(row: ActionRow) -> bool:
    """Whether it is work that a step does `also`: it waits until the step is done."""
    return COMES_WITH in row.step


def main_of(row: ActionRow) -> str:
    """The id of the action that such work comes with."""
    return row.id.rpartition(COMES_WITH)[0]


def window_of(action: Action, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    """From when up to when it may go (rule 31), as instants."""
    opens, closes = action.window
    own_work_beside = COMES_WITH in action.step and action.kind not in CONTACT_KINDS
    return _instant(action.on, opens, zone), NEVER if own_work_beside else _instant(action.on, closes, zone)


def row_of(
    content: Content, *, revision: int, unit: str, zone: dt.tzinfo, release: int, number: int, state: State,
    at: dt.datetime,
) -> ActionRow:  # fmt: skip
    """The row of a new revision."""
    decision, action = content.decision, content.action
    opens, closes = window_of(action, zone)
    single = action.totals[0] if len(action.totals) == 1 else None
    return ActionRow(
        id=action.id,
        revision=revision,
        unit=unit,
        account=decision.account,
        case=decision.case,
        playbook=decision.playbook,
        version=decision.version,
        step=action.step,
        kind=action.kind,
        tone=action.tone,
        message=action.message,
        day=action.on,
        due_at=opens,
        expires_at=closes,
        assignee=action.assign,
        priority=action.priority,
        currency=single.currency if single else decision.currency,
        amount_minor=single.minor if single else None,
        release=release,
        decision=number,
        digest=content.digest,
        body=content.body,
        state=state,
        since=at,
    )


def _instant(day: dt.date, minute: int, zone: dt.tzinfo) -> dt.datetime:
    if minute >= MIDNIGHT:
        day, minute = day + dt.timedelta(days=1), 0
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), zone).astimezone(dt.UTC)
