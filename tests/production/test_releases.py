"""Releases: checked when they come, approved by a second person, followed from an instant on, by all or a share."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from playbook_engine.service.production.caller import Caller, Conflict, Forbidden, NotFound, Role
from playbook_engine.service.production.releases import WHOLE, effective, evaluator
from playbook_engine.service.production.releases_activating import Activation, activate, all_activations, end
from playbook_engine.service.production.releases_checking import NotSound, Upload
from playbook_engine.service.production.releases_publishing import (
    all_releases,
    approve,
    publish,
    show_release,
)
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.service.wrong_use import Unusable
from playbook_engine.store.database import Database
from playbook_engine.store.tables import AUDIT, ORGANISATIONS, RELEASES, UNITS

pytestmark = pytest.mark.anyio

NOON = dt.datetime(2026, 3, 16, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)

ORGANISATION = """\
organisation: acme
base_currency: EUR
time_zone: Europe/Berlin
playbooks: [standard]
roles: {collector: account.collector}
"""
STANDARD = """\
playbook: standard
version: {version}
in_flight: {in_flight}
follow: account
cadence:
  - {{step: call, at: {days} days after due, do: task, title: Call, assign: collector}}
"""
TEST = """\
given:
  account: {tier: standard, collector: Ann}
  invoices: {INV-1: {issued: 2026-02-01, due: 2026-03-02, amount: 100 EUR}}

tests:
  - test: a call comes when it is due
    timeline:
      - {on: %s, expect: {step: call, do: task}}
