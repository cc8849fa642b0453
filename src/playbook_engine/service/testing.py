"""Timeline tests of a folder: read, run in every way that must not change what they prove, and counted by rule."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.telling import sentences
from playbook_engine.engine.tracing import trace
from playbook_engine.language.timeline import read_tests
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.diagnostic import Diagnostic, in_order
from playbook_engine.model.release import Release
from playbook_engine.model.timeline import TimelineTest
from playbook_engine.service.as_of import AsOf
from playbook_engine.service.folders import Checked, check_folder
from playbook_engine.simulation.coverage import Covered, coverage
from playbook_engine.simulation.running import Explain, TestResult
from playbook_engine.simulation.timeline import run, ways_of

Watch = Callable[[Sequence[TimelineTest]], Iterable[TimelineTest]]


class Tried(msgspec.Struct, frozen=True):
    """A test and how it went in each way it was run; of a test that fails as written no other way is run."""

    test: TimelineTest
    results: tuple[TestResult, ...]

    @property
    def passed(self) -> bool:
        """Whether it passed in every way."""
        return all(each.passed for each in self.results)


class TestsRun(msgspec.Struct, frozen=True, kw_only=True):
    """All tests of a folder. `checked` has the faults of the playbooks and of the test files together."""

    __test__ = False  # not a test of pytest's

    checked: Checked
    tried: tuple[Tried, ...]
    covered: tuple[Covered, ...]

    @property
    def passed(self) -> bool:
        """Whether all could be read and passed."""
        return self.checked.passed() and all(each.passed for each in self.tried)


def run_tests(folder: Path, *, only: str = "", watch: Watch = iter) -> TestsRun:
    """Run the tests of a folder whose file or name contains `only`. Playbooks with errors run none."""
    checked = check_folder(folder)
    if checked.release is None:
        return TestsRun(checked=checked, tried=(), covered=())
    tests, faults = tests_in(checked.files, checked.release)
    whole = msgspec.structs.replace(checked, diagnostics=tuple(in_order([*checked.diagnostics, *faults])))
    chosen = [each for each in tests if only.casefold() in f"{each.place.path} {each.name}".casefold()]
    evaluator = Evaluator(checked.release)
    tried = tuple(try_test(evaluator, each) for each in watch(chosen))
    reached = {f"{each.test.place.path}: {each.test.name}": each.results[0].reached for each in tried}
    return TestsRun(checked=whole, tried=tried, covered=coverage(checked.release, reached))


def tests_in(files: dict[str, bytes], release: Release) -> tuple[list[TimelineTest], list[Diagnostic]]:
    """The tests of all test files of a folder, and what is wrong with them."""
    tests: list[TimelineTest] = []
    faults: list[Diagnostic] = []
    for path in sorted(files):
        if path.startswith("tests/") and path.endswith((".yaml", ".yml")):
            read = read_tests(path, files[path], release)
            tests.extend(read.tests)
            faults.extend(read.diagnostics)
    return tests, faults


def try_test(evaluator: Evaluator, test: TimelineTest) -> Tried:
    """Run a test as written, and where it passes in the other ways."""
    explain = explainer(evaluator)
    results: list[TestResult] = []
    for way in ways_of(test):
        results.append(run(evaluator, test, way, explain=explain))
        if not results[0].passed:
            break
    return Tried(test, tuple(results))


def explainer(evaluator: Evaluator) -> Explain:
    """Why a unit was decided as it was, a paragraph a case."""

    def explain(setting: Setting, unit: Unit, as_of: AsOf) -> str:
        cases = trace(evaluator, setting, unit, as_of)
        return "\n\n".join("\n".join(sentences(case)) for case in cases)

    return explain
