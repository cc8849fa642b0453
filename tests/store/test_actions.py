"""The life of an action in the database: allowed moves alone, one open revision at most, an audit row for each move."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from playbook_engine.store.action_moves import ALLOWED, BY, NEW, OPEN, STATES, By, State, may_move
from playbook_engine.store.action_queries import latest_of, open_of_units
from playbook_engine.store.actions import ActionRow, Gone, NotAllowed, Transition, make, transition
from playbook_engine.store.database import Database
from playbook_engine.store.tables import ACTION_STATES, ACTIONS, AUDIT, OPEN_STATES
from playbook_engine.store.units import lock_units

pytestmark = pytest.mark.anyio

NOON = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
IDS = ("acme/strategic/one/A/2026-03-02/0/1", "acme/strategic/two/A/2026-03-02/0/1", "acme/strategic/one/B/1/0/1")


def row(action: str = IDS[0], revision: int = 1, state: State = "due", digest: str = "1" * 64) -> ActionRow:
    return ActionRow(
        id=action, revision=revision, unit="U", account="U", case="strategic/U//EUR", playbook="strategic", version=1,
        step="one", kind="email", tone="polite", message=action, day=NOON.date(), due_at=NOON,
        expires_at=NOON + dt.timedelta(hours=5), assignee="", priority="normal", currency="EUR", amount_minor=50000,
        release=1, decision=1, digest=digest, body=b"{}", state=state, since=NOON,
    )  # fmt: skip


def test_states_are_those_of_the_table() -> None:
    assert STATES == ACTION_STATES
    assert OPEN == OPEN_STATES


def test_every_state_is_reached_and_every_open_one_is_left() -> None:
    reached, left = {after for _, after in ALLOWED}, {before for before, _ in ALLOWED}
    assert reached | set(NEW) == set(STATES)
    assert left == {*OPEN, "unknown"}


async def test_a_second_open_revision_is_refused(database_url: str) -> None:
    database = Database(database_url)
    async with database.work("one", NOON) as work:
        await make(work, [row()], {})

    async def again() -> None:
        async with database.work("one", NOON) as work:
            await make(work, [row(revision=2)], {})

    with pytest.raises(IntegrityError):
        await again()
    await database.close()


@pytest.mark.parametrize("count", [2, 3000])
async def test_a_row_read_before_another_moved_it_does_not_move(database_url: str, count: int) -> None:
    database = Database(database_url)
    rows = [row(f"a/{number}") for number in range(count)]
    async with database.work("one", NOON) as work:
        await make(work, rows, {})
        moved = await transition(work, "engine", [Transition(row=rows[0], to="cancelled", reason="paid")])
    assert moved[0].state == "cancelled"

    async def late() -> None:
        async with database.work("one", NOON) as work:
            await transition(work, "deliver", [Transition(row=each, to="claimed") for each in rows])

    with pytest.raises(Gone, match=f"1 of {count}"):
        await late()
    async with database.work("one", NOON, mode="read") as work:
        assert {each.state for each in await open_of_units(work, ["U"])} == {"due"}
        assert await work.connection.scalar(select(func.count()).select_from(AUDIT)) == count + 1
    await database.close()


class Lives(RuleBasedStateMachine):
    """Random moves of a few actions by anybody, against what the data says."""

    database: Database
    organisations: Iterator[int]
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.organisation = f"org-{next(self.organisations)}"
        self.states: dict[tuple[str, int], State] = {}
        self.audited = 0

    @rule(action=st.sampled_from(IDS), state=st.sampled_from(STATES))
    def revise(self, action: str, state: State) -> None:
        """A new revision in the place of what waits."""
        self.runner.run(self._revise(action, state))

    async def _revise(self, action: str, state: State) -> None:
        before = {key: each for key, each in self.states.items() if key[0] == action}
        stands = next((key for key, each in before.items() if each in OPEN), None)
        allowed = state in NEW and (stands is None or may_move(self.states[stands], "superseded", "engine"))
        revision = len(before) + 1
        try:
            async with self.database.work(self.organisation, NOON) as work:
                await lock_units(work, ["U"])
                replaced = await latest_of(work, [action]) if stands else {}
                await transition(work, "engine", [Transition(row=each, to="superseded") for each in replaced.values()])
                await make(work, [row(action, revision, state, str(revision % 10) * 64)], replaced)
        except NotAllowed:
            assert not allowed
            return
        assert allowed
        self.audited += 1
        if stands is not None:
            self.states[stands] = "superseded"
            self.audited += 1
        self.states[action, revision] = state

    @precondition(lambda self: self.states)
    @rule(data=st.data(), to=st.sampled_from(STATES), by=st.sampled_from(BY))
    def move(self, data: st.DataObject, to: State, by: By) -> None:
        """Any revision into any state, by anybody."""
        key = data.draw(st.sampled_from(sorted(self.states)))
        self.runner.run(self._move(key, to, by))

    async def _move(self, key: tuple[str, int], to: State, by: By) -> None:
        allowed = may_move(self.states[key], to, by)
        try:
            async with self.database.work(self.organisation, NOON, "ann") as work:
                await lock_units(work, ["U"])
                statement = select(ACTIONS).where(ACTIONS.c.id == key[0], ACTIONS.c.revision == key[1])
                statement = statement.where(ACTIONS.c.organisation == self.organisation)
                found = dict((await work.connection.execute(statement)).mappings().one())
                found.pop("organisation")
                await transition(work, by, [Transition(row=ActionRow(**found), to=to, reason="so")])
        except NotAllowed:
            assert not allowed
            return
        assert allowed
        self.states[key] = to
        self.audited += 1

    @invariant()
    def the_database_says_the_same(self) -> None:
        """What stands there is what was allowed; at most one revision of an id is open; each move has its row."""
        self.runner.run(self._compare())

    async def _compare(self) -> None:
        async with self.database.work(self.organisation, NOON, mode="read") as work:
            columns = (ACTIONS.c.id, ACTIONS.c.revision, ACTIONS.c.state)
            mine = select(*columns).where(ACTIONS.c.organisation == self.organisation)
            found = {(each.id, each.revision): each.state for each in await work.connection.execute(mine)}
            audited = select(func.count()).where(AUDIT.c.organisation == self.organisation)
            assert await work.connection.scalar(audited) == self.audited
        assert found == self.states
        still_open = [key[0] for key, state in found.items() if state in OPEN]
        assert len(still_open) == len(set(still_open))


def test_random_moves_are_those_that_the_data_allows(database_url: str) -> None:
    with asyncio.Runner() as runner:

        class Machine(Lives):
            database = Database(database_url)
            organisations = itertools.count()

        Machine.runner = runner
        run_state_machine_as_test(Machine, settings=settings(settings(), stateful_step_count=20))
        runner.run(Machine.database.close())


async def test_what_an_audit_row_says_holds_no_names(database_url: str) -> None:
    database = Database(database_url)
    async with database.work("one", NOON) as work:
        await make(work, [row(state="awaiting approval")], {})
        note = {"note": "call Mrs Example first", "answered_by": "ann"}
        await transition(work, "work", [Transition(row=row(state="awaiting approval"), to="cancelled", changes=note)])
    async with database.work("one", NOON, mode="read") as work:
        (made, refused) = (await work.connection.execute(select(AUDIT).order_by(AUDIT.c.number))).mappings().all()
    assert made["act"] == "action made"
    assert (made["before"], made["after"]) == ("", "1" * 64)
    assert refused["act"] == "action: awaiting approval > cancelled"
    assert refused["subject_id"] == f"{IDS[0]}#1"
    assert "Example" not in msgspec.json.encode(dict(refused)).decode()
    assert refused["detail"]
    await database.close()
