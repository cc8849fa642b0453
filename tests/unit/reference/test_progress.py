"""The reference on small cases worked out by hand: progress, choosing the step, moves, versions."""

import pytest

from playbook_engine.model.book import Membership
from playbook_engine.model.condition import Present, Test
from playbook_engine.model.playbook import Exhausted, Repeat
from tests.reference.ask import one, silence_of, steps_of
from tests.reference.build import (
    at_least,
    day,
    invoice,
    payment,
    playbook,
    release,
    step,
    touch,
    unit,
    with_records,
    work,
)

FIRST = step("first", "5 days after due")
SECOND = step("second", "10 days after due")
THIRD = step("third", "20 days after due")
LADDER = (FIRST, SECOND, THIRD)


class TestProgress:
    """Rules 9 and 12 to 16."""

    def test_an_item_in_anothers_final_notice_starts_at_the_first_step(self) -> None:
        first, final = step("first", "5 days after due"), step("final", "20 days after due")
        rules = release(playbook(first, final))
        items = (invoice("A1", "2026-03-01"), invoice("B1", "2026-03-20"))
        decision = one(rules, unit(*items), "2026-03-21")
        (action,) = decision.actions
        assert (action.step, decision.anchor) == ("final", "A1")
        assert [(each.item, each.step) for each in action.lines] == [("A1", "final"), ("B1", "")]
        sent = touch("2026-03-21", "final", "A1 B1")
        paid = payment("2026-03-22", "100 EUR", "A1")
        later = unit(*items, sent, paid)
        assert silence_of(one(rules, later, "2026-03-24")) == ("not yet due", "", "")
        assert steps_of(one(rules, later, "2026-03-25")) == ["first"]

    def test_a_listed_item_is_taken_to_what_its_own_dates_have_reached(self) -> None:
        items = (invoice("A1", "2026-03-01"), invoice("B1", "2026-03-10"))
        (action,) = one(release(playbook(*LADDER)), unit(*items), "2026-03-21").actions
        assert [(each.item, each.step) for each in action.lines] == [("A1", "third"), ("B1", "second")]

    def test_the_oldest_due_leads_and_the_larger_of_two(self) -> None:
        rules = release(playbook(*LADDER))
        small, large = invoice("I", "2026-03-02", "1 EUR"), invoice("J", "2026-03-02", "9 EUR")
        assert one(rules, unit(small, large), "2026-03-03").anchor == "J"
        assert one(rules, unit(small, large, invoice("K", "2026-03-01")), "2026-03-03").anchor == "K"

    def test_a_due_date_moved_by_agreement_makes_room_for_the_step_again(self) -> None:
        sent = touch("2026-03-07", "first", "I")
        rules = release(playbook(FIRST, THIRD))
        assert one(rules, unit(invoice("I", "2026-03-02"), sent), "2026-04-04").last_done == "first"
        moved = one(rules, unit(invoice("I", "2026-04-01"), sent), "2026-04-06")
        assert (moved.last_done, steps_of(moved)) == ("", ["first"])
        assert moved.actions[0].id == "acme/standard/first/I/2026-04-01/0/2"

    @pytest.mark.parametrize(("reopened", "expected"), [("continue", []), ("again", ["first"])])
    def test_after_a_reversal(self, reopened: str, expected: list[str]) -> None:
        bounced = payment("2026-03-08", "100 EUR", "I", reversed_on=day("2026-03-09"))
        state = unit(invoice("I", "2026-03-02"), touch("2026-03-07", "first", "I"), bounced)
        decision = one(release(playbook(FIRST, reopened=reopened)), state, "2026-03-10")
        assert steps_of(decision) == expected
        assert all("/1/2" in each.id for each in decision.actions)

    def test_restart_keeps_the_ladders_distances(self) -> None:
        rules = release(playbook(*LADDER, when_anchor_changes="restart"))
        item = invoice("I", "2026-03-02")
        assert steps_of(one(rules, unit(item), "2026-03-30")) == ["first"]
        # Done on 30 March, 23 days late: the second comes on 12 March + 23 days.
        late = unit(item, touch("2026-03-30", "first", "I"))
        assert silence_of(one(rules, late, "2026-04-03"))[0] == "waiting"
        assert steps_of(one(rules, late, "2026-04-04")) == ["second"]

    def test_keep_goes_on_where_the_case_was(self) -> None:
        items = (invoice("A1", "2026-03-01"), invoice("B1", "2026-03-02"))
        state = unit(*items, touch("2026-03-11", "second", "A1"), payment("2026-03-12", "100 EUR", "A1"))
        assert one(release(playbook(*LADDER)), state, "2026-03-13").last_done == ""
        kept = one(release(playbook(*LADDER, when_anchor_changes="keep")), state, "2026-03-13")
        assert (kept.last_done, kept.episode) == ("second", day("2026-03-02"))

    def test_a_renamed_step_goes_once(self) -> None:
        state = unit(invoice("I", "2026-03-02"), touch("2026-03-07", "reminder-1", "I"))
        rules = release(playbook(step("first", "5 days after due", was=("reminder-1",))))
        assert silence_of(one(rules, state, "2026-03-08"))[0] == "exhausted"


