"""The reference on small cases worked out by hand: limits, messages, calendars, approvals, lists."""

import datetime as dt
from typing import Literal

import pytest
from msgspec.structs import replace

from playbook_engine.model.book import Account, Approval, Invoice, Setting, Touch
from playbook_engine.model.decision import Action
from playbook_engine.model.playbook import (
    ApprovalRule,
    Calendar,
    Guarantee,
    Limit,
    Repeat,
    Stops,
    Work,
)
from playbook_engine.model.release import Release
from tests.reference.ask import one, silence_of, steps_of
from tests.reference.build import (
    WEEKDAYS,
    at_least,
    day,
    invoice,
    one_of,
    payment,
    playbook,
    release,
    step,
    touch,
    touch_of,
    unit,
    with_records,
    work,
)
from tests.reference.evaluator import decide

ITEM = invoice("I", "2026-03-01")
FIRST = step("first", "5 days after due")
SECOND = step("second", "10 days after due")


class TestLimits:
    """Rules 28 and 29."""

    def test_after_n_days_the_next_is_free(self) -> None:
        rules = release(playbook(step("now")), limits=(Limit(contacts=1, days=7, per="account"),))
        state = unit(ITEM, touch("2026-03-01", "other", "J", playbook=""))
        assert silence_of(one(rules, state, "2026-03-07")) == ("limit", "1 in 7 days per account", "now")
        assert steps_of(one(rules, state, "2026-03-08")) == ["now"]

    def test_touches_of_one_message_are_one_contact_and_failed_ones_none(self) -> None:
        rules = release(playbook(step("now")), limits=(Limit(contacts=2, days=7, per="account"),))
        joint = [touch("2026-03-02", "x", name, playbook="", message="m") for name in ("J", "K", "L")]
        failed = touch("2026-03-03", "y", "J", playbook="", outcome="failed")
        assert steps_of(one(rules, unit(ITEM, *joint, failed), "2026-03-06")) == ["now"]

    def test_limits_bind_over_all_playbooks_on_the_day(self) -> None:
        rules = release(
            playbook(step("now"), follow="item", combine="no", when=one_of("item.id", "I", "J")),
            playbook(step("now"), name="rest"),
            limits=(Limit(contacts=2, days=1, per="account"),),
        )
        state = unit(ITEM, invoice("J", "2026-03-02"), invoice("K", "2026-03-03"))
        decisions = decide(rules, Setting(), state, day("2026-03-06"))
        assert [each.case for each in decisions] == ["standard/A//EUR/I", "standard/A//EUR/J", "rest/A//EUR"]
        assert [each.silence.reason if each.silence else "" for each in decisions] == ["", "", "limit"]

    @pytest.mark.parametrize(
        ("combine", "messages", "tones"),
        [
            ("same step", [0, 1, 1], ["firm", "polite", "polite"]),
            ("highest", [0, 0, 0], ["firm", "firm", "firm"]),
            ("no", [0, 1, 2], ["firm", "polite", "polite"]),
        ],
    )
    def test_one_message_of_several_actions(self, combine: str, messages: list[int], tones: list[str]) -> None:
        ladder = (
            step("polite", "5 days after due", work(tone="polite")),
            step("firm", "9 days after due", work(tone="firm")),
        )
        rules = release(
            playbook(*ladder, follow="item", combine=combine), limits=(Limit(contacts=3, days=1, per="account"),)
        )
        state = unit(ITEM, invoice("J", "2026-03-04"), invoice("K", "2026-03-05"))
        actions = [each.actions[0] for each in decide(rules, Setting(), state, day("2026-03-10"))]
        assert [each.message for each in actions] == [actions[each].id for each in messages]
        assert [each.tone for each in actions] == tones

    def test_limits_of_a_contact_hold_in_the_family(self) -> None:
        accounts = (Account(id="A"), Account(id="B", payer="A"))
        rules = release(playbook(step("now"), follow="family"), limits=(Limit(contacts=1, days=7, per="contact"),))
        items = (ITEM, invoice("J", "2026-03-02", account="B"))
        decision = one(rules, unit(*accounts, *items), "2026-03-06")
        assert decision.case == "standard/A//EUR"
        assert [each.item for each in decision.actions[0].lines] == ["I", "J"]
        before = touch("2026-03-05", "x", "J", playbook="", account="B")
        assert silence_of(one(rules, unit(*accounts, *items, before), "2026-03-06"))[0] == "limit"


