"""Back-testing a whole book, alone or over several processes."""

import datetime as dt

import msgspec
import pytest

from playbook_engine.model.book import (
    Account,
    AccountRecord,
    Allocation,
    Approval,
    Contact,
    Payment,
    Touch,
    TouchedItem,
)
from playbook_engine.model.canonical import canonical
from playbook_engine.model.condition import ALWAYS
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import ApprovalRule, Guarantee, Stops
from playbook_engine.model.units import make_book, records_of
from playbook_engine.service.backtesting import BackTest, back_test, span_of
from playbook_engine.service.processes import FEW, how_many
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.simulation.backtesting import Approvals, Span
from tests.unit.service.sets import book, playbook, release, step

SPAN = Span(first=dt.date(2026, 3, 1), last=dt.date(2026, 4, 15))
FIRST, FINAL = dt.date(2026, 3, 5), dt.date(2026, 4, 1)
NAMES = ("ACME", "BETA", "CARL", "DORA", "EMMA")


def days(test: BackTest) -> list[tuple[str, dt.date]]:
    return [(each.account, each.day) for each in test.would]


def test_what_would_have_gone_out_stands_in_the_order_of_days() -> None:
    test = back_test(release(), book(), SPAN)
    assert days(test) == [("ACME", FIRST), ("BETA", FIRST), ("ACME", FINAL), ("BETA", FINAL)]
    assert (test.units, test.did, test.compared.would, test.compared.only_would) == (2, (), 4, 4)


def test_who_paid_hears_nothing_from_the_day_on_which_that_is_known() -> None:
    known = dt.datetime(2026, 4, 2, 12, tzinfo=dt.UTC)
    for known_at, heard in ((None, [("ACME", FIRST)]), (known, [("ACME", FIRST), ("ACME", FINAL)])):
        paid = Payment(
            id="P", account="ACME", on=dt.date(2026, 3, 20), known_at=known_at, amount=Money(100_000, "EUR"),
            allocations=(Allocation(item="ACME-1", amount=100_000),),
        )  # fmt: skip
        (unit,) = book("ACME").units
        assert days(back_test(release(), make_book([*unit.accounts, *records_of(unit), paid]), SPAN)) == heard


def test_what_was_done_is_counted_beside_and_does_not_stop_what_would_have_been() -> None:
    done = Touch(
        id="T", account="ACME", on=dt.date(2026, 3, 4), kind="email", playbook="standard", version=3, step="first",
        anchor="ACME-1", items=(TouchedItem("ACME-1", "first"),), tone="polite",
    )  # fmt: skip
    test = back_test(release(), book("ACME", touches=(done,)), SPAN)
    assert days(test) == [("ACME", FIRST), ("ACME", FINAL)]
    assert [each.action.id for each in test.did] == ["T"]
    assert (test.compared.later, test.compared.only_did) == (1, 0)


def test_one_account_is_tested_as_in_the_whole_book() -> None:
    whole = back_test(release(), book(*NAMES), SPAN)
    alone = back_test(release(), book(*NAMES), SPAN, account="CARL")
    assert alone.would == tuple(each for each in whole.would if each.account == "CARL") != ()


def test_splitting_the_accounts_changes_no_byte() -> None:
    one = back_test(release(), book(*NAMES), SPAN, processes=1)
    assert canonical(back_test(release(), book(*NAMES), SPAN, processes=2)) == canonical(one)
    parts = [back_test(release(), book(name), SPAN).would for name in NAMES]
    assert sorted(canonical(each) for part in parts for each in part) == sorted(map(canonical, one.would))


def test_the_last_day_of_which_the_book_tells_is_named() -> None:
    assert back_test(release(), book(), SPAN).known_until == dt.date(2026, 1, 31)
    assert back_test(release(), make_book([]), SPAN).known_until is None


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "2026-03-01", "needs its first and its last day"),
        ("2026-03-01", "", "needs its first and its last day"),
        ("2026-03-01", "2026-02-30", "`2026-02-30` is no day of the calendar"),
        ("2026-03-02", "2026-03-01", "`2026-03-01` is before 2026-03-02"),
        ("2002-03-02", "2026-03-01", "are more than ten years"),
    ],
)
def test_days_that_cannot_be_are_refused(first: str, last: str, sentence: str) -> None:
    with pytest.raises(WrongUse, match=sentence):
        back_test(release(), book(), span_of(first, last, approvals="given", syncs="daily"))


