"""Questions about one account: what stands, what stood, what happened in which order, why, and what comes next."""

import datetime as dt
from collections.abc import AsyncIterator

import msgspec
import pytest

from playbook_engine.model.book import Account, Dispute, Invoice, Item, Unit
from playbook_engine.model.money import Money
from playbook_engine.service.production.asking.account import whole_account
from playbook_engine.service.production.asking.ahead import ahead
from playbook_engine.service.production.asking.questions import WrongQuestion
from playbook_engine.service.production.asking.timeline import Decided, Done, Learnt, Question, Told, timeline_of
from playbook_engine.service.production.asking.why import Asked, why
from playbook_engine.service.production.caller import Caller, Conflict, Forbidden, NotFound
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.worker import Worker
from tests.production.filling import NOON, Hand, follow, put, runtime_of
from tests.production.test_deciding import files, payment, unit

pytestmark = pytest.mark.anyio

ANN = Caller(organisation="acme", subject="ann", roles=("viewer",))
ERP = Caller(organisation="acme", subject="erp", roles=("service",))
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

HOLDS = files()["standard.yaml"].decode() + "holds:\n  - {hold: dispute, when: {item.disputed: yes}, covers: item}\n"


def clock(runtime: Runtime) -> Hand:
    assert isinstance(runtime.clock, Hand)
    return runtime.clock


async def came_in(runtime: Runtime, *units: Unit) -> None:
    async with runtime.work(ERP) as work:
        await put(work, units)


@pytest.fixture
async def runtime(database_url: str) -> AsyncIterator[Runtime]:
    """At noon two accounts come in and are decided; an hour later one is disputed, a day later it is paid."""
    made = await runtime_of(database_url)
    await follow(made, files(**{"standard.yaml": HOLDS}))
    await came_in(made, unit("A"), unit("B", days=1))
    await Worker(made).once()
    clock(made).at += HOUR
    dispute = Dispute(id="D-A", account="A", opened_on=NOON.date(), item="I-A", reason="price")
    await came_in(made, unit("A", disputes=(dispute,)))
    await Worker(made).once()
    clock(made).at += DAY
    await came_in(made, unit("A", disputes=(dispute,), payments=(payment("A"),)))
    await Worker(made).once()
    yield made
    await made.database.close()


class TestOneAccount:
    """What stands and what stood."""

    async def test_it_stands_as_it_is_known_now(self, runtime: Runtime) -> None:
        whole = await whole_account(runtime, ANN, "A")
        assert whole.known
        assert [each.id for each in whole.unit.payments] == ["P-A"]
        assert (whole.items, whole.decisions, whole.actions, whole.held) == ((), (), (), ())

    async def test_it_stood_as_it_was_known_then(self, runtime: Runtime) -> None:
        whole = await whole_account(runtime, ANN, "A", NOON)
        assert [(each.item, each.open) for each in whole.items] == [("I-A", Money(10_000, "EUR"))]
        assert [(each.step, each.state) for each in whole.actions] == [("look", "due")]
        assert [each.stage for each in whole.decisions] == ["look"]
        assert (whole.unit.disputes, whole.unit.payments) == ((), ())

    async def test_what_a_hold_stops_is_named(self, runtime: Runtime) -> None:
        whole = await whole_account(runtime, ANN, "A", NOON + HOUR)
        assert [(each.by, each.items) for each in whole.held] == [("dispute", ("I-A",))]
        assert whole.actions == ()
        assert [each.id for each in whole.unit.disputes] == ["D-A"]

    async def test_before_it_came_in_there_is_none(self, runtime: Runtime) -> None:
        for account, at in (("A", NOON - HOUR), ("Z", None)):
            with pytest.raises(NotFound):
                await whole_account(runtime, ANN, account, at)

    async def test_the_future_is_not_known(self, runtime: Runtime) -> None:
        with pytest.raises(WrongQuestion):
            await whole_account(runtime, ANN, "A", clock(runtime).at + HOUR)

    async def test_a_child_is_shown_apart_from_its_payer(self, runtime: Runtime) -> None:
        item = Item(id="I-K", due_on=NOON.date() - DAY, amount=700)
        invoice = Invoice(id="I-K", account="K", issued_on=item.due_on, currency="EUR", items=(item,))
        mother = unit("M")
        family = msgspec.structs.replace(
            mother, accounts=(*mother.accounts, Account(id="K", payer="M")), invoices=(*mother.invoices, invoice)
        )
        await came_in(runtime, family)
        await Worker(runtime).once()
        child, payer = await whole_account(runtime, ANN, "K"), await whole_account(runtime, ANN, "M")
        assert (child.payer, [each.item for each in child.items]) == ("M", ["I-K"])
        assert [each.item for each in payer.items] == ["I-M"]
        assert [each.account for each in child.decisions] == ["K"]
        told = (await timeline_of(runtime, ANN, Question(account="K"))).entries
        assert not [each for each in told if isinstance(each, Done)]


def summary(told: Told) -> str:
    match told:
        case Learnt():
            return f"{told.by} {told.what} {told.kind}"
        case Decided():
            reasons = [each.silence.reason if each.silence else "acts" for each in told.decisions]
            return f"decided for {told.cause}: {', '.join(reasons)}"
        case _:
            return f"{told.by} {told.act}"


EXPECTED = [
    "erp new account", "erp new contact", "erp new invoice", "decided for state: acts", "playbook new membership",
    "engine action made", "erp new dispute", "decided for state: held", "engine action: due > cancelled",
    "erp new payment", "decided for state: ",
]  # fmt: skip


