"""The parts of a back-test: when things were learnt, what was done, and how both sides are counted."""

import datetime as dt

import msgspec

from playbook_engine.model.book import (
    Account,
    Allocation,
    Approval,
    Credit,
    Dispute,
    Entity,
    Freshness,
    Invoice,
    Item,
    Membership,
    Payment,
    Setting,
    Touch,
    TouchedItem,
    Unit,
)
from playbook_engine.model.money import Money, Rate
from playbook_engine.simulation.backtesting import before
from playbook_engine.simulation.balances import courses_of
from playbook_engine.simulation.learning import SettingByDay, days_learnt
from playbook_engine.simulation.touched import acts_done
from playbook_engine.simulation.would_did import Row, in_months, in_weeks, renamed_in, would_and_did
from tests.unit.simulation.small import LADDER, release, standard

ACME = Account(id="ACME", tier="strategic", owner="Ann")
TONES = ("friendly", "polite", "firm", "final")


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


def unit(**records: object) -> Unit:
    return Unit(id="ACME", accounts=(ACME,), **records)  # type: ignore[arg-type]


def invoice(**more: object) -> Invoice:
    about = {"id": "A", "issued_on": march(1), "items": (Item(id="A", due_on=march(10), amount=100_00),), **more}
    return Invoice(account="ACME", currency="EUR", **about)  # type: ignore[arg-type]