def test_a_span_says_what_is_supposed() -> None:
    span = span_of("2026-03-01", "2026-03-31", approvals="never", syncs="recorded")
    assert span == msgspec.structs.replace(SPAN, last=dt.date(2026, 3, 31), approvals="never", syncs="recorded")


def test_as_many_processes_as_are_of_use() -> None:
    assert [how_many(given, 10) for given in (0, 1, 3, 30)] == [1, 1, 3, 10]
    assert how_many(5, 1) == 1
    assert 1 <= how_many(0, FEW) <= FEW
    with pytest.raises(WrongUse, match="`-1` is no number of processes"):
        how_many(-1, 10)


def test_what_a_person_would_have_had_to_look_at_is_told_once_a_case_and_reason() -> None:
    never = Guarantee(name="never-final", never=Stops(tones=("final",)), when=ALWAYS)
    (unit,) = book("ACME").units
    nobody = make_book([Account(id="BETA"), *_of_beta()])
    both = make_book([*unit.accounts, *records_of(unit), *nobody.units[0].accounts, *records_of(nobody.units[0])])
    test = back_test(release(playbook(guarantees=(never,))), both, SPAN)
    assert [(each.name, each.account, each.day) for each in test.alarms] == [
        ("no contact", "BETA", FIRST), ("never-final", "ACME", FINAL),
    ]  # fmt: skip
    assert days(test) == [("ACME", FIRST)]


def _of_beta() -> list[AccountRecord]:
    """What is there of an account that has nobody to write to."""
    (unit,) = book("BETA").units
    return [each for each in records_of(unit) if not isinstance(each, Contact)]


class TestApprovals:
    """A step that a person has to agree to, and one ten days after it."""

    ASKING = msgspec.structs.replace(step("ask", 3), approval=ApprovalRule(by="manager", expires=4))
    RELEASE = release(playbook("standard", 3, ASKING, step("after", 13)))

    @pytest.mark.parametrize(("approvals", "asked"), [("given", [True, False]), ("never", [True, False])])
    def test_a_question_is_told_once(self, approvals: Approvals, asked: list[bool]) -> None:
        test = back_test(self.RELEASE, book("ACME"), msgspec.structs.replace(SPAN, approvals=approvals))
        assert [each.asked for each in test.would] == asked
        assert [each.action.step for each in test.would] == ["ask", "after"]

    def test_an_answer_of_a_later_day_is_not_foreseen(self) -> None:
        """The question stood on the first day; the refusal that came on the second is no part of the back-test."""
        action = back_test(self.RELEASE, book("ACME"), SPAN).would[0].action
        question = Approval(
            id=action.id, account="ACME", asked_on=FIRST, playbook="standard", step="ask", anchor="ACME-1",
            tone=action.tone, recipients=action.recipients, items=("ACME-1",), amount=action.totals[0], role="manager",
            answer="refused", answered_on=dt.date(2026, 3, 7),
        )  # fmt: skip
        (unit,) = book("ACME").units
        asked = make_book([*unit.accounts, *records_of(unit), question])
        span = Span(first=dt.date(2026, 3, 6), last=SPAN.last)
        assert back_test(self.RELEASE, asked, span).would[0].day == span.first
        never = msgspec.structs.replace(span, approvals="never")
        assert [each.action.step for each in back_test(self.RELEASE, asked, never).would] == ["after"], "asked before"


def test_an_account_is_by_itself_until_its_payer_is_known() -> None:
    known = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)
    (child,) = book("CHILD").units
    accounts = [msgspec.structs.replace(child.accounts[0], payer="HEAD"), Account(id="HEAD", known_at=known)]
    ours = Contact(id="HEAD-C", account="HEAD", role="billing", email="billing@head.example")
    test = back_test(release(playbook(follow="family")), make_book([*accounts, ours, *records_of(child)]), SPAN)
    assert [(each.day, each.account, each.action.step) for each in test.would] == [
        (FIRST, "CHILD", "first"), (FINAL, "HEAD", "final"),
    ]  # fmt: skip
    assert {each.unit for each in test.would} == {"CHILD", "HEAD"}