class TestChoosing:
    """Rules 17 to 23 and 26."""

    ITEM = invoice("I", "2026-03-01")

    @pytest.mark.parametrize(
        ("catch_up", "expected"),
        [("latest", ["third"]), ("next", ["first"]), ("shift", ["first"]), ("never", [])],
    )
    def test_after_downtime(self, catch_up: str, expected: list[str]) -> None:
        rules = release(playbook(*LADDER, catch_up=catch_up))
        assert steps_of(one(rules, unit(self.ITEM), "2026-03-25")) == expected

    def test_shift_moves_the_later_steps(self) -> None:
        rules = release(playbook(*LADDER, catch_up="shift"))
        # Meant for 6 March, done on 20 March: the second moves from 11 to 25 March.
        state = unit(self.ITEM, touch("2026-03-20", "first", "I"))
        assert silence_of(one(rules, state, "2026-03-24"))[0] == "waiting"
        assert steps_of(one(rules, state, "2026-03-25")) == ["second"]

    def test_two_relative_steps_are_not_reached_on_one_day(self) -> None:
        rules = release(playbook(FIRST, step("next", "5 days after previous"), step("last", "5 days after previous")))
        assert steps_of(one(rules, unit(self.ITEM), "2026-05-01")) == ["first"]
        done = unit(self.ITEM, touch("2026-05-01", "first", "I"))
        assert silence_of(one(rules, done, "2026-05-05"))[0] == "waiting"
        assert steps_of(one(rules, done, "2026-05-06")) == ["next"]

    def test_a_step_that_does_not_apply_lets_the_relative_one_count_from_its_day(self) -> None:
        large = at_least("case.balance", "5000 EUR")
        for otherwise, expected in (("skip", ["next"]), ("wait", [])):
            first = step("first", "5 days after due", when=large, otherwise=otherwise)
            rules = release(playbook(first, step("next", "5 days after previous")))
            assert silence_of(one(rules, unit(self.ITEM), "2026-03-10")) == ("condition", "", "first")
            assert steps_of(one(rules, unit(self.ITEM), "2026-03-11")) == expected

    def test_the_previous_step_goes_once_in_place_of_one_that_is_false(self) -> None:
        final = step("final", "20 days after due", when=at_least("case.balance", "5000 EUR"), otherwise="previous step")
        rules = release(playbook(FIRST, final))
        done = touch("2026-03-06", "first", "I")
        (action,) = one(rules, unit(self.ITEM, done), "2026-03-21").actions
        assert (action.step, action.in_place_of, action.occurrence) == ("first", "final", 2)
        again = touch("2026-03-21", "first", "I", in_place_of="final")
        assert silence_of(one(rules, unit(self.ITEM, done, again), "2026-03-22")) == ("condition", "", "final")

    def test_repeats_then_exhausted(self) -> None:
        final = step("final", "5 days after due", repeat=Repeat(every=14, times=1))
        agency = Exhausted(name="agency", after=10, work=work("status", set="agency"))
        rules = release(playbook(final, exhausted=(agency,)))
        once = touch("2026-03-06", "final", "I")
        assert silence_of(one(rules, unit(self.ITEM, once), "2026-03-19"))[0] == "waiting"
        assert steps_of(one(rules, unit(self.ITEM, once), "2026-03-20")) == ["final"]
        twice = unit(self.ITEM, once, touch("2026-03-20", "final", "I"))
        assert silence_of(one(rules, twice, "2026-03-29"))[0] == "exhausted"
        (action,) = one(rules, twice, "2026-03-30").actions
        assert (action.step, action.set, action.lines[0].step) == ("agency", "agency", "")
        over = with_records(twice, touch("2026-03-30", "agency", "I", kind="status"))
        assert silence_of(one(rules, over, "2026-04-20"))[0] == "exhausted"

    def test_a_repeat_waits_for_the_pay_by_of_the_last(self) -> None:
        rules = release(playbook(step("final", "5 days after due", repeat=Repeat(every=2))))
        state = unit(self.ITEM, touch("2026-03-06", "final", "I", pay_by=day("2026-03-16")))
        assert silence_of(one(rules, state, "2026-03-17"))[0] == "waiting"
        assert steps_of(one(rules, state, "2026-03-18")) == ["final"]

    def test_evaluated_twice_a_day_nothing_more_goes(self) -> None:
        rules = release(playbook(*LADDER, catch_up="next"))
        done = unit(self.ITEM, touch("2026-03-25", "first", "I"))
        assert silence_of(one(rules, done, "2026-03-25"))[0] == "waiting"
        assert steps_of(one(rules, done, "2026-03-26")) == ["second"]

    def test_the_stage_is_blind_to_what_was_done(self) -> None:
        rules = release(playbook(*LADDER, catch_up="next"))
        decision = one(rules, unit(self.ITEM, touch("2026-03-20", "first", "I")), "2026-03-25")
        assert (decision.stage, decision.last_done) == ("third", "first")
        assert decision.last_done_on == day("2026-03-20")

    def test_one_rule_for_each_item_before_it_is_due(self) -> None:
        courtesy = step("courtesy", "7 days before due", each_item=True)
        rules = release(playbook(FIRST, alongside=(courtesy,)))
        items = (invoice("I", "2026-03-10"), invoice("J", "2026-03-17"))
        (action,) = one(rules, unit(*items), "2026-03-03").actions
        assert (action.anchor, [each.item for each in action.lines]) == ("I", ["I"])
        seen = touch("2026-03-03", "courtesy", "I")
        assert one(rules, unit(*items, seen), "2026-03-09").actions == ()
        (action,) = one(rules, unit(*items, seen), "2026-03-10").actions
        assert action.anchor == "J"

    def test_a_heads_up_before_a_step(self) -> None:
        heads_up = step("heads-up", "2 days before step third", work("notify"))
        rules = release(playbook(*LADDER, alongside=(heads_up,)))
        assert steps_of(one(rules, unit(self.ITEM), "2026-03-19")) == ["second", "heads-up"]
        assert steps_of(one(rules, unit(self.ITEM), "2026-03-21")) == ["third"]