"""


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> dt.datetime:
        return self.at


def caller(subject: str, *roles: Role, organisation: str = "acme") -> Caller:
    return Caller(organisation=organisation, subject=subject, roles=roles)


ANN = caller("ann", "author", "approver")
BEN = caller("ben", "approver")


def folder(version: int = 1, days: int = 5, in_flight: str = "keep", on: str = "") -> Upload:
    files = {
        "organisation.yaml": ORGANISATION,
        "standard.yaml": STANDARD.format(version=version, days=days, in_flight=in_flight),
    }
    if on:
        files["tests/standard.yaml"] = TEST % on
    return Upload(files={path: text.encode() for path, text in files.items()}, title=f"version {version}")


@pytest.fixture
async def runtime(database_url: str) -> AsyncIterator[Runtime]:
    database = Database(database_url)
    made = Runtime(database, Hand(), Settings(database_url=database_url))
    for name in ("acme", "other"):
        async with database.work(name, NOON) as work:
            await work.connection.execute(
                insert(ORGANISATIONS).values(organisation=name, name=name, created_at=NOON, allow_self_approval=False)
            )
    yield made
    await database.close()


def clock(runtime: Runtime) -> Hand:
    assert isinstance(runtime.clock, Hand)
    return runtime.clock


async def approved(runtime: Runtime, upload: Upload) -> int:
    number = (await publish(runtime, ANN, upload)).release.number
    await approve(runtime, BEN, number)
    return number


async def followed(runtime: Runtime, unit: str = "A", at: dt.datetime | None = None) -> int | None:
    async with runtime.work(BEN, "read") as work:
        return (await effective(work, at or runtime.now())).release_for(unit)


class TestPublishing:
    """What comes in is checked, and stays as it was."""

    async def test_a_release_is_stored_whole_with_both_fingerprints_and_its_author(self, runtime: Runtime) -> None:
        found = await publish(runtime, ANN, folder(on="2026-03-07"))
        row = found.release
        assert (row.number, row.author, row.approver, row.published_at) == (1, "ann", None, NOON)
        assert len(row.fingerprint) == len(row.digest) == 64
        assert row.fingerprint != row.digest
        assert (found.checks.tests, found.checks.rules_reached) == (1, 2)
        async with runtime.work(ANN, "read") as work:
            made = await evaluator(runtime, work, 1)
            assert made.release.playbooks[0].name == "standard"
            assert await evaluator(runtime, work, 1) is made

    async def test_the_very_same_is_published_once(self, runtime: Runtime) -> None:
        await publish(runtime, ANN, folder())
        again = await publish(runtime, BEN_AUTHOR, folder())
        assert (again.created, again.release.number, again.release.author) == (False, 1, "ann")
        assert len(await all_releases(runtime, ANN, None, 10)) == 1

    async def test_two_at_once_get_two_numbers(self, runtime: Runtime) -> None:
        await asyncio.gather(*(publish(runtime, ANN, folder(days=days)) for days in (5, 5)))
        assert [each.number for each in await all_releases(runtime, ANN, None, 10)] == [1]
        outcome = await asyncio.gather(
            publish(runtime, ANN, folder(2, 6)), publish(runtime, ANN, folder(3, 7)), return_exceptions=True
        )
        numbers = sorted(each.release.number for each in outcome if not isinstance(each, BaseException))
        assert numbers in ([2], [2, 3])
        assert all(isinstance(each, NotSound) for each in outcome if isinstance(each, BaseException))

    async def test_faults_are_told_with_their_places(self, runtime: Runtime) -> None:
        broken = dict(folder().files)
        broken["standard.yaml"] = broken["standard.yaml"].replace(b"do: task", b"do: tusk")
        with pytest.raises(NotSound) as refused:
            await publish(runtime, ANN, Upload(files=broken))
        assert [(each.place.path, each.place.line) for each in refused.value.faults] == [("standard.yaml", 6)]
        assert await all_releases(runtime, ANN, None, 10) == []

    async def test_a_failing_test_is_told_with_what_came(self, runtime: Runtime) -> None:
        with pytest.raises(NotSound) as refused:
            await publish(runtime, ANN, folder(on="2026-03-06"))
        failed = refused.value.failed[0]
        assert (failed.name, failed.path) == ("a call comes when it is due", "tests/standard.yaml")

    async def test_a_changed_meaning_needs_a_new_version(self, runtime: Runtime) -> None:
        await publish(runtime, ANN, folder(1, days=5))
        with pytest.raises(NotSound) as refused:
            await publish(runtime, ANN, folder(1, days=9))
        assert ["version" in each.message for each in refused.value.faults if each.severity == "error"] == [True]

    async def test_versions_in_flight_are_kept(self, runtime: Runtime) -> None:
        await activate(runtime, BEN, Activation(release=await approved(runtime, folder(1, 5))))
        found = await publish(runtime, ANN, folder(2, 9))
        assert found.kept == ("standard@1",)
        shown = await show_release(runtime, BEN, 2)
        assert (shown.playbooks, shown.kept) == ((("standard", 2),), (("standard", 1),))
        assert [(each.playbook, each.before, each.after) for each in shown.changes] == [("standard", 1, 2)]

    async def test_moved_cases_keep_no_older_version(self, runtime: Runtime) -> None:
        await activate(runtime, BEN, Activation(release=await approved(runtime, folder(1, 5))))
        assert (await publish(runtime, ANN, folder(2, 9, in_flight="move"))).kept == ()

    async def test_another_fingerprint_than_was_built_is_refused(self, runtime: Runtime) -> None:
        good = (await publish(runtime, ANN, folder())).release.fingerprint
        with pytest.raises(Unusable):
            await publish(runtime, ANN, Upload(files=folder(2, 8).files, fingerprint=good))

    async def test_only_authors_publish(self, runtime: Runtime) -> None:
        with pytest.raises(Forbidden):
            await publish(runtime, BEN, folder())

    async def test_another_organisation_sees_nothing(self, runtime: Runtime) -> None:
        await publish(runtime, ANN, folder())
        stranger = caller("eve", "author", "approver", organisation="other")
        assert await all_releases(runtime, stranger, None, 10) == []
        with pytest.raises(NotFound):
            await approve(runtime, stranger, 1)


BEN_AUTHOR = caller("ben", "author")


class TestApproving:
    """Two persons, and the database says so too."""

    async def test_the_author_may_not_approve(self, runtime: Runtime) -> None:
        await publish(runtime, ANN, folder())
        with pytest.raises(Forbidden):
            await approve(runtime, ANN, 1)
        row = await approve(runtime, BEN, 1)
        assert (row.approver, row.approved_at, row.self_approved) == ("ben", NOON, False)
        with pytest.raises(Conflict):
            await approve(runtime, BEN, 1)

    async def test_the_database_refuses_the_author_too(self, runtime: Runtime) -> None:
        await publish(runtime, ANN, folder())
        with pytest.raises(IntegrityError):
            async with runtime.work(ANN) as work:
                await work.connection.execute(update(RELEASES).values(approver="ann", approved_at=NOON))

    async def test_one_person_alone_is_marked_everywhere(self, runtime: Runtime) -> None:
        await publish(runtime, ANN, folder())
        async with runtime.work(ANN) as work:
            await work.connection.execute(
                update(ORGANISATIONS).where(ORGANISATIONS.c.organisation == "acme").values(allow_self_approval=True)
            )
        assert (await approve(runtime, ANN, 1)).self_approved
        async with runtime.work(ANN, "read") as work:
            acts = (await work.connection.scalars(select(AUDIT.c.act).order_by(AUDIT.c.number))).all()
        assert acts == ["release published", "release approved by its author"]


class TestActivating:
    """Which release a unit follows, and when."""

    async def test_nothing_is_followed_at_first(self, runtime: Runtime) -> None:
        number = await approved(runtime, folder())
        assert await followed(runtime) is None
        await activate(runtime, BEN, Activation(release=number))
        assert await followed(runtime) == number

    async def test_what_nobody_approved_goes_in_the_shadow_alone(self, runtime: Runtime) -> None:
        await publish(runtime, ANN, folder())
        with pytest.raises(Conflict):
            await activate(runtime, BEN, Activation(release=1))
        await activate(runtime, BEN, Activation(release=1, mode="shadow"))
        async with runtime.work(BEN, "read") as work:
            found = await effective(work, NOON)
        assert found.release_for("A") is None
        assert [each.release for each in found.shadows_for("A")] == [1]

    async def test_back_to_an_older_one_and_the_past_stays(self, runtime: Runtime) -> None:
        first, second = await approved(runtime, folder(1, 5)), 0
        await activate(runtime, BEN, Activation(release=first))
        second = await approved(runtime, folder(2, 6))
        clock(runtime).at = NOON + DAY
        await activate(runtime, BEN, Activation(release=second))
        clock(runtime).at = NOON + 2 * DAY
        await activate(runtime, BEN, Activation(release=first))
        assert [await followed(runtime, at=NOON + n * DAY) for n in (-1, 0, 1, 2)] == [None, first, second, first]

    async def test_from_a_date_on(self, runtime: Runtime) -> None:
        first = await approved(runtime, folder(1, 5))
        await activate(runtime, BEN, Activation(release=first))
        second = await approved(runtime, folder(2, 6))
        await activate(runtime, BEN, Activation(release=second, from_at=NOON + DAY))
        assert [await followed(runtime, at=NOON + n * DAY / 2) for n in (1, 2)] == [first, second]
        async with runtime.work(BEN, "read") as work:
            assert (await effective(work, NOON)).next_change_at == NOON + DAY
        with pytest.raises(Unusable):
            await activate(runtime, BEN, Activation(release=second, from_at=NOON - DAY))

    async def test_a_share_is_stable_and_grows(self, runtime: Runtime) -> None:
        first = await approved(runtime, folder(1, 5))
        await activate(runtime, BEN, Activation(release=first))
        second = await approved(runtime, folder(2, 6))
        units = [f"U-{number}" for number in range(2000)]
        shares: list[set[str]] = []
        for share in (1000, 5000, WHOLE):
            await activate(runtime, BEN, Activation(release=second, share=share))
            async with runtime.work(BEN, "read") as work:
                found = await effective(work, NOON)
            shares.append({unit for unit in units if found.release_for(unit) == second})
        assert 130 < len(shares[0]) < 270
        assert 900 < len(shares[1]) < 1100
        assert shares[0] < shares[1] < shares[2] == set(units)

    async def test_an_end_brings_back_what_was_before(self, runtime: Runtime) -> None:
        first = await approved(runtime, folder(1, 5))
        await activate(runtime, BEN, Activation(release=first))
        second = await approved(runtime, folder(2, 6))
        row = await activate(runtime, BEN, Activation(release=second))
        assert await followed(runtime) == second
        await end(runtime, BEN, row.number)
        assert await followed(runtime) == first
        with pytest.raises(Conflict):
            await end(runtime, BEN, row.number)
        assert [each.ended_at for each in await all_activations(runtime, BEN)] == [None, NOON]

    async def test_all_units_are_due_at_its_instant(self, runtime: Runtime) -> None:
        number = await approved(runtime, folder())
        at = {"soon": NOON + DAY / 2, "late": NOON + 9 * DAY, "never": None, "": None}
        async with runtime.work(BEN) as work:
            rows = [{"organisation": "acme", "unit": unit, "due_at": due} for unit, due in at.items()]
            await work.connection.execute(insert(UNITS), rows)
        await activate(runtime, BEN, Activation(release=number, from_at=NOON + DAY))
        async with runtime.work(BEN, "read") as work:
            found = (await work.connection.execute(select(UNITS.c.unit, UNITS.c.due_at, UNITS.c.changes))).all()
        assert {row.unit: row.due_at for row in found} == {
            "soon": NOON + DAY / 2, "late": NOON + DAY, "never": NOON + DAY, "": None,
        }  # fmt: skip
        assert {row.unit for row in found if row.changes} == {"soon", "late", "never"}
