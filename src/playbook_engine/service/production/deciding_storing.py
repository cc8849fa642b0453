"""What was decided is stored: decisions with receipts, cases, amounts, memberships, actions, what is next."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import msgspec

from playbook_engine.model.book import Unit
from playbook_engine.model.canonical import digest
from playbook_engine.model.decision import Decision
from playbook_engine.model.release import SEMANTICS
from playbook_engine.model.units import encode_setting
from playbook_engine.service.production.deciding_read import Read, Thought
from playbook_engine.service.production.deciding_units import CaseSums, Outcome, lines_of
from playbook_engine.service.production.reconciling import Decided, reconcile
from playbook_engine.service.production.remembering import remember
from playbook_engine.store.cases import AccountAmounts, replace_cases, set_amounts
from playbook_engine.store.database import Work
from playbook_engine.store.decisions import DecisionRow, ShadowRow, add_decisions, add_shadows
from playbook_engine.store.leases import Lease, Next, go_on
from playbook_engine.store.units import UnitRow

ENGINE = version("playbook-engine")
ACTOR = "engine"
FIRST_RETRY = dt.timedelta(minutes=1)
LONGEST_RETRY = dt.timedelta(days=1)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that could be decided, with its new number."""

    lease: Lease
    thought: Thought
    decisions: tuple[Decision, ...]

    @property
    def number(self) -> int:
        """Of these decisions."""
        return self.lease.decision + 1


async def store(
    work: Work, read: Read, leases: Sequence[Lease], rows: Mapping[str, UnitRow], thoughts: Mapping[str, Thought]
) -> None:
    """Store what was thought of units, which are locked and as they were read."""
    settled, left, going = _sorted_out(work, read, leases, thoughts)
    known_at = _known_at(read.as_of, [rows[each.unit] for each in leases])
    setting = digest(encode_setting(read.setting))
    decided = [_decision_row(each, read, known_at, setting) for each in settled]
    await add_decisions(work, decided)
    await add_shadows(work, [row for each in settled for row in _shadow_rows(each, read.as_of)])
    await go_on(work, [*going, *(_next(each, read, known_at) for each in settled)])
    gone = [each.unit for each in left]
    await replace_cases(work, [*gone, *(each.lease.unit for each in settled)], list(_case_rows(settled)))
    await set_amounts(work, [row for each in settled for row in _amounts(each.thought.outcome)])
    after = {
        each.lease.unit: msgspec.structs.replace(rows[each.lease.unit], decided_at=known_at) for each in settled
    } | {unit: rows[unit] for unit in gone}
    entered = [membership for each in settled for membership in each.thought.outcome.entered]
    if entered:
        learnt_at = await remember(work, entered, after)
        after = {unit: msgspec.structs.replace(row, learnt_at=learnt_at) for unit, row in after.items()}
    await reconcile(work, [*_followed(settled, read), *left_alone(left, read)], after)


def failed(lease: Lease, at: dt.datetime, failure: str) -> Next:
    """How a unit goes on that could not be decided: each attempt waits four times as long as the one before."""
    wait = min(LONGEST_RETRY, FIRST_RETRY * 4 ** min(lease.attempts, 10))
    return Next(
        unit=lease.unit, due_at=at + wait, decision=lease.decision, decided_at=lease.decided_at,
        attempts=lease.attempts + 1, failure=failure,
    )  # fmt: skip


def _sorted_out(
    work: Work, read: Read, leases: Sequence[Lease], thoughts: Mapping[str, Thought]
) -> tuple[list[Settled], list[Lease], list[Next]]:
    """Units that were decided, those that nothing is to be decided of, and how the undecided ones go on."""
    settled: list[Settled] = []
    left: list[Lease] = []
    going: list[Next] = []
    for each in leases:
        thought = thoughts.get(each.unit)
        if thought is None:
            left.append(each)
            going.append(
                Next(unit=each.unit, due_at=read.effective.next_change_at, decision=each.decision,
                     decided_at=each.decided_at)
            )  # fmt: skip
        elif thought.outcome.failure:
            going.append(failed(each, work.at, thought.outcome.failure))
        else:
            settled.append(Settled(lease=each, thought=thought, decisions=thought.outcome.decisions()))
    return settled, left, going