class TestMoves:
    """Rules 34 and 35."""

    HEARD = touch("2026-03-20", "warn", "I", playbook="other", tone="polite")
    ENTERED = Membership(id="M", account="A", item="I", playbook="standard", version=1, since=day("2026-03-21"))

    def test_what_is_not_stiffer_than_the_last_contact_is_passed(self) -> None:
        tones = ("polite", "firm", "final")
        ladder = [
            step(tone, f"{days} days after due", work(tone=tone)) for tone, days in zip(tones, (5, 10, 30), strict=True)
        ]
        rules = release(playbook(*ladder, catch_up="next"))
        item = invoice("I", "2026-03-01")
        assert steps_of(one(rules, unit(item, self.ENTERED), "2026-03-21")) == ["polite"]
        assert steps_of(one(rules, unit(item, self.ENTERED, self.HEARD), "2026-03-21")) == ["firm"]

    def test_a_case_under_way_keeps_its_version(self) -> None:
        old = playbook(FIRST, step("old", "6 days after due"))
        new = playbook(FIRST, step("new", "6 days after due"), version=2)
        state = unit(invoice("I", "2026-03-01"), touch("2026-03-06", "first", "I", version=1))
        kept = one(release(new, older=(old,)), state, "2026-03-07")
        assert (steps_of(kept), kept.version) == (["old"], 1)
        moved = playbook(FIRST, step("new", "6 days after due"), version=2, in_flight="move")
        assert steps_of(one(release(moved, older=(old,)), state, "2026-03-07")) == ["new"]

    def test_out_of_effect_a_playbook_takes_nothing_new(self) -> None:
        rules = release(playbook(FIRST, effective_until="2026-03-10"), playbook(FIRST, name="rest"))
        item = invoice("I", "2026-03-01")
        assert one(rules, unit(item), "2026-03-10").playbook == "standard"
        assert one(rules, unit(item), "2026-03-11").playbook == "rest"
        old = Membership(id="M", account="A", item="I", playbook="standard", version=1, since=day("2026-03-02"))
        assert one(rules, unit(item, old), "2026-03-11").playbook == "standard"

    def test_until_paid_an_item_stays(self) -> None:
        vip = Test("account.tier", Present())
        rules = release(playbook(FIRST, when=vip, stays="until paid"), playbook(FIRST, name="rest"))
        item = invoice("I", "2026-03-01")
        assert one(rules, unit(item), "2026-03-21").playbook == "rest"
        assert one(rules, unit(item, self.ENTERED), "2026-03-21").playbook == "standard"
