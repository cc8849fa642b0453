"""What was decided meets the actions that stand open: new ones, kept ones, other revisions, and ends with a reason.

A revision that somebody has is never changed here, except in their own moment of truth.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from playbook_engine.model.applying import apply
from playbook_engine.model.book import Approval, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.events import ApprovalAsked
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.taking import approval_of, is_waiting
from playbook_engine.service.production.actions_content import (
    Content,
    comes_with_a_step,
    content_of,
    main_of,
    row_of,
    window_of,
)
from playbook_engine.service.production.reconciling_reasons import NO_LONGER, waits_for_an_answer, why_gone
from playbook_engine.service.production.remembering import remember
from playbook_engine.store.action_moves import OPEN, State
from playbook_engine.store.action_queries import latest_of, open_of_units
from playbook_engine.store.actions import COMES_WITH, ActionRow, Transition, make, transition
from playbook_engine.store.database import Work
from playbook_engine.store.units import UnitRow

HAPPENED: tuple[State, ...] = ("sending", "unknown", "done")
"""A step in one of these has happened, or may have: what it does also stays."""


NOBODY: tuple[State, str] = ("cancelled", "no release is in force")


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as it was decided. `number`: of its decisions; `zone`: the organisation's; `release` 0: none is in force.

    `still`: ids of work that comes with a step which would still be wanted if the step had not gone.
    """

    unit: Unit
    decisions: tuple[Decision, ...]
    number: int
    release: int
    zone: str
    still: frozenset[str] = frozenset()


class Reconciled(msgspec.Struct, frozen=True):
    """What came of it: actions made, kept, superseded and ended, and questions asked."""

    made: int = 0
    kept: int = 0
    superseded: int = 0
    ended: int = 0
    asked: int = 0


async def reconcile(
    work: Work, decided: Sequence[Decided], units: Mapping[str, UnitRow], taken: Collection[str] = ()
) -> Reconciled:
    """Bring the actions of units, which are locked (`units`), in line with their decisions.

    `taken`: ids of actions whose holder asks for the truth; other claimed ones are left alone.
    """
    plan = _Plan(work.at, taken)
    standing = {row.id: row for row in await open_of_units(work, [each.unit.id for each in decided])}
    known = await latest_of(work, _not_at_hand(decided, standing))
    plan.compare(decided, standing, known)
    await transition(work, "engine", plan.moves)
    await make(work, plan.rows, plan.replaced)
    if plan.questions:
        await remember(work, plan.questions, units)
    return Reconciled(len(plan.rows), plan.kept, len(plan.replaced), plan.ended, len(plan.questions))


def _not_at_hand(decided: Sequence[Decided], standing: Mapping[str, ActionRow]) -> set[str]:
    """Ids of which no open row is at hand: those decided anew, and the steps that open work comes with."""
    wanted = {action.id for each in decided for decision in each.decisions for action in decision.actions}
    mains = {main_of(row) for row in standing.values() if comes_with_a_step(row)}
    return (wanted | mains) - set(standing)