def payment(day: int, minor: int, **more: object) -> Payment:
    parts = (Allocation(item="A", amount=minor),)
    return Payment(
        id=f"P{day}", account="ACME", on=march(day), amount=Money(minor, "EUR"), allocations=parts,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def touch(name: str, day: int, **more: object) -> Touch:
    about = {"kind": "email", "tone": "polite", "playbook": "standard", "step": "first", "anchor": "A", **more}
    return Touch(id=name, account="ACME", on=march(day), **about)  # type: ignore[arg-type]


def asked(name: str, day: int, **more: object) -> Approval:
    about = {"playbook": "standard", "step": "final", "anchor": "A", **more}
    return Approval(id=name, account="ACME", asked_on=march(day), **about)  # type: ignore[arg-type]


class TestDaysLearnt:
    def test_a_record_is_learnt_on_its_own_day_and_on_the_day_of_its_end(self) -> None:
        found = unit(
            invoices=(invoice(),),
            payments=(payment(12, 100_00, reversed_on=march(20)),),
            disputes=(Dispute(id="D", account="ACME", opened_on=march(3), resolved_on=march(7)),),
        )
        assert days_learnt(found, "UTC") == [march(day) for day in (1, 3, 7, 12, 20)]

    def test_what_says_when_it_was_learnt_is_learnt_then_in_the_account_s_zone(self) -> None:
        late = unit(payments=(payment(12, 100_00, known_at=at(16, 23)),))
        assert days_learnt(late, "UTC") == [march(16)]
        assert days_learnt(late, "Europe/Berlin") == [march(17)]
        berlin = msgspec.structs.replace(
            late, accounts=(msgspec.structs.replace(ACME, time_zone="Europe/Berlin", known_at=at(2, 23)),)
        )
        assert days_learnt(berlin, "UTC") == [march(3), march(17)]


class TestSettingByDay:
    def test_it_is_known_as_it_was(self) -> None:
        setting = Setting(
            rates=(Rate(march(1), "USD", "EUR", "0.9"), Rate(march(5), "USD", "EUR", "0.8")),
            freshness=(Freshness(id="erp", on=march(4)),),
            entities=(Entity(id="E", known_at=at(6, 9)),),
        )
        by_day = SettingByDay(setting, "UTC")
        assert by_day.days == [march(day) for day in (1, 4, 5, 6)]
        counts = [
            (len(then.rates), len(then.freshness), len(then.entities))
            for then in map(by_day.on, map(march, (1, 4, 5, 6)))
        ]
        assert counts == [(1, 0, 0), (1, 1, 0), (2, 1, 0), (2, 1, 1)]
        assert by_day.on(march(7)) is by_day.on(march(30)), "made once"

    def test_what_is_said_of_all_days_takes_the_place_of_what_is_recorded(self) -> None:
        fresh = (Freshness(id="crm", on=march(31)),)
        by_day = SettingByDay(Setting(freshness=(Freshness(id="erp", on=march(4)),)), "UTC", fresh)
        assert by_day.days == []
        assert by_day.on(march(1)).freshness == fresh


class TestBefore:
    def test_what_we_did_since_is_left_out_and_what_we_did_before_is_known_at_once(self) -> None:
        found = before(
            unit(
                touches=(touch("old", 9, known_at=at(30, 9)), touch("new", 10)),
                memberships=tuple(
                    Membership(id=f"M{day}", account="ACME", item="A", playbook="standard", version=1, since=march(day))
                    for day in (9, 10)
                ),
                approvals=(
                    asked("answered", 2, answer="approved", answered_on=march(9)),
                    asked("open", 9, answer="refused", answered_on=march(10)),
                    asked("later", 10),
                ),
                payments=(payment(12, 100_00),),
            ),
            march(10),
        )
        assert found.touches == (touch("old", 9),)
        assert [each.id for each in found.memberships] == ["M9"]
        assert [(each.id, each.answer) for each in found.approvals] == [("answered", "approved"), ("open", None)]
        assert len(found.payments) == 1


class TestBalances:
    def test_what_is_open_falls_with_payments_and_credits_and_rises_with_a_reversal(self) -> None:
        credit = Credit(
            id="C", account="ACME", on=march(14), amount=Money(30_00, "EUR"),
            allocations=(Allocation(item="A", amount=30_00),),
        )  # fmt: skip
        (course,) = courses_of(
            unit(invoices=(invoice(),), payments=(payment(12, 70_00, reversed_on=march(16)),), credits=(credit,))
        )
        balances = [course.balance(day) for day in (dt.date(2026, 2, 28), *map(march, (1, 11, 12, 14, 16)))]
        assert balances == [0, 100_00, 100_00, 30_00, 0, 70_00]
        assert course.closed_on is None

    def test_it_is_closed_by_the_last_move_or_from_its_issue(self) -> None:
        (paid,) = courses_of(unit(invoices=(invoice(),), payments=(payment(12, 70_00), payment(20, 40_00))))
        assert (paid.closed_on, paid.balance(march(20))) == (march(20), 0)
        (settled,) = courses_of(unit(invoices=(invoice(items=(Item(id="A", due_on=march(9), amount=5, settled=5),)),)))
        assert settled.closed_on == march(1)

    def test_what_is_not_to_be_paid_is_left_out(self) -> None:
        assert courses_of(unit(invoices=(invoice(state="void"),))) == []


class TestActsDone:
    def test_what_was_done_in_the_span_is_told_with_what_was_open_of_it(self) -> None:
        listed = (TouchedItem("A", "first"), TouchedItem("GONE"))
        found = unit(
            invoices=(invoice(),),
            payments=(payment(12, 70_00),),
            touches=(
                touch("b", 13, items=listed),
                touch("a", 13, outcome="unknown", kind="call"),
                touch("early", 9), touch("late", 21), touch("failed", 14, outcome="failed"),
                touch("odd", 14, kind="fax"),
            ),
        )  # fmt: skip
        acts = list(acts_done(found, march(10), march(20)))
        assert [each.action.id for each in acts] == ["a", "b"]
        assert acts[1].action.totals == (Money(30_00, "EUR"),)
        assert [(line.item, line.step) for line in acts[1].action.lines] == [("A", "first")]
        assert (acts[1].tier, acts[1].owner, acts[1].currency) == ("strategic", "Ann", "EUR")


class TestWouldAndDid:
    def test_the_same_work_is_found_on_both_sides_and_each_row_is_counted(self) -> None:
        done = unit(
            invoices=(invoice(),),
            touches=(
                touch("1", 13, step="first", items=(TouchedItem("A"),)),
                touch("2", 20, step="second", tone="firm", items=(TouchedItem("A"),)),
                touch("3", 21, step="", kind="call"),
            ),
        )
        would = unit(
            invoices=(invoice(),),
            touches=(
                touch("x", 12, step="first", items=(TouchedItem("A"),)),
                touch("y", 20, step="second", items=(TouchedItem("A"),)),
                touch("z", 22, step="final", tone="final", message="y"),
            ),
        )
        first, last = march(1), march(31)
        found = would_and_did(acts_done(would, first, last), acts_done(done, first, last), TONES, {})
        assert (found.would, found.did, found.messages_would, found.messages_did) == (3, 3, 2, 3)
        assert (found.earlier, found.same_day, found.later) == (1, 1, 0)
        assert (found.other_tone, found.only_would, found.only_did) == (1, 1, 1)
        assert [(each.name[0], each.would, each.did, each.both) for each in found.by_tone] == [
            ("polite", 2, 2, 1), ("firm", 0, 1, 0), ("final", 1, 0, 0),
        ]  # fmt: skip
        assert [(each.name, each.would, each.did, each.both) for each in found.by_step] == [
            (("standard", ""), 0, 1, 0), (("standard", "final"), 1, 0, 0),
            (("standard", "first"), 1, 1, 1), (("standard", "second"), 1, 1, 1),
        ]  # fmt: skip

    def test_a_step_that_was_called_otherwise_is_the_same_step(self) -> None:
        renamed = msgspec.structs.replace(LADDER[1], was=("reminder", "first"))
        names = renamed_in(release(standard(cadence=(LADDER[0], renamed))))
        assert names == {("standard", "reminder"): "second"}, "`first` is in use"
        done = unit(invoices=(invoice(),), touches=(touch("1", 13, step="reminder"),))
        would = unit(invoices=(invoice(),), touches=(touch("1", 13, step="second"),))
        sides = [list(acts_done(each, march(1), march(31))) for each in (would, done)]
        assert would_and_did(sides[0], sides[1], TONES, names).same_day == 1
        assert would_and_did(sides[0], sides[1], TONES, {}).same_day == 0

    def test_days_are_gathered_by_week_and_by_month(self) -> None:
        days = [
            Row(name=(day,), would=1, did=2, both=1) for day in ("2026-02-28", "2026-03-01", "2026-03-02", "2026-03-08")
        ]
        assert [(each.name[0], each.would, each.did, each.both) for each in in_weeks(days)] == [
            ("2026-02-23", 2, 4, 2), ("2026-03-02", 2, 4, 2),
        ]  # fmt: skip
        assert [(each.name[0], each.did) for each in in_months(days)] == [("2026-02", 2), ("2026-03", 6)]
