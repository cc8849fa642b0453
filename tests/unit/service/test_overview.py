"""A day's decisions sorted for a reader."""

import datetime as dt

import msgspec

from playbook_engine.model.book import Account, Book, Touch
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import ApprovalRule
from playbook_engine.model.release import Release
from playbook_engine.model.units import make_book, records_of
from playbook_engine.service.deciding import decide_book
from playbook_engine.service.overview import Overview, overview_of
from tests.unit.service.sets import book, playbook, release, step

FIRST = dt.date(2026, 3, 5)


def seen(chosen: Release, known: Book, day: dt.date = FIRST) -> Overview:
    return overview_of(chosen, known, decide_book(chosen, known, day).decisions)


def test_what_goes_out_is_grouped_from_the_softest_tone_on() -> None:
    done = Touch(
        id="t", account="BETA", on=FIRST, kind="email", playbook="standard", version=3, step="first", anchor="BETA-1"
    )
    two = release(playbook("standard", 3, step("first", 3, "polite"), step("second", 4, "friendly")))
    view = seen(release(), book())
    assert [(each.kind, each.tone, each.messages, len(each.planned)) for each in view.going] == [
        ("email", "polite", 2, 2)
    ]
    assert view.going[0].totals == (Money(200_000, "EUR"),)
    later = seen(two, book(touches=(done,)), dt.date(2026, 3, 6))
    assert [each.tone for each in later.going] == ["friendly"]
    assert (view.actions, view.messages, view.units, view.cases) == (2, 2, 2, 2)
    assert view.totals == (Money(200_000, "EUR"),)


def test_what_needs_approval_stands_apart() -> None:
    asked = msgspec.structs.replace(step("first", 3), approval=ApprovalRule(by="relationship owner"))
    view = seen(release(playbook("standard", 3, asked)), book())
    assert view.going == ()
    assert [each.action.approval_by for each in view.asking[0].planned] == ["relationship owner"] * 2
    assert (view.actions, view.messages) == (0, 0)


def test_the_silent_are_counted_by_reason_with_the_first_day_of_change() -> None:
    view = seen(release(), book(), dt.date(2026, 3, 4))
    assert [(each.reason, each.cases, each.changes_on) for each in view.quiet] == [("not yet due", 2, FIRST)]
    assert view.quiet[0].totals == (Money(200_000, "EUR"),)


def test_a_case_nobody_can_be_reached_for_needs_a_person() -> None:
    known = book("ACME")
    nobody = make_book(
        [Account(id="ACME", name="Acme"), *(each for each in records_of(known.units[0]) if each.id != "ACME-C")]
    )
    view = seen(release(), nobody)
    assert [(each.account, each.name, each.what) for each in view.exceptions] == [("ACME", "Acme", "no contact")]
    assert view.exceptions[0].totals == (Money(100_000, "EUR"),)
