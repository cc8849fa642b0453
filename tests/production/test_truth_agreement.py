"""Production does what the engine says: a small book lived through it for 20 days, and through the engine alone."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from hypothesis import Phase, given, settings
from sqlalchemy import update

from playbook_engine.analysis.strategies.cases import Drawn, case_of
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.releases import SEEDS
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Approval, Book, Membership, Setting, Touch, Unit
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.knowing import known
from playbook_engine.model.taking import Ending, comes_with, take
from playbook_engine.service.production.acting import claim, start
from playbook_engine.service.production.acting_groups import Named
from playbook_engine.service.production.acting_people import Asked, approve, reject
from playbook_engine.service.production.acting_reports import complete, fail, give_back
from playbook_engine.service.production.actions_content import comes_with_a_step, window_of
from playbook_engine.service.production.reconciling import zone_of
from playbook_engine.service.production.state import load_setting
from playbook_engine.service.production.sweeping import Swept, sweep
from playbook_engine.service.production.worker import Worker
from playbook_engine.store.action_queries import Wanted
from playbook_engine.store.records import Change, write_versions
from playbook_engine.store.tables import UNITS
from tests.production.acting_world import DAY, LEASE, World, told
from tests.production.filling import put

DAYS = 20

ENDINGS: tuple[Ending, ...] = ("done",) * 5 + ("failed", "unknown", "refused", "unanswered", "not done")

Own = tuple[dict[str, Touch], dict[str, Membership], dict[str, Approval]]


class Fate:
    """What becomes of the actions of an account on a day: the same whoever asks."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    def of(self, account: str, day: dt.date, *, asked: bool) -> Ending:
        drawn = self._chance.part(account, day.isoformat()).pick(ENDINGS)
        if asked:
            return "unanswered" if drawn == "not done" else drawn
        return "done" if drawn in {"refused", "unanswered"} else drawn


def of_customers(unit: Unit) -> Unit:
    return msgspec.structs.replace(unit, touches=(), memberships=(), approvals=())


class TheEngine:
    """The day loop: decide what is known, take it as it ended, and go on. It writes and reads no database."""

    def __init__(self, case: Drawn, setting: Setting, fate: Fate) -> None:
        self.evaluator = Evaluator(case.release)
        self.setting = setting
        self.fate = fate
        self.unit = of_customers(case.unit)
        self.zone = case.release.organisation.time_zone

    def live(self, at: dt.datetime, records: Unit) -> None:
        """A day with the records of the customer as they have come in by then."""
        own = {name: getattr(self.unit, name) for name in ("touches", "memberships", "approvals")}
        self.unit = msgspec.structs.replace(records, **own)
        decisions = self.evaluator.decide(self.setting, self.unit, at)
        self.unit = take(self.unit, decisions, dict(self._endings(self.unit, decisions, at)))

    def _endings(self, unit: Unit, decisions: Sequence[Decision], at: dt.datetime) -> Iterator[tuple[str, Ending]]:
        for decision in decisions:
            for action in decision.actions:
                if not any(comes_with(action, main) for main in decision.actions):
                    yield action.id, self._ending(unit, decision, action, at)

    def _ending(self, unit: Unit, decision: Decision, action: Action, at: dt.datetime) -> Ending:
        asked = action.state == "needs approval"
        fate = self.fate.of(decision.account, decision.day, asked=asked)
        opens, _ = window_of(action, zone_of(unit, decision.account, self.zone))
        if opens > at and fate in {"done", "failed", "unknown"}:
            return "unanswered" if asked else "not done"
        return fate

    def own(self) -> Own:
        return own_of([self.unit])


