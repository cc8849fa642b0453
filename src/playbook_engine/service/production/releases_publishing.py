"""Releases come in: checked, stored whole under a number, and approved by a second person."""

import asyncio
import datetime as dt

import msgspec

from playbook_engine.model.canonical import canonical, digest, fingerprint
from playbook_engine.model.release import Release
from playbook_engine.service.production.caller import Caller, Conflict, Forbidden, NotFound
from playbook_engine.service.production.releases import effective, whole_release
from playbook_engine.service.production.releases_checking import Checks, Proved, Upload, proved
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import Unusable
from playbook_engine.store.audit import Entry
from playbook_engine.store.database import Work
from playbook_engine.store.releases import (
    ReleaseRow,
    add_release,
    find_digest,
    find_release,
    list_releases,
    lock_organisation,
    read_body,
    read_checks,
    set_approval,
)


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A release; `created` is false where the very same was published before."""

    release: ReleaseRow
    checks: Checks
    kept: tuple[str, ...] = ()
    created: bool = True


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook that came, went, or has another version than in the release before."""

    playbook: str
    before: int | None
    after: int | None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A release with its playbooks by name and version, in their order, and what it changes."""

    release: ReleaseRow
    checks: Checks
    playbooks: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, int], ...]
    compared_with: int | None
    changes: tuple[Change, ...]


async def publish(runtime: Runtime, caller: Caller, upload: Upload) -> Published:
    """Check a folder, run its tests and store its release. Raises Forbidden, NotSound, Unusable.

    Checking takes seconds, so no transaction is open meanwhile; it is done again where another release came between.
    """
    caller.must("publish")
    while True:
        async with runtime.work(caller, "read") as work:
            seen, followed = await _followed(work, runtime.now())
        found = await asyncio.to_thread(proved, upload.files, followed)
        if upload.fingerprint and upload.fingerprint not in _fingerprints(found):
            raise Unusable("the files mean something else than the fingerprint that was given says", "build it again")
        async with runtime.work(caller) as work:
            await _must_exist(work)
            if (await _followed_numbers(work, runtime.now())) == seen:
                return await _store(work, upload, found)


async def approve(runtime: Runtime, caller: Caller, number: int) -> ReleaseRow:
    """Approve a release of somebody else. Raises Forbidden, NotFound, Conflict."""
    caller.must("approve")
    async with runtime.work(caller) as work:
        alone = await _must_exist(work)
        row = await must_find(work, number)
        if row.approver is not None:
            raise Conflict(f"release {number} is approved already, by `{row.approver}`")
        own = row.author == caller.subject
        if own and not alone:
            raise Forbidden(
                f"release {number} is your own: another person has to approve it",
                "an installation of one person may set `allow_self_approval`",
            )
        await set_approval(work, number, caller.subject, self_approved=own)
        act = "release approved by its author" if own else "release approved"
        work.audit(Entry(act=act, subject="release", subject_id=str(number), after=row.digest))
        return await must_find(work, number)


async def all_releases(runtime: Runtime, caller: Caller, before: int | None, limit: int) -> list[ReleaseRow]:
    """Releases, the newest first."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        return await list_releases(work, before, limit)


async def show_release(runtime: Runtime, caller: Caller, number: int, since: int | None = None) -> Shown:
    """A release beside another one, which is the one before where none is named. Raises NotFound."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        row = await must_find(work, number)
        checks = msgspec.json.decode(await read_checks(work, number) or b"{}", type=Checks)
        other = since or await _before(work, number)
        release = await whole_release(work, number)
        old = await whole_release(work, other) if other else None
    versions = [(each.name, each.version) for each in release.playbooks]
    return Shown(
        release=row, checks=checks, playbooks=tuple(versions[: release.current]),
        kept=tuple(versions[release.current :]), compared_with=other, changes=changes_of(old, release),
    )  # fmt: skip


async def release_file(runtime: Runtime, caller: Caller, number: int) -> bytes:
    """A release as the file that `playbook decide --release` and `playbook verify` read. Raises NotFound."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        await must_find(work, number)
        return (await read_body(work, number) or b"") + b"\n"


def changes_of(old: Release | None, new: Release) -> tuple[Change, ...]:
    """Playbooks in force that differ by name or version, in the order of the new release, then those gone."""
    before = {each.name: each.version for each in old.playbooks[: old.current]} if old else {}
    after = {each.name: each.version for each in new.playbooks[: new.current]}
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Change(playbook=name, before=before.get(name), after=after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


async def must_find(work: Work, number: int) -> ReleaseRow:
    """A release of the organisation. Raises NotFound."""
    row = await find_release(work, number)
    if row is None:
        raise NotFound(f"there is no release {number}", "`GET /v1/releases` lists them")
    return row


async def _store(work: Work, upload: Upload, found: Proved) -> Published:
    body = canonical(found.built.release)
    same = await find_digest(work, digest(body))
    if same is not None:
        return Published(release=same, checks=found.checks, kept=found.built.kept, created=False)
    values = {
        "fingerprint": found.built.fingerprint, "digest": digest(body), "title": upload.title,
        "git_revision": upload.git_revision, "author": work.actor, "published_at": work.at,
        "checks": canonical(found.checks), "body": body,
    }  # fmt: skip
    number = await add_release(work, values)
    work.audit(Entry(act="release published", subject="release", subject_id=str(number), after=digest(body)))
    return Published(release=await must_find(work, number), checks=found.checks, kept=found.built.kept)


async def _followed(work: Work, at: dt.datetime) -> tuple[tuple[int, ...], list[Release]]:
    numbers = await _followed_numbers(work, at)
    return numbers, [await whole_release(work, number) for number in numbers]


async def _followed_numbers(work: Work, at: dt.datetime) -> tuple[int, ...]:
    """Releases that cases may be under way with: those in force, else the one published last."""
    numbers = (await effective(work, at)).releases()
    if numbers:
        return numbers
    return tuple(each.number for each in await list_releases(work, limit=1))


def _fingerprints(found: Proved) -> set[str]:
    """Of the release as it is stored, and as `playbook build` makes it from the folder alone."""
    release = found.built.release
    alone = msgspec.structs.replace(release, playbooks=release.playbooks[: release.current])
    return {found.built.fingerprint, fingerprint(alone)}


async def _before(work: Work, number: int) -> int | None:
    rows = await list_releases(work, before=number, limit=1)
    return rows[0].number if rows else None


async def _must_exist(work: Work) -> bool:
    """Lock the organisation; whether its authors may approve their own releases. Raises NotFound."""
    allowed = await lock_organisation(work)
    if allowed is None:
        raise NotFound(f"there is no organisation `{work.organisation}`")
    return allowed
