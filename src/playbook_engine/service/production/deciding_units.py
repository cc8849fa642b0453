"""Units decided, with all that is stored of them: in a thread or a process of its own, without the database."""

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction

import msgspec

from playbook_engine.engine.evaluator import Evaluator, Session
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.state import World
from playbook_engine.model.book import Membership, Setting, Unit
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.decision import Decision
from playbook_engine.model.money import MissingRate, total_in
from playbook_engine.model.taking import membership_of
from playbook_engine.model.units import encode_unit


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Units that follow one release, and the instant they are decided for. `beside`: in the shadow of another one."""

    release: str
    setting: Setting
    units: tuple[Unit, ...]
    as_of: dt.datetime
    beside: bool = False


class CaseSums(msgspec.Struct, frozen=True, kw_only=True):
    """What is open and overdue in a case, in minor units of its currency; nothing where a rate is missing."""

    open_minor: int | None
    overdue_minor: int | None
    oldest_due_on: dt.date | None


class AccountSums(msgspec.Struct, frozen=True, kw_only=True):
    """What is open and overdue of an account, in minor units of the base currency; nothing where a rate is missing."""

    account: str
    open_minor: int | None
    overdue_minor: int | None
    oldest_due_on: dt.date | None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a unit. `body`: its decisions, one canonical JSON a line, of which `digest` is the digest.

    `next_at`: when it is to be decided again if nothing happens. `failure`: why it could not be decided.
    """

    unit: str
    body: bytes = b""
    digest: str = ""
    state: str = ""
    cases: tuple[CaseSums, ...] = ()
    accounts: tuple[AccountSums, ...] = ()
    entered: tuple[Membership, ...] = ()
    next_at: dt.datetime | None = None
    failure: str = ""

    def decisions(self) -> tuple[Decision, ...]:
        """The decisions as values."""
        return tuple(_DECISIONS.decode_lines(self.body))


_DECISIONS = msgspec.json.Decoder(Decision)


def decide_job(evaluator: Evaluator, job: Job) -> list[Outcome]:
    """The outcome of each unit, in their order. One that cannot be decided stops no other."""
    return [_outcome(evaluator, job, unit) for unit in job.units]


def lines_of(decisions: Iterable[Decision]) -> bytes:
    """Decisions as they are stored; the digest of a receipt is of the same bytes."""
    return b"\n".join(canonical(each) for each in decisions)


def _outcome(evaluator: Evaluator, job: Job, unit: Unit) -> Outcome:
    try:
        return _decided(evaluator, job, unit)
    except Exception as wrong:  # noqa: BLE001 - whatever is wrong with one unit is for a person, and stops no other
        return Outcome(unit=unit.id, failure=failure_of(wrong))


def failure_of(wrong: BaseException) -> str:
    """A short sentence for the person who looks at the unit."""
    said = " ".join(str(wrong).split())[:200]
    return f"the rules cannot be worked out on these facts: {said or 'no more is known'}"


def _decided(evaluator: Evaluator, job: Job, unit: Unit) -> Outcome:
    """All that is known counts, whatever day it is dated by (rule 2): nobody is chased after a payment was told of."""
    session = Session(evaluator, job.setting, unit, job.as_of)
    decisions = session.decisions()
    body = lines_of(decisions)
    found = Outcome(unit=unit.id, body=body, digest=digest(body), state=digest(encode_unit(unit)))
    if job.beside:
        return found
    return msgspec.structs.replace(
        found,
        cases=_sums(session, decisions),
        accounts=_account_sums(session, evaluator.rules.organisation.base_currency),
        entered=_entered(unit, decisions),
        next_at=_next_at(evaluator, unit, decisions, job.as_of),
    )


def _sums(session: Session, decisions: Iterable[Decision]) -> tuple[CaseSums, ...]:
    """Of each decision's case, as its playbook looks at balances; of items in no case, plainly."""
    items = {item.id: item for item in session.items}
    views = {case.id: case.plan.view for case in session.case_list}
    found: list[CaseSums] = []
    for each in decisions:
        view = views.get(each.case)
        basis, grace = (view.basis, view.grace) if view else ("gross", 0)
        world = session.moment(session.accounts[each.account])[0]
        found.append(_case_sums(each, [items[item] for item in each.items], basis, grace, world))
    return tuple(found)


def _case_sums(decision: Decision, items: Sequence[OpenItem], basis: str, grace: int, world: World) -> CaseSums:
    late = world.day - grace
    return CaseSums(
        open_minor=_total(items, basis, decision.currency, world),
        overdue_minor=_total([item for item in items if item.due < late], basis, decision.currency, world),
        oldest_due_on=_oldest(items),
    )


def _account_sums(session: Session, currency: str) -> tuple[AccountSums, ...]:
    by_account: dict[str, list[OpenItem]] = {each: [] for each in session.accounts}
    for item in session.items:
        by_account[item.account].append(item)
    found: list[AccountSums] = []
    for account, items in by_account.items():
        world = session.moment(session.accounts[account])[0]
        late = [item for item in items if item.due < world.day]
        found.append(
            AccountSums(
                account=account,
                open_minor=_total(items, "gross", currency, world),
                overdue_minor=_total(late, "gross", currency, world),
                oldest_due_on=_oldest(items),
            )
        )
    return tuple(found)


def _total(items: Sequence[OpenItem], basis: str, currency: str, world: World) -> int | None:
    sums: dict[str, int] = {}
    for item in items:
        sums[item.currency] = sums.get(item.currency, 0) + getattr(item, basis)
    if not sums.keys() - {currency}:
        return sums.get(currency, 0)
    try:
        return round(Fraction(total_in(sums, currency, world.rates)))
    except MissingRate:
        return None


def _oldest(items: Iterable[OpenItem]) -> dt.date | None:
    day = min((item.due for item in items), default=None)
    return None if day is None else dt.date.fromordinal(day)


def _entered(unit: Unit, decisions: Iterable[Decision]) -> tuple[Membership, ...]:
    """What is not known yet: an item that left and came back on one day has its membership already."""
    made = {each.id: each for decision in decisions for each in _memberships(decision)}
    if made and unit.memberships:
        for each in unit.memberships:
            made.pop(each.id, None)
    return tuple(made.values())


def _memberships(decision: Decision) -> list[Membership]:
    return [membership_of(decision, item) for item in decision.entered]


def _next_at(evaluator: Evaluator, unit: Unit, decisions: Iterable[Decision], as_of: dt.datetime) -> dt.datetime | None:
    """The first midnight of a day of change, in whichever zone of the unit's accounts it is still to come first."""
    days = {each.next_change_on for each in decisions if each.next_change_on is not None}
    zones = [evaluator.zone(zone) for zone in {each.time_zone for each in unit.accounts}]
    if len(zones) == 1 and days:
        days = {min(days)}
    turns = (dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC) for day in days for zone in zones)
    return min((turn for turn in turns if turn > as_of), default=None)