class TestCalendars:
    """Rules 30 and 31."""

    OFFICE = Calendar(weekdays=WEEKDAYS, opens=9 * 60, closes=17 * 60)

    def test_a_step_of_its_own_day_rolls_from_the_closed_one(self) -> None:
        rules = release(
            playbook(step("now", "7 days after due"), catch_up="never", calendar=self.OFFICE),
        )
        # Sunday 8 March.
        assert silence_of(one(rules, unit(ITEM), "2026-03-08"))[0] == "not yet due"
        assert steps_of(one(rules, unit(ITEM), "2026-03-09")) == ["now"]
        assert one(rules, unit(ITEM), "2026-03-10").actions == ()

    def test_previous_open_day_stays_after_the_base(self) -> None:
        before = replace(self.OFFICE, closed="previous open day")
        for due, at, expected in (
            ("2026-03-01", "7 days after due", "2026-03-06"),
            ("2026-03-06", "1 day after due", "2026-03-09"),
        ):
            rules = release(playbook(step("now", at), calendar=before))
            eve = day(expected) - dt.timedelta(1)
            assert one(rules, unit(invoice("I", due)), eve.isoformat()).actions == ()
            assert steps_of(one(rules, unit(invoice("I", due)), expected)) == ["now"]

    def test_our_own_work_does_not_wait_for_the_customers_holiday(self) -> None:
        task = step("look", "7 days after due", work("task"))
        rules = release(playbook(task, calendar=self.OFFICE), work_calendar=Calendar())
        assert steps_of(one(rules, unit(ITEM), "2026-03-08")) == ["look"]

    def test_what_is_reached_waits_on_a_closed_day(self) -> None:
        rules = release(playbook(FIRST, calendar=self.OFFICE))
        assert silence_of(one(rules, unit(ITEM), "2026-03-07")) == ("closed day", "", "first")

    def test_after_hours_it_waits_for_the_next_day(self) -> None:
        rules = release(playbook(FIRST, calendar=self.OFFICE))
        closing = dt.datetime(2026, 3, 6, 17, 0, tzinfo=dt.UTC)
        assert silence_of(one(rules, unit(ITEM), closing)) == ("outside hours", "", "first")
        early = one(rules, unit(ITEM), dt.datetime(2026, 3, 6, 5, 0, tzinfo=dt.UTC))
        assert early.actions[0].window == (540, 1020)


