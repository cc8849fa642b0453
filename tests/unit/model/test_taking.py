"""What was decided is taken as done: touches, memberships, questions and answers."""

import datetime as dt

import msgspec
import pytest

from playbook_engine.model.book import Account, Approval, Touch, TouchedItem, Unit
from playbook_engine.model.decision import Action, Decision, Line
from playbook_engine.model.money import Money
from playbook_engine.model.taking import Ending, is_waiting, take

DAY = dt.date(2026, 3, 5)
UNIT = Unit(id="A", accounts=(Account(id="A"),))
ACTION = Action(
    id="acme/p/final/I/2026-03-02/0/1",
    message="m",
    kind="email",
    step="final",
    on=DAY,
    anchor="I",
    tone="firm",
    recipients=("AP",),
    addresses=("ap@a.example",),
    lines=(Line(item="I", amount=Money(500, "EUR"), step="final"), Line(item="J", amount=Money(70, "EUR"))),
    totals=(Money(570, "EUR"),),
    pay_by=dt.date(2026, 3, 15),
)
ALSO = Action(
    id=f"{ACTION.id}/also1", message="", kind="status", step="final/also1", on=DAY, anchor="I", set="credit hold"
)
ASKED = msgspec.structs.replace(ACTION, state="needs approval", approval_by="manager")


def decision(*actions: Action, day: dt.date = DAY, entered: tuple[str, ...] = ()) -> Decision:
    return Decision(
        case="c", account="A", day=day, playbook="p", version=2, actions=actions, entered=entered, episode=DAY
    )


def taken(*actions: Action, ending: Ending = "done") -> Unit:
    return take(UNIT, [decision(*actions)], {actions[0].id: ending})


def test_an_action_becomes_a_touch_with_its_id() -> None:
    assert taken(ACTION).touches == (
        Touch(
            id=ACTION.id,
            account="A",
            on=DAY,
            kind="email",
            playbook="p",
            version=2,
            step="final",
            anchor="I",
            items=(TouchedItem("I", "final"), TouchedItem("J")),
            recipients=("AP",),
            addresses=("ap@a.example",),
            tone="firm",
            pay_by=dt.date(2026, 3, 15),
            message="m",
            episode=DAY,
        ),
    )


def test_items_that_enter_become_members() -> None:
    (member,) = take(UNIT, [decision(entered=("I",))]).memberships
    assert (member.item, member.playbook, member.version, member.since) == ("I", "p", 2, DAY)


@pytest.mark.parametrize("ending", ["failed", "unknown"])
def test_an_ending_is_the_outcome_of_the_touch(ending: Ending) -> None:
    assert [each.outcome for each in taken(ACTION, ending=ending).touches] == [ending]


@pytest.mark.parametrize(
    ("ending", "outcomes"),
    [("done", ["done", "done"]), ("unknown", ["unknown", "done"]), ("failed", ["failed"]), ("not done", [])],
)
def test_what_comes_with_a_step_is_done_when_the_step_is(ending: Ending, outcomes: list[str]) -> None:
    assert [each.outcome for each in taken(ACTION, ALSO, ending=ending).touches] == outcomes


def test_an_approval_that_is_given_stands_beside_its_touch() -> None:
    unit = taken(ASKED)
    (approval,) = unit.approvals
    assert (approval.id, approval.answer, approval.answered_on, approval.role) == (ASKED.id, "approved", DAY, "manager")
    assert (approval.items, approval.amount) == (("I", "J"), Money(570, "EUR"))
    assert len(unit.touches) == 1


def test_a_refused_approval_has_no_touch() -> None:
    unit = taken(ASKED, ending="refused")
    assert [each.answer for each in unit.approvals] == ["refused"]
    assert unit.touches == ()


def test_a_question_without_an_answer_waits_and_is_asked_once() -> None:
    unit = taken(ASKED, ending="unanswered")
    assert unit.touches == ()
    assert is_waiting(unit, ASKED)
    again = take(unit, [decision(ASKED, day=DAY + dt.timedelta(1))], {ASKED.id: "unanswered"})
    assert again == unit


def test_an_answer_on_a_later_day_keeps_the_day_of_the_question() -> None:
    asked = taken(ASKED, ending="unanswered")
    later = DAY + dt.timedelta(2)
    (approval,) = take(asked, [decision(ASKED, day=later)]).approvals
    assert (approval.asked_on, approval.answered_on) == (DAY, later)


def test_a_question_about_something_else_is_asked_anew() -> None:
    asked = taken(ASKED, ending="unanswered")
    later = DAY + dt.timedelta(2)
    firmer = msgspec.structs.replace(ASKED, tone="final")
    (approval,) = take(asked, [decision(firmer, day=later)]).approvals
    assert isinstance(approval, Approval)
    assert (approval.asked_on, approval.tone) == (later, "final")


def test_what_comes_with_an_approved_step_asks_nobody() -> None:
    also = msgspec.structs.replace(ALSO, state="needs approval", approval_by="manager")
    unit = taken(ASKED, also)
    assert [each.id for each in unit.approvals] == [ASKED.id]
    assert len(unit.touches) == 2
