"""Releases and activations as they travel."""

import datetime as dt
from typing import Annotated, Literal

import msgspec

from playbook_engine.server.wire.scalars import Instant
from playbook_engine.service.production.releases_activating import Activation as Wanted
from playbook_engine.service.production.releases_checking import Upload
from playbook_engine.service.production.releases_publishing import Change, Published, Shown
from playbook_engine.store.releases import ActivationRow, ReleaseRow

NO_NUL = r"^[^\u0000]*$"
Title = Annotated[str, msgspec.Meta(max_length=1000, pattern=NO_NUL)]
Files = Annotated[
    dict[Annotated[str, msgspec.Meta(min_length=1, max_length=500)], str],
    msgspec.Meta(min_length=1, max_length=5000, description="path within the folder to text, tests and templates too"),
]
Revision = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{7,64}$", description="that the files are of")]
Mode = Literal["active", "shadow"]
Share = Annotated[int, msgspec.Meta(ge=1, le=10_000, description="of 10,000 units, drawn by a hash that is stable")]


class NewRelease(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of playbooks that is to be checked, tested and published."""

    files: Files
    title: Title = ""
    git_revision: (
        Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{7,64}$", description="that the files are of")] | None
    ) = None
    fingerprint: Annotated[
        str, msgspec.Meta(pattern="^([0-9a-f]{64})?$", description="as `playbook build` told it: refused for another")
    ] = ""


class ReleaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A release, without its playbooks."""

    number: int
    fingerprint: Annotated[str, msgspec.Meta(description="of its meaning: wording of comments does not count")]
    digest: Annotated[str, msgspec.Meta(description="of its bytes")]
    title: str
    git_revision: str | None
    author: str
    published_at: dt.datetime
    approver: str | None
    approved_at: dt.datetime | None
    self_approved: Annotated[bool, msgspec.Meta(description="its author approved it: a person alone may be let do so")]


class Warned(msgspec.Struct, frozen=True, kw_only=True):
    """A warning about the playbooks, at its place."""

    code: str
    message: str
    path: str
    line: int
    help: str


class CheckedBy(msgspec.Struct, frozen=True, kw_only=True):
    """What check and tests said when it was published: there were no errors, and every test passed."""

    tests: int
    rules: Annotated[int, msgspec.Meta(description="segments, steps, holds, limits and guarantees")]
    rules_reached: Annotated[int, msgspec.Meta(description="by a test")]
    warnings: tuple[Warned, ...]


class PublishedRelease(msgspec.Struct, frozen=True, kw_only=True):
    """A release that was taken in."""

    release: ReleaseRecord
    created: Annotated[bool, msgspec.Meta(description="false where the very same was published before")]
    kept: Annotated[tuple[str, ...], msgspec.Meta(description="older versions that cases under way may follow")]
    checks: CheckedBy


class VersionOf(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook in a release."""

    playbook: str
    version: int


class ReleaseDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A release with its playbooks, and what it changes against another."""

    release: ReleaseRecord
    checks: CheckedBy
    playbooks: tuple[VersionOf, ...]
    kept: tuple[VersionOf, ...]
    compared_with: int | None
    changes: Annotated[tuple[Change, ...], msgspec.Meta(description="versions before and after; null: not there")]


class NewActivation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A release that is to be followed: an older one too, to go back to it."""

    release: Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]
    mode: Annotated[Mode, msgspec.Meta(description="shadow: decided and compared, never acted on")] = "active"
    from_at: Annotated[Instant | None, msgspec.Meta(description="now, where it is left out")] = None
    share: Share = 10_000
    salt: Annotated[str, msgspec.Meta(max_length=64, pattern=NO_NUL, description="another one draws other units")] = ""
    note: Title = ""


class ActivationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An activation: of those that have begun and not ended, the one that began last goes first for its units."""

    number: int
    release: int
    mode: str
    from_at: dt.datetime
    share: int
    salt: str
    activated_by: str
    activated_at: dt.datetime
    ended_at: dt.datetime | None
    note: str


def upload_in(data: NewRelease) -> Upload:
    """The folder that is meant."""
    files = {path: text.encode() for path, text in data.files.items()}
    return Upload(files=files, title=data.title, git_revision=data.git_revision, fingerprint=data.fingerprint)


def wanted_in(data: NewActivation) -> Wanted:
    """The activation that is meant."""
    return Wanted(**msgspec.structs.asdict(data))


def release_out(row: ReleaseRow) -> ReleaseRecord:
    """Without its body."""
    return ReleaseRecord(**msgspec.structs.asdict(row))


def activation_out(row: ActivationRow) -> ActivationRecord:
    """As it is stored."""
    return ActivationRecord(**msgspec.structs.asdict(row))


def published_out(found: Published) -> PublishedRelease:
    """With what was said of it."""
    return PublishedRelease(
        release=release_out(found.release), created=found.created, kept=found.kept, checks=_checks_out(found)
    )


def detail_out(found: Shown) -> ReleaseDetail:
    """With its playbooks."""
    return ReleaseDetail(
        release=release_out(found.release),
        checks=_checks_out(found),
        playbooks=_versions(found.playbooks),
        kept=_versions(found.kept),
        compared_with=found.compared_with,
        changes=found.changes,
    )


def _versions(pairs: tuple[tuple[str, int], ...]) -> tuple[VersionOf, ...]:
    return tuple(VersionOf(playbook=name, version=version) for name, version in pairs)


def _checks_out(found: Published | Shown) -> CheckedBy:
    checks = found.checks
    warnings = tuple(
        Warned(code=each.code, message=each.message, path=each.place.path, line=each.place.line, help=each.help)
        for each in checks.warnings
    )
    return CheckedBy(tests=checks.tests, rules=checks.rules, rules_reached=checks.rules_reached, warnings=warnings)
