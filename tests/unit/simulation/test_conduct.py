"""What customers do of themselves, with odds that leave nothing to chance, and the closest group that knows."""

import datetime as dt

import msgspec
import pytest

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.behaviour import Ages, Behaviour, Habits
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.scenario import Scenario
from playbook_engine.simulation.chance import WHOLE, Chance, picked
from playbook_engine.simulation.lived import Lived
from playbook_engine.simulation.odds import closer, odds_of
from playbook_engine.simulation.scenarios import simulate
from tests.unit.simulation.customers import TODAY, ago, behaving, bill, customer, dispute, paid, promise, surely
from tests.unit.simulation.small import release

EVALUATOR = Evaluator(release())
DUE = TODAY + dt.timedelta(1)


def lived(behaviour: Behaviour, unit: Unit | None = None, seed: str = "") -> Lived:
    scenario = Scenario(first=TODAY, last=TODAY + dt.timedelta(60), behaviour=behaviour, seed=seed)
    return simulate(EVALUATOR, Setting(), unit or customer(bill("A", DUE)), scenario)


def payments(of: Lived) -> list[tuple[int, int]]:
    """Days after due and amount of each payment."""
    return [((each.day - DUE).days, each.minor) for each in of.money if each.what == "paid"]


class TestPaying:
    def test_who_pays_late_pays_so_late(self) -> None:
        found = lived(behaving(pays=surely(9)))
        assert payments(found) == [(9, 100000)]
        assert [each.action.step for each in found.acts] == ["first"], "nobody is chased after paying"

    def test_in_two_parts(self) -> None:
        found = lived(behaving(pays=surely(5), first_payments=10, in_parts=10, parts=((30, 1),), rests=surely(4)))
        assert payments(found) == [(5, 30000), (9, 70000)]

    def test_the_rest_never_comes_where_no_rest_ever_came(self) -> None:
        found = lived(behaving(pays=surely(5), first_payments=10, in_parts=10, parts=((30, 1),)))
        assert payments(found) == [(5, 30000)]

    def test_who_is_later_than_anybody_ever_was_pays_nothing(self) -> None:
        old = customer(bill("A", ago(300)))
        assert not payments(lived(behaving(pays=surely(9)), old))


class TestClaims:
    def test_a_promise_that_is_kept_is_paid_on_its_day(self) -> None:
        habits = {"promises": surely(4), "ahead": ((6, 1),), "kept": 10, "pays": surely(20)}
        assert payments(lived(behaving(**habits))) == [(10, 100000)]

    def test_a_promise_that_is_broken_is_paid_as_usual_afterwards(self) -> None:
        habits = {"promises": surely(4), "ahead": ((6, 1),), "broken": 10, "pays": Ages(8, (10,) * 13, (10,) * 13)}
        assert payments(lived(behaving(**habits))) == [(11, 100000)]

    def test_a_promise_given_before_is_kept_too(self) -> None:
        unit = customer(bill("A", DUE), promises=(promise("A", ago(1), TODAY + dt.timedelta(8)),))
        assert payments(lived(behaving(kept=10, pays=surely(20)), unit)) == [(7, 100000)]

    def test_what_is_disputed_is_paid_as_disputed_things_were(self) -> None:
        found = lived(behaving(disputes=surely(2), resolves=surely(40), pays=surely(9), disputed=surely(15)))
        assert payments(found) == [(15, 100000)]

    def test_nothing_is_paid_while_it_is_disputed_where_nothing_ever_was(self) -> None:
        pays = Ages(5, (10,) * 30, (10,) * 30)
        found = lived(behaving(disputes=surely(2), resolves=surely(10), pays=pays))
        assert payments(found) == [(13, 100000)]
        assert [(each.id, each.resolved_on) for each in found.unit.disputes] == [
            (f"drawn/A/{DUE + dt.timedelta(2)}", DUE + dt.timedelta(12))
        ]

    def test_a_dispute_of_the_whole_account_ends_once(self) -> None:
        whole = msgspec.structs.replace(dispute("A", ago(3)), item=None)
        unit = customer(bill("A", DUE), bill("B", DUE), disputes=(whole,))
        found = lived(behaving(resolves=surely(5)), unit)
        assert [each.resolved_on for each in found.unit.disputes] == [ago(-2)]

    def test_a_failed_collection(self) -> None:
        found = lived(behaving(fails=surely(1)))
        assert [each.on for each in found.unit.failed_payments] == [DUE + dt.timedelta(1)]


class TestReplies:
    def test_a_contact_is_answered_once(self) -> None:
        found = lived(behaving(replies=surely(2), reply_kinds=(("out of office", 3),)))
        sent = [each.day for each in found.acts if each.action.kind in ("email", "letter")]
        answers = [(each.on, each.kind, each.contact, each.item) for each in found.unit.replies]
        assert answers == [(day + dt.timedelta(2), "out of office", "AP", "A") for day in sent]


class TestGroups:
    def test_an_account_with_a_past_behaves_as_it_did(self) -> None:
        past = [bill(f"H{number}", ago(100 + number)) for number in range(6)]
        money = tuple(paid(each.id, each.items[0].due_on + dt.timedelta(3)) for each in past)
        unit = customer(bill("A", DUE), *past, payments=money)
        assert payments(lived(behaving(pays=surely(20)), unit)) == [(3, 100000)]

    def test_with_too_little_past_as_its_tier_and_else_as_everyone(self) -> None:
        told = Behaviour(everyone=Habits(pays=surely(20)), tiers={"gold": Habits(pays=surely(8))})
        assert payments(lived(told, customer(bill("A", DUE), tier="gold"))) == [(8, 100000)]
        assert payments(lived(told, customer(bill("A", DUE), tier="iron"))) == [(20, 100000)]

    def test_a_closer_group_counts_only_where_it_has_enough(self) -> None:
        everyone, mine = Ages(0, (10, 10, 10), (0, 5, 5)), Ages(-1, (9, 9, 4), (9, 0, 4))
        found = closer(odds_of(everyone), mine, least=5)
        assert (found.first, list(found.limits)) == (-1, [WHOLE, 0, WHOLE // 2, WHOLE // 2])


class TestChance:
    def test_draws_come_as_often_as_was_counted(self) -> None:
        half = behaving(pays=Ages(5, (10,), (5,)), promises=Ages())
        paying = sum(bool(payments(lived(half, seed=str(number)))) for number in range(200))
        assert 70 <= paying <= 130

    def test_a_value_is_picked_as_often_as_it_was(self) -> None:
        assert [picked((("a", 1), ("b", 3)), draw) for draw in range(5)] == ["a", "b", "b", "b", "a"]

    @pytest.mark.parametrize("block", [0, 46189])
    def test_the_draws_of_a_day_are_the_same_from_wherever_it_is_asked(self, block: int) -> None:
        draws = Chance("seed").by_day("ACME", "A", "pay")
        assert draws(block) == Chance("seed").by_day("ACME", "A", "pay")(block)
        assert draws(block) != Chance("seed").by_day("ACME", "B", "pay")(block)
        assert len(set(draws(block))) == 16