def _known_at(as_of: dt.datetime, rows: Iterable[UnitRow]) -> dt.datetime:
    """The instant by which all that these units are decided from was learnt, also where a clock was set back."""
    return max((as_of, *(each for row in rows for each in (row.learnt_at, row.decided_at) if each is not None)))


def _zone(read: Read, release: int) -> str:
    return read.evaluators[release].rules.organisation.time_zone


def _decision_row(each: Settled, read: Read, known_at: dt.datetime, setting: str) -> DecisionRow:
    outcome = each.thought.outcome
    return DecisionRow(
        unit=each.lease.unit, number=each.number, as_of=read.as_of, decided_at=known_at,
        release=each.thought.release, engine=ENGINE, semantics=SEMANTICS, setting=setting,
        setting_at=read.setting_at, state=outcome.state, digest=outcome.digest, cases=len(each.decisions),
        cause=each.lease.cause, body=outcome.body,
    )  # fmt: skip


def _shadow_rows(each: Settled, as_of: dt.datetime) -> Iterator[ShadowRow]:
    """A release in the shadow agrees where all is the same but versions of playbooks and when to look again."""
    for activation, beside in each.thought.shadows.items():
        if beside.failure:
            continue
        same = beside.body == each.thought.outcome.body or _unversioned(beside.decisions()) == _unversioned(
            each.decisions
        )
        yield ShadowRow(
            activation=activation, unit=each.lease.unit, number=each.number, as_of=as_of, same=same,
            digest=beside.digest, body=b"" if same else beside.body,
        )  # fmt: skip


def _unversioned(decisions: Iterable[Decision]) -> bytes:
    return lines_of(msgspec.structs.replace(each, version=0, next_change_on=None) for each in decisions)


def _next(each: Settled, read: Read, known_at: dt.datetime) -> Next:
    planned = [at for at in (each.thought.outcome.next_at, read.effective.next_change_at) if at is not None]
    return Next(unit=each.lease.unit, due_at=min(planned, default=None), decision=each.number, decided_at=known_at)


def _case_rows(settled: Iterable[Settled]) -> Iterator[dict[str, Any]]:
    for each in settled:
        for decision, sums in zip(each.decisions, each.thought.outcome.cases, strict=True):
            yield case_row(each.lease.unit, decision, sums)


def case_row(unit: str, decision: Decision, sums: CaseSums) -> dict[str, Any]:
    """A case as lists show it."""
    silence = decision.silence
    return {
        "case": decision.case, "unit": unit, "account": decision.account, "playbook": decision.playbook,
        "version": decision.version, "entity": decision.entity, "currency": decision.currency,
        "items": len(decision.items), "stage": decision.stage, "held": decision.held,
        "reason": silence.reason if silence else "", "by": silence.by if silence else "",
        "until": silence.until if silence else None, "day": decision.day, "last_done": decision.last_done,
        "last_done_on": decision.last_done_on, "next_change_on": decision.next_change_on,
        "open_minor": sums.open_minor, "overdue_minor": sums.overdue_minor, "oldest_due_on": sums.oldest_due_on,
        "exceptions": "\n".join(decision.exceptions), "alarms": "\n".join(decision.alarms),
    }  # fmt: skip


def _amounts(outcome: Outcome) -> Iterator[AccountAmounts]:
    for each in outcome.accounts:
        yield AccountAmounts(**msgspec.structs.asdict(each))


def _followed(settled: Iterable[Settled], read: Read) -> Iterator[Decided]:
    for each in settled:
        yield Decided(
            unit=each.thought.unit, decisions=each.decisions, number=each.number, release=each.thought.release,
            zone=_zone(read, each.thought.release),
        )  # fmt: skip


def left_alone(leases: Iterable[Lease], read: Read) -> Iterator[Decided]:
    """Units that follow no release, or of which no account is known any more: their actions end."""
    for each in leases:
        unit = read.units.get(each.unit, Unit(id=each.unit, accounts=()))
        release = read.effective.release_for(each.unit) or 0
        yield Decided(unit=unit, decisions=(), number=each.decision, release=release, zone="UTC")