class TestApprovals:
    """Rule 32."""

    RULE = ApprovalRule(by="boss", expires=4)

    def rules(self, rule: ApprovalRule = RULE) -> Release:
        return release(
            playbook(step("final", "5 days after due", work(tone="final"), approval=rule), SECOND),
            work_calendar=Calendar(weekdays=WEEKDAYS),
        )

    def asked(self, action: Action, answer: Literal["approved", "refused"] | None) -> Approval:
        return Approval(
            id=action.id,
            account="A",
            asked_on=action.on,
            playbook="standard",
            step=action.step,
            anchor=action.anchor,
            tone=action.tone,
            recipients=action.recipients,
            items=tuple(each.item for each in action.lines),
            amount=action.totals[0],
            role="boss",
            answer=answer,
            answered_on=action.on if answer else None,
        )

    def test_it_stands_for_what_was_shown(self) -> None:
        two = unit(ITEM, invoice("J", "2026-03-02"))
        (action,) = one(self.rules(), two, "2026-03-06").actions
        assert (action.state, action.approval_by) == ("needs approval", "boss")
        approved = with_records(two, self.asked(action, "approved"))
        assert one(self.rules(), approved, "2026-03-09").actions[0].state == "ready"
        three = with_records(approved, invoice("K", "2026-03-03"))
        assert one(self.rules(), three, "2026-03-09").actions[0].state == "needs approval"
        less = with_records(approved, payment("2026-03-07", "100 EUR", "J"))
        assert one(self.rules(), less, "2026-03-09").actions[0].state == "ready"

    def test_it_expires_by_our_working_days(self) -> None:
        (action,) = one(self.rules(), unit(ITEM), "2026-03-06").actions
        state = unit(ITEM, self.asked(action, None))
        # Asked on Friday 6 March: the second working day, Tuesday 10 March, is the last.
        rules = self.rules(ApprovalRule(by="boss", expires=2))
        asked = one(rules, state, "2026-03-10")
        assert (asked.last_done, steps_of(asked), asked.actions[0].state) == ("", ["final"], "needs approval")
        short = one(rules, state, "2026-03-11")
        assert (short.last_done, short.exceptions, steps_of(short)) == ("final", ("expired: final",), ["second"])
        answered_late = replace(self.asked(action, "approved"), answered_on=day("2026-03-11"))
        assert one(rules, unit(ITEM, answered_late), "2026-03-11").last_done == "final"

    @pytest.mark.parametrize(("if_refused", "expected"), [("pass", []), ("again", ["final"])])
    def test_a_refusal_passes_the_step_or_asks_anew(
        self, if_refused: Literal["pass", "again"], expected: list[str]
    ) -> None:
        rules = self.rules(ApprovalRule(by="boss", if_refused=if_refused))
        (action,) = one(rules, unit(ITEM), "2026-03-06").actions
        decision = one(rules, unit(ITEM, self.asked(action, "refused")), "2026-03-07")
        assert steps_of(decision) == expected
        assert decision.exceptions == (() if expected else ("refused: final",))
        assert all(each.occurrence == 2 for each in decision.actions)

    def test_a_guarantee_may_leave_it_to_an_approval(self) -> None:
        for role, expected in (("boss", ["final"]), ("board", [])):
            guarantee = Guarantee(
                name="g", never=Stops(tones=("final",)), when=at_least("case.items", 1), unless_approved_by=role
            )
            rules = replace(self.rules(), organisation=replace(self.rules().organisation, guarantees=(guarantee,)))
            assert steps_of(one(rules, unit(ITEM), "2026-03-06")) == expected


class TestActions:
    """Rules 16 and 28: what an action says, and what goes with it."""

    def test_what_goes_with_a_step_does_not_end_it(self) -> None:
        final = step("final", "5 days after due", also=(work("status", set="credit hold"),))
        rules = release(playbook(replace(final, repeat=Repeat(every=7, times=1))))
        first, also = one(rules, unit(ITEM), "2026-03-06").actions
        assert (also.id, also.step) == (f"{first.id}/also1", "final/also1")
        assert (also.set, also.lines) == ("credit hold", ())
        done = self.ended(first), self.ended(also)
        again, _ = one(rules, unit(ITEM, *done), "2026-03-13").actions
        assert again.occurrence == 2
        failed = replace(self.ended(first), outcome="failed"), self.ended(also)
        assert one(rules, unit(ITEM, *failed), "2026-03-07").last_done == ""

    def ended(self, action: Action) -> Touch:
        return touch_of(action, account="A", playbook="standard", version=1)

    @pytest.mark.parametrize(
        ("listing", "expected"),
        [
            (Work(do=("email",)), ["I"]),
            (replace(work(), items=replace(work().items, which="open")), ["I", "J", "K"]),
            (replace(work(), items=replace(work().items, which="due within", days=7)), ["I", "J"]),
            (
                replace(work(), items=replace(work().items, which="condition", when=one_of("item.id", "K"))),
                ["I", "K"],
            ),
        ],
    )
    def test_what_a_message_lists(self, listing: Work, expected: list[str]) -> None:
        items: tuple[Invoice, ...] = (ITEM, invoice("J", "2026-03-13"), invoice("K", "2026-03-14"))
        decision = one(release(playbook(step("now", "5 days after due", listing))), unit(*items), "2026-03-06")
        assert [each.item for each in decision.actions[0].lines] == expected
