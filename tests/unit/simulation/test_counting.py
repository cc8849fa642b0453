"""What is counted of the past, against counts made by hand."""

import msgspec

from playbook_engine.model.behaviour import Ages, Habits
from playbook_engine.model.book import Credit
from playbook_engine.simulation.counting import AGES, learn
from tests.unit.simulation.customers import (
    TODAY,
    ago,
    bill,
    customer,
    dispute,
    failed,
    paid,
    promise,
    reply,
    touch,
)


def counted(ages: Ages) -> dict[int, tuple[int, int]]:
    """Of each age at which something happened: how many did, of how many who could."""
    each = enumerate(zip(ages.did, ages.could, strict=True), ages.first)
    return {age: (did, could) for age, (did, could) in each if did}


def habits(*units: object) -> Habits:
    return learn(units, TODAY).everyone  # type: ignore[arg-type]


class TestPayments:
    def test_days_late_are_counted_of_those_who_had_not_paid_yet(self) -> None:
        found = habits(
            customer(
                bill("A", ago(100)),
                bill("B", ago(100)),
                bill("C", ago(50)),
                payments=(paid("A", ago(90)), paid("B", ago(80))),
            )
        )
        assert counted(found.pays) == {10: (1, 3), 20: (1, 2)}
        assert found.pays.first == -30, "watched from the day of issue"
        assert sum(found.pays.could[-29:]) == 29, "the open one is watched until the day before"

    def test_what_is_dated_on_the_first_day_or_later_is_not_known_yet(self) -> None:
        found = habits(customer(bill("A", ago(5)), payments=(paid("A", TODAY),)))
        assert counted(found.pays) == {}
        assert found.pays.first + len(found.pays.could) == 5

    def test_a_first_part_and_the_days_to_the_rest(self) -> None:
        money = (paid("A", ago(90), 30000), paid("A", ago(83), 70000), paid("B", ago(90)))
        found = habits(customer(bill("A", ago(100)), bill("B", ago(100)), payments=money))
        assert (found.first_payments, found.in_parts, found.parts) == (2, 1, ((30, 1),))
        assert counted(found.rests) == {7: (1, 1)}

    def test_a_reversed_payment_never_came_and_a_credit_is_no_payment(self) -> None:
        back = msgspec.structs.replace(paid("A", ago(90)), reversed_on=ago(80))
        credit = Credit(id="C", account="ACME", on=ago(70), amount=back.amount, allocations=back.allocations)
        found = habits(customer(bill("A", ago(100)), payments=(back,), credits=(credit,)))
        assert counted(found.pays) == {}
        assert found.pays.first + len(found.pays.could) - 1 == 30, "watched until the credit closed it"

    def test_void_invoices_and_drafts_say_nothing(self) -> None:
        gone = msgspec.structs.replace(bill("A", ago(100)), state="void")
        assert habits(customer(gone, payments=(paid("A", ago(90)),))) == Habits()

    def test_what_is_years_old_is_cut(self) -> None:
        found = habits(customer(bill("A", ago(2000))))
        assert found.pays.first + len(found.pays.could) - 1 == AGES[1]


class TestClaims:
    def test_a_kept_promise_and_a_broken_one(self) -> None:
        unit = customer(
            bill("A", ago(100)),
            bill("B", ago(100)),
            payments=(paid("A", ago(88)),),
            promises=(promise("A", ago(95), ago(89)), promise("B", ago(95), ago(80))),
        )
        found = habits(unit)
        assert (found.kept, found.broken) == (1, 1)
        assert found.ahead == ((6, 1), (15, 1))
        assert counted(found.promises) == {5: (2, 2)}

    def test_a_promise_whose_day_has_not_come_is_neither(self) -> None:
        unit = customer(bill("A", ago(10)), promises=(promise("A", ago(5), TODAY),))
        assert (habits(unit).kept, habits(unit).broken) == (0, 0)

    def test_disputes_and_how_long_they_stood(self) -> None:
        unit = customer(
            bill("A", ago(100)),
            bill("B", ago(100)),
            disputes=(dispute("A", ago(110), ago(101)), dispute("B", ago(90))),
        )
        found = habits(unit)
        assert counted(found.disputes) == {-10: (1, 2), 10: (1, 1)}
        assert counted(found.resolves) == {9: (1, 2)}
        assert found.dispute_reasons == (("price", 2),)

    def test_what_is_paid_while_it_is_disputed_is_counted_for_itself(self) -> None:
        unit = customer(
            bill("A", ago(100)),
            bill("B", ago(100)),
            disputes=(dispute("A", ago(95)), dispute("B", ago(95), ago(85))),
            payments=(paid("A", ago(90)), paid("B", ago(80))),
        )
        found = habits(unit)
        assert counted(found.disputed) == {10: (1, 2)}
        assert counted(found.pays) == {20: (1, 1)}
        assert [could for age, could in enumerate(found.pays.could, found.pays.first) if 4 <= age <= 15] == (
            [2] + [0] * 10 + [1]
        ), "nobody is watched for paying as usual while it is disputed"

    def test_days_on_which_a_promise_stood_say_nothing_of_how_late_anybody_pays(self) -> None:
        unit = customer(bill("A", ago(100)), promises=(promise("A", ago(95), ago(90)),), payments=(paid("A", ago(90)),))
        assert counted(habits(unit).pays) == {}
        assert habits(unit).kept == 1

    def test_a_failed_collection(self) -> None:
        found = habits(customer(bill("A", ago(100)), failed_payments=(failed("A", ago(99)),)))
        assert counted(found.fails) == {1: (1, 1)}


class TestReplies:
    def test_an_answer_is_of_the_last_contact_before_it(self) -> None:
        unit = customer(
            bill("A", ago(100)),
            touches=(touch("A", ago(60)), touch("A", ago(50))),
            replies=(reply(ago(48)),),
        )
        found = habits(unit)
        assert counted(found.replies) == {2: (1, 2)}
        assert found.reply_kinds == (("out of office", 1),)


class TestGroups:
    def test_tiers_add_up_to_everyone(self) -> None:
        units = [
            customer(bill("A", ago(100)), payments=(paid("A", ago(100 - number)),), tier=tier)
            for number, tier in enumerate(("gold", "silver", "gold", ""))
        ]
        found = learn(units, TODAY)
        assert sorted(found.tiers) == ["gold", "silver"]
        assert counted(found.everyone.pays) == {0: (1, 4), 1: (1, 3), 2: (1, 2), 3: (1, 1)}
        assert counted(found.tiers["gold"].pays) == {0: (1, 2), 2: (1, 1)}

    def test_the_order_of_units_does_not_matter(self) -> None:
        units = [
            customer(bill("A", ago(100)), payments=(paid("A", ago(number)),), tier=tier)
            for number, tier in enumerate(("gold", "silver", "bronze"), 50)
        ]
        assert learn(units, TODAY) == learn(reversed(units), TODAY)
