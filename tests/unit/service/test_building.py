"""Releases that keep the versions which cases under way still follow."""

import datetime as dt

import msgspec

from playbook_engine.model.book import Touch
from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import ClosedDays, Template
from playbook_engine.service.building import built
from tests.unit.service.sets import book, playbook, release


def version(number: int, **more: object) -> Playbook:
    return playbook("standard", number, **more)


def touch(number: int) -> Touch:
    return Touch(
        id=f"t{number}", account="ACME", on=dt.date(2026, 3, 5), kind="email", playbook="standard", version=number
    )


def test_without_an_earlier_release_nothing_is_kept() -> None:
    made = built(release())
    assert made.release == release()
    assert made.kept == ()
    assert made.fingerprint == fingerprint(release())


def test_replaced_versions_are_kept_behind_the_current_ones() -> None:
    second = built(release(version(4)), release(version(3))).release
    third = built(release(version(5)), second)
    assert [(each.name, each.version) for each in third.release.playbooks] == [
        ("standard", 5),
        ("standard", 4),
        ("standard", 3),
    ]
    assert third.release.current == 1
    assert third.kept == ("standard@4", "standard@3")


def test_with_a_book_only_versions_that_cases_follow_are_kept() -> None:
    previous = built(release(version(4)), release(version(3))).release
    assert built(release(version(5)), previous, book(touches=(touch(3),))).kept == ("standard@3",)
    assert built(release(version(5)), previous, book()).kept == ()


def test_cases_that_move_to_the_new_version_keep_no_older_one() -> None:
    assert built(release(version(4, in_flight="move")), release(version(3))).kept == ()


def test_a_playbook_that_is_gone_keeps_no_version() -> None:
    assert built(release(), release(version(2), playbook("gone"))).kept == ("standard@2",)


def test_templates_and_closed_days_of_kept_versions_come_along_and_newer_ones_win() -> None:
    old_text = Template(name="old", language="en", subject="s", body="b")
    changed = Template(name="notice", language="en", subject="old", body="old")
    germany = ClosedDays(region="DE", days=(dt.date(2026, 1, 1),))
    previous = msgspec.structs.replace(release(version(3)), templates=(changed, old_text), closed_days=(germany,))
    made = built(release(version(4)), previous).release
    assert made.templates == (*release().templates, old_text)
    assert made.closed_days == (germany,)
