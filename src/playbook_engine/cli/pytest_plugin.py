"""Collects the timeline tests of playbook folders as items of pytest."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

_ORGANISATION = "organisation.yaml"
_YAML = (".yaml", ".yml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`playbook_tests = false` in the configuration leaves timeline tests to `playbook test`."""
    parser.addini("playbook_tests", "collect timeline tests of playbook folders", type="bool", default=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A YAML file in `tests` of a folder in which an organisation file stands."""
    tests = file_path.parent
    if file_path.suffix not in _YAML or tests.name != "tests" or not (tests.parent / _ORGANISATION).is_file():
        return None
    if not parent.config.getini("playbook_tests"):
        return None
    return TimelineFile.from_parent(parent, path=file_path)


class TimelineFile(pytest.File):
    """One file of timeline tests. Everything else is imported here, so that pytest starts no slower for it."""

    def collect(self) -> Iterable[pytest.Item]:
        """Its tests; faults of the playbooks or of the file are one item that fails."""
        folder = self.path.parent.parent
        tests, faults, evaluator = _folder(folder)
        name = self.path.relative_to(folder).as_posix()
        wrong = [each for each in faults if each.place.path == name or not each.place.path.startswith("tests/")]
        if any(each.severity == "error" for each in wrong):
            yield Unreadable.from_parent(self, name="can be read", faults=wrong)
        for test in tests:
            if test.place.path == name:
                yield TimelineItem.from_parent(self, name=test.name, test=test, evaluator=evaluator)


class TimelineItem(pytest.Item):
    """One timeline test."""

    def __init__(self, *, test: Any, evaluator: Any, **more: Any) -> None:
        super().__init__(**more)
        self.timeline = test
        self.evaluator = evaluator

    def runtest(self) -> None:
        """Run it in every way that must not change what it proves."""
        from playbook_engine.service.testing import try_test

        tried = try_test(self.evaluator, self.timeline)
        if not tried.passed:
            raise TimelineFailed(tried)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The day, what was expected, what came, and why; no stack of ours."""
        if isinstance(excinfo.value, TimelineFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test begins."""
        return self.path, max(0, self.timeline.place.line - 1), self.name


class TimelineFailed(Exception):
    """A timeline test that did not come out as expected."""

    def __init__(self, tried: Any) -> None:
        from playbook_engine.cli.test_output import failure_text

        parts = [
            ("" if result.way == "as written" else f"run {result.way}: ") + failure_text(failure)
            for result in tried.results
            for failure in result.failures
        ]
        super().__init__("\n\n".join(parts))


class Unreadable(pytest.Item):
    """Fails with the faults that keep tests from being run."""

    def __init__(self, *, faults: Any, **more: Any) -> None:
        super().__init__(**more)
        self.faults = faults

    def runtest(self) -> None:
        """Fail: only faults that are errors bring this item about."""
        raise Faulty

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The faults, one a line."""
        if isinstance(excinfo.value, Faulty):
            return "\n".join(f"{each.place}: {each.code} {each.message}" for each in self.faults)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file as a whole."""
        return self.path, 0, self.name


class Faulty(Exception):
    """Playbooks or tests have faults."""


@lru_cache(maxsize=8)
def _folder(folder: Path) -> tuple[Any, Any, Any]:
    """Tests, faults and evaluator of a playbook folder, read once a run."""
    from playbook_engine.engine.evaluator import Evaluator
    from playbook_engine.service.folders import check_folder
    from playbook_engine.service.testing import tests_in

    checked = check_folder(folder)
    if checked.release is None:
        return [], list(checked.diagnostics), None
    tests, faults = tests_in(checked.files, checked.release)
    return tests, [*checked.diagnostics, *faults], Evaluator(checked.release)