class _Plan:
    """First a list of what will be done, for all units."""

    def __init__(self, at: dt.datetime, taken: Collection[str]) -> None:
        self.at = at
        self.taken = taken
        self.moves: list[Transition] = []
        self.rows: list[ActionRow] = []
        self.replaced: dict[str, ActionRow] = {}
        self.questions: list[Approval] = []
        self.kept = 0
        self.ended = 0

    def compare(
        self, decided: Sequence[Decided], standing: Mapping[str, ActionRow], known: Mapping[str, ActionRow]
    ) -> None:
        """First what is wanted, whichever unit had it before; then what nobody wants any more."""
        left = dict(standing)
        for each in decided:
            for decision, action in _actions(each):
                self._ask(each.unit, decision, action)
                self._want(each, decision, action, left.pop(action.id, None) or known.get(action.id))
        by_unit = {each.unit.id: each for each in decided}
        by_id = {**known, **standing}
        for row in left.values():
            self._drop(by_unit[row.unit], row, by_id)

    def _want(self, decided: Decided, decision: Decision, action: Action, row: ActionRow | None) -> None:
        content = content_of(decision, action)
        if row is None or row.state not in OPEN:
            if row is None or _may_come_again(row):
                self._make(decided, content, action, row)
        elif row.state == "sending" or (row.state == "claimed" and row.id not in self.taken):
            self.kept += 1
        elif row.digest == content.digest and row.unit == decided.unit.id:
            self._keep(row, action)
        else:
            self.moves.append(Transition(row=row, to="superseded", reason=f"revision {row.revision + 1}"))
            self.replaced[row.id] = row
            self._make(decided, content, action, row)

    def _make(self, decided: Decided, content: Content, action: Action, last: ActionRow | None) -> None:
        zone = zone_of(decided.unit, content.decision.account, decided.zone)
        opens, closes = window_of(action, zone)
        if closes <= self.at:
            return
        snoozed = last.snoozed_until if last is not None and last.state != "cancelled" else None
        row = row_of(
            content, revision=last.revision + 1 if last else 1, unit=decided.unit.id, zone=zone,
            release=decided.release, number=decided.number, state=self._state(action, opens, snoozed), at=self.at,
        )  # fmt: skip
        asked = self.at if row.state == "awaiting approval" else None
        fence = last.fence if last else 0
        self.rows.append(
            msgspec.structs.replace(
                row, approval_by=action.approval_by, asked_at=asked, snoozed_until=snoozed, fence=fence
            )
        )

    def _state(self, action: Action, opens: dt.datetime, snoozed: dt.datetime | None) -> State:
        if COMES_WITH in action.step:
            return "planned"
        if action.state == "needs approval":
            return "awaiting approval"
        return "due" if max(opens, snoozed or opens) <= self.at else "planned"

    def _keep(self, row: ActionRow, action: Action) -> None:
        """The same content; whether a person has agreed to it may have changed."""
        self.kept += 1
        asks = action.state == "needs approval" and not comes_with_a_step(row)
        if asks and row.state != "awaiting approval":
            changes = {"approval_by": action.approval_by, "asked_at": self.at}
            to: State = "cancelled" if row.state == "claimed" else "awaiting approval"
            self.moves.append(Transition(row=row, to=to, reason="its approval no longer stands", changes=changes))
        elif not asks and row.state == "awaiting approval":
            self.moves.append(Transition(row=row, to=self._state(action, row.due_at, row.snoozed_until)))

    def _drop(self, decided: Decided, row: ActionRow, by_id: Mapping[str, ActionRow]) -> None:
        if row.state == "sending" or (row.state == "claimed" and row.id not in self.taken):
            self.kept += 1
            return
        if waits_for_an_answer(row, decided.decisions) or self._still_comes(decided, row, by_id):
            self.kept += 1
            return
        to, reason = why_gone(row, decided.unit, decided.decisions) if decided.release else NOBODY
        if to == "cancelled" and reason == NO_LONGER and row.expires_at <= self.at:
            to, reason = "expired", "its window closed"
        self.ended += 1
        self.moves.append(Transition(row=row, to=to, reason=reason))

    def _still_comes(self, decided: Decided, row: ActionRow, by_id: Mapping[str, ActionRow]) -> bool:
        """Work that comes with a step stays when that has gone; a contact only if it is still warranted."""
        if not comes_with_a_step(row):
            return False
        main = by_id.get(main_of(row))
        happened = main is not None and main.state in HAPPENED
        return happened and (row.kind not in CONTACT_KINDS or row.id not in self.taken or row.id in decided.still)

    def _ask(self, unit: Unit, decision: Decision, action: Action) -> None:
        """The question to a person, unless they have just this before them already."""
        if action.state != "needs approval" or COMES_WITH in action.step or is_waiting(unit, action):
            return
        question = approval_of(decision, action, None)
        after = apply(unit, ApprovalAsked(record=question))
        if any(each is question for each in after.approvals):
            self.questions.append(question)


def zone_of(unit: Unit, account: str, otherwise: str) -> ZoneInfo:
    """The time zone of an account, the organisation's where it has none."""
    own = next((each.time_zone for each in unit.accounts if each.id == account), None)
    return ZoneInfo(own or otherwise)


def _actions(decided: Decided) -> Iterator[tuple[Decision, Action]]:
    for decision in decided.decisions:
        for action in decision.actions:
            yield decision, action


def _may_come_again(last: ActionRow) -> bool:
    """What was carried out, or may have been, or what a person put an end to, never comes again under its id."""
    if last.state in {"done", "failed", "unknown"}:
        return False
    return not (last.state == "cancelled" and last.answered_by)
