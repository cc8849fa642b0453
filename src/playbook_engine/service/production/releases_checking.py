"""What a folder of playbooks has to pass before it is published: check, its timeline tests, honest versions."""

from collections.abc import Mapping, Sequence

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.language.folder import load
from playbook_engine.model.diagnostic import Diagnostic, Place, errors, in_order
from playbook_engine.model.release import Release
from playbook_engine.service.building import Built, built
from playbook_engine.service.since import compared
from playbook_engine.service.testing import Tried, tests_in, try_test
from playbook_engine.service.wrong_use import Unusable
from playbook_engine.simulation.coverage import coverage


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of playbooks as path to content. A `fingerprint` that is given has to be that of its meaning."""

    files: Mapping[str, bytes]
    title: str = ""
    git_revision: str | None = None
    fingerprint: str = ""


class FailedTest(msgspec.Struct, frozen=True, kw_only=True):
    """A timeline test that failed, and on which day what came instead of what was expected."""

    path: str
    line: int
    name: str
    day: str
    expected: str
    got: str


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """What check and tests said of a release; it is stored with it."""

    warnings: tuple[Diagnostic, ...] = ()
    tests: int = 0
    rules: int = 0
    rules_reached: int = 0


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """A release that may be published, with what was found of it."""

    built: Built
    checks: Checks


class NotSound(Unusable):
    """Playbooks with errors, or whose tests fail; each fault with its place."""

    def __init__(self, message: str, faults: Sequence[Diagnostic], failed: Sequence[FailedTest] = ()) -> None:
        super().__init__(message, "`playbook check` and `playbook test` show the same on your machine")
        self.faults = tuple(faults)
        self.failed = tuple(failed)


def proved(files: Mapping[str, bytes], followed: Sequence[Release]) -> Proved:
    """The release of a folder, with the older versions that cases may follow.

    `followed` are the releases in force, the newest first: versions are compared with it, and kept from all of them.
    Raises NotSound.
    """
    loaded = load(files)
    faults = list(loaded.diagnostics)
    release = loaded.release
    if release is None:
        raise _with_faults(faults)
    tests, unread = tests_in(dict(files), release)
    since = list(compared(followed[0], release, files)) if followed else []
    faults = in_order([*faults, *unread, *since])
    if errors(faults):
        raise _with_faults(faults)
    evaluator = Evaluator(release)
    tried = [try_test(evaluator, each) for each in tests]
    if failed := [_failed(each) for each in tried if not each.passed]:
        told = [*map(_told, failed), *faults]
        raise NotSound(f"{len(failed)} of {len(tried)} timeline tests fail", told, failed)
    return Proved(built=_with_older(release, followed), checks=_checks(release, tried, faults))


def _with_faults(faults: Sequence[Diagnostic]) -> NotSound:
    count = len(errors(list(faults)))
    return NotSound(f"the playbooks have {count} fault{'' if count == 1 else 's'}", faults)


def _with_older(release: Release, followed: Sequence[Release]) -> Built:
    kept: tuple[str, ...] = ()
    result = built(release)
    for each in followed:
        result = built(result.release, each)
        kept += result.kept
    return msgspec.structs.replace(result, kept=kept)


def _checks(release: Release, tried: Sequence[Tried], faults: Sequence[Diagnostic]) -> Checks:
    reached = {f"{each.test.place.path}: {each.test.name}": each.results[0].reached for each in tried}
    covered = coverage(release, reached)
    return Checks(
        warnings=tuple(faults),
        tests=len(tried),
        rules=len(covered),
        rules_reached=sum(bool(each.tests) for each in covered),
    )


def _told(failed: FailedTest) -> Diagnostic:
    return Diagnostic(
        code="",
        severity="error",
        message=f"the test `{failed.name}` fails on {failed.day}: expected {failed.expected}; got {failed.got}",
        place=Place(failed.path, failed.line),
    )


def _failed(tried: Tried) -> FailedTest:
    first = next(failure for result in tried.results for failure in result.failures)
    return FailedTest(
        path=first.place.path or tried.test.place.path,
        line=first.place.line or tried.test.place.line,
        name=tried.test.name,
        day=first.day.isoformat(),
        expected=first.expected,
        got=first.got,
    )