class TestTimeline:
    """What was learnt, decided and done, by whom, in order."""

    async def test_all_of_it_in_order(self, runtime: Runtime) -> None:
        part = await timeline_of(runtime, ANN, Question(account="A"))
        assert sorted(summary(each) for each in part.entries) == sorted(EXPECTED)
        assert [each.at for each in part.entries] == sorted(each.at for each in part.entries)
        order = [summary(each) for each in part.entries]
        assert order.index("erp new dispute") < order.index("decided for state: held")
        assert order.index("decided for state: held") < order.index("engine action: due > cancelled")
        assert part.last is None

    @pytest.mark.parametrize("newest_first", [False, True])
    @pytest.mark.parametrize("limit", [1, 2, 3, 50])
    async def test_pages_hold_every_entry_once(self, runtime: Runtime, limit: int, newest_first: bool) -> None:
        whole = (await timeline_of(runtime, ANN, Question(account="A"))).entries
        found: list[Told] = []
        asked = Question(account="A", limit=limit, newest_first=newest_first)
        while True:
            part = await timeline_of(runtime, ANN, asked)
            found += part.entries
            if part.last is None:
                break
            asked = msgspec.structs.replace(asked, after=part.last)
        assert found == list(reversed(whole) if newest_first else whole)

    async def test_it_ends_at_the_instant_that_is_asked_for(self, runtime: Runtime) -> None:
        part = await timeline_of(runtime, ANN, Question(account="A", until=NOON))
        assert max(each.at for each in part.entries) <= NOON
        assert "decided for state: acts" in [summary(each) for each in part.entries]
        assert "erp new dispute" not in [summary(each) for each in part.entries]

    async def test_one_sort_alone(self, runtime: Runtime) -> None:
        part = await timeline_of(runtime, ANN, Question(account="A", sorts=("decided",)))
        assert {type(each) for each in part.entries} == {Decided}

    async def test_another_organisation_has_no_such_account(self, runtime: Runtime) -> None:
        with pytest.raises(NotFound):
            await timeline_of(runtime, msgspec.structs.replace(ANN, organisation="other"), Question(account="A"))


class TestWhy:
    """Recomputed on what was known then, by the release in force then."""

    async def test_why_it_went_out_at_noon(self, runtime: Runtime) -> None:
        found = await why(runtime, ANN, Asked(account="A", as_of=NOON))
        assert [each.trace.decision.stage for each in found.cases] == ["look"]
        assert any("look" in sentence for sentence in found.cases[0].sentences)
        assert found.release == 1

    async def test_why_nothing_goes_out_once_it_is_disputed(self, runtime: Runtime) -> None:
        for asked in (Asked(item="I-A", as_of=NOON + HOUR), Asked(account="A", as_of=NOON.date())):
            (case,) = (await why(runtime, ANN, asked)).cases
            assert case.trace.decision.silence is not None
            assert case.trace.decision.silence.by == "dispute"

    async def test_by_the_release_that_was_in_force_then(self, runtime: Runtime) -> None:
        text = files()["standard.yaml"].decode().replace("version: 1", "version: 2").replace("5 days", "1 day")
        await follow(runtime, files(**{"standard.yaml": text}))
        clock(runtime).at += HOUR
        now = await why(runtime, ANN, Asked(account="B"))
        then = await why(runtime, ANN, Asked(account="B", as_of=NOON))
        assert (now.release, then.release) == (2, 1)
        assert then.cases[0].trace.decision.version == 1
        assert now.cases[0].trace.decision.actions

    async def test_a_day_to_come_is_judged_on_what_is_known_now(self, runtime: Runtime) -> None:
        day = NOON.date() + dt.timedelta(days=4)
        (case,) = (await why(runtime, ANN, Asked(account="B", as_of=day))).cases
        assert [each.step for each in case.trace.decision.actions] == ["look"]

    @pytest.mark.parametrize("number", [1, 2])
    async def test_stored_decisions_come_out_the_same(self, runtime: Runtime, number: int) -> None:
        found = await why(runtime, ANN, Asked(account="A", decision=number))
        assert found.recomputed == "same"
        assert len(found.cases) == 1

    async def test_nothing_open_is_nothing_to_explain(self, runtime: Runtime) -> None:
        for asked in (Asked(account="A"), Asked(item="I-A"), Asked(item="I-Z"), Asked(account="A", decision=99)):
            with pytest.raises(NotFound):
                await why(runtime, ANN, asked)

    async def test_without_a_release_there_is_no_answer(self, runtime: Runtime) -> None:
        with pytest.raises((Conflict, NotFound)):
            await why(runtime, ANN, Asked(account="A", as_of=NOON - DAY))


class TestAhead:
    """What comes next if nothing happens."""

    async def test_steps_on_their_days(self, runtime: Runtime) -> None:
        found = await ahead(runtime, ANN, "B", days=20)
        steps = [(each.day, action.step) for each in found.decisions for action in each.actions]
        assert steps[0] == (NOON.date() + dt.timedelta(days=4), "look")
        assert steps[1][1] == "call"

    async def test_as_it_looked_before_the_dispute(self, runtime: Runtime) -> None:
        found = await ahead(runtime, ANN, "A", as_of=NOON, days=20)
        assert [action.step for each in found.decisions for action in each.actions][:2] == ["look", "call"]
        later = await ahead(runtime, ANN, "A", as_of=NOON + HOUR, days=20)
        assert not [action for each in later.decisions for action in each.actions]


async def test_who_may_not_read_learns_nothing(runtime: Runtime) -> None:
    nobody = Caller(organisation="acme", subject="nobody", roles=())
    for answer in (
        whole_account(runtime, nobody, "A"), timeline_of(runtime, nobody, Question(account="A")),
        why(runtime, nobody, Asked(account="A")), ahead(runtime, nobody, "A"),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            await answer
