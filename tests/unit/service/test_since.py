"""A set against an earlier state of it: what must not have changed under an unchanged version."""

import datetime as dt

import msgspec
import pytest

from playbook_engine.model.book import Membership
from playbook_engine.model.condition import InRange, Interval, OneOf, Test
from playbook_engine.model.facts import Fact
from playbook_engine.model.organisation import Arithmetic, Derived, Organisation, Table
from playbook_engine.model.playbook import Choice, Playbook
from playbook_engine.model.release import Release
from playbook_engine.service.meaning import fingerprints, meaning_of
from playbook_engine.service.since import compared
from tests.unit.service.sets import book, playbook, release, step

FILES = {
    "standard.yaml": b"# our rules\nplaybook: standard\nversion:   3  # raised in March\n",
    "organisation.yaml": b"",
}


def codes(old: Release, new: Release) -> list[str]:
    return [each.code for each in compared(old, new, FILES)]


def test_the_same_meaning_under_the_same_version_is_fine() -> None:
    worded = msgspec.structs.replace(playbook(), title="Another title", owner="somebody else")
    assert codes(release(), release()) == []
    assert codes(release(), release(worded)) == []


def test_a_changed_meaning_under_the_same_version_is_refused_at_the_version() -> None:
    (found,) = compared(release(), release(playbook("standard", 3, step("first", 5))), FILES)
    assert found.code == "PB290"
    assert str(found.place) == "standard.yaml:3:12"
    assert found.place.end_column == 13
    assert "`version: 4`" in found.help


def test_a_changed_meaning_under_a_raised_version_is_fine() -> None:
    assert codes(release(), release(playbook("standard", 4, step("first", 5)))) == []


def test_a_lowered_version_is_refused() -> None:
    (found,) = compared(release(), release(playbook("standard", 2)), FILES)
    assert found.code == "PB291"
    assert "had 3 before" in found.message


def test_a_playbook_that_is_gone_is_a_warning_and_with_cases_an_error() -> None:
    old, new = release(playbook(), playbook("gone")), release()
    (found,) = compared(old, new, FILES)
    assert (found.code, found.severity) == ("PB293", "warning")
    joined = Membership(id="m", account="ACME", item="ACME-1", playbook="gone", version=3, since=dt.date(2026, 1, 1))
    left = Membership(id="n", account="ACME", item="ACME-1", playbook="standard", version=3, since=dt.date(2026, 2, 1))
    assert list(compared(old, new, FILES, book())) == []
    assert list(compared(old, new, FILES, book(memberships=(joined, left)))) == []
    (found,) = compared(old, new, FILES, book(memberships=(joined,)))
    assert (found.code, found.severity) == ("PB292", "error")
    assert found.message.endswith(": 1")


def test_a_new_playbook_is_fine() -> None:
    assert codes(release(), release(playbook(), playbook("other", 1))) == []


def with_organisation(table_value: str = "firm", share_of: str = "account.open_balance") -> Release:
    """A release whose playbook takes its tone from a table that reads a derived fact."""
    derived = Derived(
        fact=Fact(name="account.overdue_part", kind="percent", sentence="overdue part"),
        by=Arithmetic(operation="share", facts=("account.overdue_balance", share_of)),
    )
    risky = Test(fact="account.overdue_part", predicate=InRange(Interval(low="1/2")), text="at least 50%")
    table = Table(name="tones", rows=((risky, table_value),), otherwise="polite")
    unread = Table(name="unread", rows=((risky, "x"),))
    organisation = Organisation(name="Example", base_currency="EUR", tables=(table, unread), derived=(derived,))
    first = step("first", 3)
    toned = msgspec.structs.replace(first, work=msgspec.structs.replace(first.work, tone=Choice(table="tones")))
    return release(playbook("standard", 3, toned), organisation=organisation)


@pytest.mark.parametrize("changed", [{"table_value": "final"}, {"share_of": "account.credit_limit"}])
def test_what_a_playbook_reads_of_the_organisation_is_part_of_its_meaning(changed: dict[str, str]) -> None:
    assert codes(with_organisation(), with_organisation(**changed)) == ["PB290"]


def test_what_it_does_not_read_is_not() -> None:
    old = with_organisation()
    fewer = msgspec.structs.replace(old.organisation, tables=old.organisation.tables[:1], name="Renamed")
    assert codes(old, msgspec.structs.replace(old, organisation=fewer)) == []


def test_the_author_s_phrase_is_no_meaning() -> None:
    def tier(text: str) -> Playbook:
        return playbook(when=Test(fact="account.tier", predicate=OneOf(("strategic",)), text=text))

    old, new = release(tier("strategic")), release(tier("[strategic]"))
    assert meaning_of(old, old.playbooks[0]) == meaning_of(new, new.playbooks[0])
    assert fingerprints(old) == fingerprints(new)
    assert list(fingerprints(old)) == ["standard@3"]
