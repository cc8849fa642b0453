"""The reference on small cases worked out by hand: holds, and the order of what stops an action."""

from typing import Literal

import pytest
from msgspec.structs import replace

from playbook_engine.model.book import Account, Freshness, ManualHold, Setting
from playbook_engine.model.condition import InDays, Interval, Test
from playbook_engine.model.money import Money
from playbook_engine.model.organisation import Role
from playbook_engine.model.playbook import (
    CONTACT_KINDS,
    Guarantee,
    Hold,
    Stops,
)
from tests.reference.ask import one, silence_of, steps_of
from tests.reference.build import (
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
    unit,
    with_records,
    work,
)

ITEM = invoice("I", "2026-03-01")
FIRST = step("first", "5 days after due")
SECOND = step("second", "10 days after due")


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