class Production:
    """Records are synced, the worker decides, hands and people act."""

    def __init__(self, world: World, case: Drawn, fate: Fate) -> None:
        self.world = world
        self.case = case
        self.fate = fate
        self.zone = case.release.organisation.time_zone
        self.worker = Worker(world.runtime)

    async def begin(self) -> Setting:
        await self.world.begin(self.case.release)
        shared = {
            **{("rate", f"{each.on}/{each.source}/{each.target}"): each for each in self.case.setting.rates},
            **{("freshness", each.id): each for each in self.case.setting.freshness},
            **{("entity", each.id): each for each in self.case.setting.entities},
        }
        changes = [
            Change(kind=kind, id=name, account="", digest=digest(canonical(each)), body=canonical(each))
            for (kind, name), each in shared.items()
        ]
        async with self.world.work() as work:
            await write_versions(work, work.at, changes, {})
            return await load_setting(work)

    async def live(self, at: dt.datetime) -> Unit:
        """A day; gives the records of the customer as they are known on it."""
        self.world.clock.at = at
        while await sweep(self.world.runtime) != Swept():
            pass
        book = known(Book(units=(of_customers(self.case.unit),)), at, self.zone)
        async with self.world.work() as work:
            await put(work, book.units)
        records = of_customers(await self.world.unit(self.case.unit.id))
        await self.worker.once()
        await self._approve()
        await self._act(at)
        await self._follow()
        await self._reject()
        return records

    async def _approve(self) -> None:
        """What is agreed to and can go now: over a weekend a question stays open, and the engine has none then."""
        rows = [
            row
            for row in await self.world.open(self.case.unit.id)
            if row.state == "awaiting approval"
            and row.due_at <= self.world.clock.at < row.expires_at
            and self.fate.of(row.account, row.day, asked=True) in {"done", "failed", "unknown"}
        ]
        answers = await approve(self.world.runtime, self.world.person, [Asked(id=row.id) for row in rows], "")
        assert not [each for each in answers if each.fault]

    async def _act(self, at: dt.datetime) -> None:
        claims = await claim(self.world.runtime, self.world.hands, Wanted(), 1000, LEASE)
        groups: dict[Ending, list[Named]] = {}
        for each in claims:
            first = each.actions[0]
            asked = first.answered_by is not None
            ending = self.fate.of(first.account, first.day, asked=asked)
            groups.setdefault(ending, []).append(Named(id=each.message, fence=each.fence))
        going = [each for ending in ("done", "failed", "unknown") for each in groups.get(ending, [])]
        started = await start(self.world.runtime, self.world.hands, going, LEASE)
        assert not [each for each in started if each.fault], "what was claimed a moment ago may go"
        await fail(self.world.runtime, self.world.hands, told(groups.get("failed", []), reason="bounced"))
        await complete(self.world.runtime, self.world.hands, groups.get("done", []))
        rest = [each for ending, some in groups.items() if ending not in {"done", "failed", "unknown"} for each in some]
        await give_back(self.world.runtime, self.world.hands, told(rest, reason="no time"))
        self.world.clock.at = at + 2 * LEASE
        await sweep(self.world.runtime)

    async def _follow(self) -> None:
        """What comes with a step is done with it."""
        rows = [
            row for row in await self.world.open(self.case.unit.id) if comes_with_a_step(row) and row.state == "due"
        ]
        await complete(self.world.runtime, self.world.person, [Named(id=row.id) for row in rows])

    async def _reject(self) -> None:
        rows = [
            row
            for row in await self.world.open(self.case.unit.id)
            if row.state == "awaiting approval" and self.fate.of(row.account, row.day, asked=True) == "refused"
        ]
        await reject(self.world.runtime, self.world.person, [Asked(id=row.id) for row in rows], "no")

    async def end(self) -> Own:
        async with self.world.work() as work:
            mine = UNITS.c.organisation == self.world.organisation
            await work.connection.execute(update(UNITS).where(mine).values(due_at=None))
        return own_of([await self.world.unit(self.case.unit.id)])


def own_of(units: Iterable[Unit]) -> Own:
    """What is remembered, by id."""
    touches: dict[str, Touch] = {}
    memberships: dict[str, Membership] = {}
    approvals: dict[str, Approval] = {}
    for unit in units:
        touches |= {each.id: each for each in unit.touches}
        memberships |= {each.id: each for each in unit.memberships}
        approvals |= {each.id: each for each in unit.approvals}
    return touches, memberships, approvals


def differences(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return [
        f"{name}: {one.get(name)} | {other.get(name)}"
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name)
    ]


async def lived(url: str, organisation: str, seed: int) -> int:
    """Both ways; how many touches there were. Raises AssertionError where they differ."""
    case = case_of(Chance(seed))
    fate = Fate(Chance(seed).part("fate"))
    world = World(url, organisation)
    first = dt.datetime.combine(case.day - 8 * DAY, dt.time(12), dt.UTC)
    world.clock.at = first
    production = Production(world, case, fate)
    engine = TheEngine(case, await production.begin(), fate)
    try:
        for number in range(DAYS):
            at = first + number * DAY
            engine.live(at, await production.live(at))
        did, would = await production.end(), engine.own()
    finally:
        await world.close()
    pairs: list[tuple[Mapping[str, object], Mapping[str, object]]] = list(zip(did, would, strict=True))
    for one, other in pairs:
        assert not differences(one, other), "\n".join(differences(one, other))
    return len(did[0])


def lively(seed: int) -> bool:
    """Whether the engine alone finds something to do in the case on several days."""
    case = case_of(Chance(seed))
    engine = TheEngine(case, case.setting, Fate(Chance(seed).part("fate")))
    first = dt.datetime.combine(case.day - 8 * DAY, dt.time(12), dt.UTC)
    for number in range(DAYS):
        at = first + number * DAY
        book = known(Book(units=(of_customers(case.unit),)), at, engine.zone)
        for records in book.units:
            engine.live(at, records)
    return len(engine.unit.touches) >= 3


def test_production_does_what_the_engine_says(database_url: str) -> None:
    """Rule 37 and the promise of one evaluator: the same touches, memberships and answers."""
    organisations = itertools.count()
    counts: list[int] = []

    @settings(max_examples=max(3, settings().max_examples // 3), phases=(Phase.explicit, Phase.generate))
    @given(seed=SEEDS)
    def holds(seed: int) -> None:
        found = next(each for each in itertools.count(seed) if lively(each))
        counts.append(asyncio.run(lived(database_url, f"org-{next(organisations)}", found)))

    holds()
    assert sum(counts) > 2 * len(counts), "hardly anything was done"
