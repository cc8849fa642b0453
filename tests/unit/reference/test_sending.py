"""The reference on small cases worked out by hand: holds, order of stages, limits, messages, calendars, approvals."""

import datetime as dt
from typing import Literal

import pytest
from msgspec.structs import replace

from playbook_engine.model.book import Account, Approval, Freshness, Invoice, ManualHold, Setting, Touch, Unit
from playbook_engine.model.condition import InDays, Interval, Test
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.money import Money
from playbook_engine.model.organisation import Role
from playbook_engine.model.playbook import (
    CONTACT_KINDS,
    ApprovalRule,
    Calendar,
    Guarantee,
    Hold,
    Limit,
    Repeat,
    Stops,
    Work,
)
from playbook_engine.model.release import Release
from tests.reference.build import (
    WEEKDAYS,
    at_least,
    contact,
    day,
    dispute,
    invoice,
    one_of,
    payment,
    playbook,
    promise,
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
NOTHING_SET = Setting()


def one(release: Release, unit: Unit, on: str | dt.datetime, setting: Setting = NOTHING_SET) -> Decision:
    """The only decision."""
    (decision,) = decide(release, setting, unit, day(on) if isinstance(on, str) else on)
    return decision


def steps_of(decision: Decision) -> list[str]:
    return [each.step for each in decision.actions]


def silence_of(decision: Decision) -> tuple[str, str, str]:
    assert decision.silence is not None
    return decision.silence.reason, decision.silence.by, decision.silence.step


def held(when: str, covers: Literal["item", "case", "amount"], name: str = "stop", **more: object) -> Hold:
    fact = {"promise": one_of("item.promise", "open"), "dispute": one_of("item.disputed", "yes")}[when]
    return replace(Hold(name=name, when=fact, covers=covers), **more)


class TestHolds:
    """Rules 24 and 25."""

    @pytest.mark.parametrize(
        ("on", "reason"),
        [("2026-03-11", "held"), ("2026-03-12", "held"), ("2026-03-13", "")],
    )
    def test_a_promise_is_open_through_its_date_and_grace(self, on: str, reason: str) -> None:
        rules = release(playbook(FIRST, holds=(held("promise", "item", grace=2),)))
        state = unit(ITEM, promise("2026-03-02", "2026-03-10", "I", "100 EUR"))
        decision = one(rules, state, on)
        assert (decision.silence.reason if decision.silence else "") == reason
        assert decision.held is (reason == "held")

    def test_a_kept_promise_holds_nothing(self) -> None:
        rules = release(playbook(FIRST, holds=(held("promise", "item"),)))
        state = unit(ITEM, promise("2026-03-02", "2026-03-20", "I", "40 EUR"))
        assert silence_of(one(rules, state, "2026-03-06")) == ("held", "stop", "")
        part = payment("2026-03-05", "40 EUR", "I")
        assert one(rules, with_records(state, part), "2026-03-06").actions[0].totals == (Money(6000, "EUR"),)

    def test_only_the_disputed_amount_is_left_out(self) -> None:
        rules = release(playbook(FIRST, holds=(held("dispute", "amount"),)))
        part = one(rules, unit(ITEM, dispute("2026-03-02", "I", "30 EUR")), "2026-03-06")
        assert (part.actions[0].totals, part.held_out) == ((Money(7000, "EUR"),), ())
        for amount in ("", "100 EUR"):
            whole = one(rules, unit(ITEM, dispute("2026-03-02", "I", amount)), "2026-03-06")
            assert (silence_of(whole), whole.held_out) == (("held", "stop", ""), ("I",))

    def test_an_amount_without_item_is_laid_over_the_oldest(self) -> None:
        rules = release(playbook(FIRST, holds=(held("dispute", "amount"),)))
        state = unit(ITEM, invoice("J", "2026-03-02"), dispute("2026-03-02", None, "130 EUR"))
        decision = one(rules, state, "2026-03-07")
        assert (decision.held_out, decision.anchor) == (("I",), "J")
        assert decision.actions[0].totals == (Money(7000, "EUR"),)

    def test_a_held_item_gives_way_to_the_next(self) -> None:
        by_hand = ManualHold(id="H", account="A", set_on=day("2026-03-02"), item="I", until=day("2026-03-20"))
        state = unit(ITEM, invoice("J", "2026-03-14"), by_hand)
        decision = one(release(playbook(FIRST, SECOND)), state, "2026-03-20")
        assert (decision.anchor, [each.item for each in decision.actions[0].lines]) == ("J", ["J"])
        assert one(release(playbook(FIRST, SECOND)), state, "2026-03-21").anchor == "I"
        alone = one(release(playbook(FIRST)), unit(ITEM, by_hand), "2026-03-20")
        assert (silence_of(alone), alone.stage, alone.held) == (("held", "manual", ""), "first", True)

    def test_a_stopped_clock_moves_the_steps(self) -> None:
        rules = release(playbook(FIRST, SECOND, holds=(held("dispute", "item", clock="stops"),)))
        # In dispute on 5, 6, 7, 8 and 9 March.
        over = dispute("2026-03-05", "I", resolved="2026-03-10")
        assert silence_of(one(rules, unit(ITEM, over), "2026-03-10"))[0] == "not yet due"
        assert steps_of(one(rules, unit(ITEM, over), "2026-03-11")) == ["first"]
        done = touch("2026-03-11", "first", "I")
        assert steps_of(one(rules, unit(ITEM, over, done), "2026-03-16")) == ["second"]

    def test_instead_of_a_stiff_step_near_renewal(self) -> None:
        near = Test("account.renewal_date", InDays(Interval(low=0, high=30)))
        task = work("task", assign="owner", title="Overdue close to renewal")
        hold = Hold(name="renewal", when=near, covers="case", stops=Stops(tones=("firm",)), instead=task)
        firm = step("firm", "10 days after due", work(tone="firm"))
        rules = release(playbook(FIRST, firm, holds=(hold,)), roles=(Role(name="owner", field="owner"),))
        account = Account(id="A", owner="Kim", renewal_date=day("2026-04-01"))
        assert steps_of(one(rules, unit(account, ITEM), "2026-03-06")) == ["first"]
        decision = one(rules, unit(account, ITEM), "2026-03-11")
        assert silence_of(decision) == ("held", "renewal", "firm")
        (action,) = decision.actions
        assert action.id == "acme/standard/hold-renewal/I/2026-03-01/0/1/firm"
        assert (action.assign, action.in_place_of, action.lines[0].step) == ("Kim", "firm", "")
        done = touch("2026-03-11", "hold-renewal", "I", in_place_of="firm", kind="task")
        assert one(rules, unit(account, ITEM, done), "2026-03-12").actions == ()

    def test_internal_rules_alongside_see_what_is_held(self) -> None:
        rules = release(
            playbook(
                FIRST,
                alongside=(step("look", does=work("task")), step("write")),
                holds=(held("dispute", "item"),),
            )
        )
        decision = one(rules, unit(ITEM, dispute("2026-03-02", "I")), "2026-03-06")
        assert (silence_of(decision)[0], steps_of(decision)) == ("held", ["look"])
        assert [each.item for each in decision.actions[0].lines] == ["I"]


class TestOrder:
    """Rules 21 and 27."""

    def test_stale_data_stops_everything(self) -> None:
        rules = release(playbook(FIRST, alongside=(step("look", does=work("task")),)), freshness=(("erp", 2),))
        fresh = Setting(freshness=(Freshness(id="erp", on=day("2026-03-07")),))
        assert steps_of(one(rules, unit(ITEM), "2026-03-09", fresh)) == ["first", "look"]
        stale = one(rules, unit(ITEM), "2026-03-10", fresh)
        assert (silence_of(stale), stale.actions, stale.stage) == (("stale data", "erp", ""), (), "first")

    def test_nobody_left_to_reach(self) -> None:
        rules = release(playbook(step("first", "5 days after due", work("letter", "email"))))
        failed = touch("2026-03-06", "first", "I", outcome="failed")
        people = (contact("c1"), contact("c2", postal_address="Street 1", opted_out=("letter",)))
        (action,) = one(rules, unit(ITEM, *people), "2026-03-06").actions
        assert (action.kind, action.recipients, action.addresses) == ("email", ("c1",), ("c1@example.com",))
        (action,) = one(rules, unit(ITEM, *people, failed), "2026-03-07").actions
        assert (action.recipients, action.occurrence) == (("c2",), 2)
        other = touch("2026-03-07", "first", "I", outcome="failed", recipients=("c2",))
        decision = one(rules, unit(ITEM, *people, failed, other), "2026-03-08")
        assert (silence_of(decision), decision.exceptions) == (("no contact", "", "first"), ("no contact",))

    def test_a_guarantee_on_any_contact_thinks_of_the_letter(self) -> None:
        guarantee = Guarantee(
            name="gentle",
            never=Stops(kinds=CONTACT_KINDS, tones=("final",)),
            when=one_of("account.tier", "vip"),
        )
        rules = release(playbook(step("final", does=work("letter", tone="final"))), guarantees=(guarantee,))
        vip = Account(id="A", tier="vip", postal_address="Street 1")
        decision = one(rules, unit(vip, ITEM), "2026-03-06")
        assert silence_of(decision) == ("guarantee", "gentle", "final")
        assert (decision.alarms, decision.exceptions) == (("gentle",), ("guarantee",))
        assert steps_of(one(rules, unit(replace(vip, tier="basic"), ITEM), "2026-03-06")) == ["final"]

    def test_nobody_is_chased_and_why(self) -> None:
        decision = one(release(playbook(chase=False, because="leased")), unit(ITEM), "2026-03-06")
        assert decision.silence is not None
        assert (decision.silence.reason, decision.silence.because) == ("not chased", "leased")
        assert (decision.anchor, decision.items, decision.stage) == ("I", ("I",), "")


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
        assert (also.id, also.set, also.lines) == (f"{first.id}/also1", "credit hold", ())
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
