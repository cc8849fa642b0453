"""How the timeline tests went, for people, programs and CI."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec
from rich.console import Console
from rich.text import Text

from playbook_engine.cli.diagnostics import print_faults
from playbook_engine.cli.output import counted, note, stdout, write
from playbook_engine.service.testing import TestsRun, Tried
from playbook_engine.simulation.running import Failure, TestResult


def print_tests(ran: TestsRun, form: str, *, coverage: bool = False, quiet: bool = False) -> None:
    """Print the outcome; faults of playbooks and test files go to the error output."""
    print_faults(ran.checked)
    match form:
        case "json":
            write(as_json(ran))
        case "junit":
            write(as_junit(ran))
        case _:
            _print_human(stdout(), ran, coverage=coverage, quiet=quiet)


def as_json(ran: TestsRun) -> bytes:
    """One document: tests with their failures, the faults of files, the rules reached."""
    document = {
        "passed": ran.passed,
        "tests": [
            {
                "name": each.test.name,
                "path": each.test.place.path,
                "line": each.test.place.line,
                "passed": each.passed,
                "ways": [result.way for result in each.results],
                "failures": [{"way": result.way, **_plain(failure)} for result, failure in _failures(each)],
            }
            for each in ran.tried
        ],
        "diagnostics": ran.checked.diagnostics,
        "coverage": ran.covered,
    }
    return msgspec.json.encode(document) + b"\n"


def as_junit(ran: TestsRun) -> bytes:
    """JUnit's XML: a suite a file, a failure a day."""
    top = ET.Element("testsuites", name="playbook test")
    for path, tried in groupby(ran.tried, key=lambda each: each.test.place.path):
        tests = list(tried)
        failed = sum(not each.passed for each in tests)
        suite = ET.SubElement(top, "testsuite", name=path, tests=str(len(tests)), failures=str(failed), errors="0")
        for each in tests:
            case = ET.SubElement(suite, "testcase", classname=path, name=each.test.name, file=path)
            case.set("line", str(each.test.place.line))
            for result, failure in _failures(each):
                fault = ET.SubElement(case, "failure", message=_one_line(failure))
                fault.text = _clean(f"way: {result.way}\n{failure_text(failure)}")
    if not ran.checked.passed():
        faults = [each for each in ran.checked.diagnostics if each.severity == "error"]
        suite = ET.SubElement(top, "testsuite", name="check", tests="1", failures="0", errors="1")
        case = ET.SubElement(suite, "testcase", classname="check", name="the playbooks and tests can be read")
        fault = ET.SubElement(case, "error", message=counted(len(faults), "fault"))
        fault.text = _clean("\n".join(f"{each.place}: {each.code} {each.message}" for each in faults))
    ET.indent(top)
    text: bytes = ET.tostring(top, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def failure_text(failure: Failure) -> str:
    """A failure as sentences: the day, what was expected, what came, and why."""
    at = f" at {failure.at.minutes // 60:02}:{failure.at.minutes % 60:02}" if failure.at else ""
    lines = [
        f"{failure.day:%a} {failure.day}{at} ({failure.place})",
        f"expected: {failure.expected}",
        f"got:      {failure.got}",
    ]
    return "\n".join([*lines, *(["", failure.trace] if failure.trace else [])])


def _print_human(console: Console, ran: TestsRun, *, coverage: bool, quiet: bool) -> None:
    for path, tried in groupby(ran.tried, key=lambda each: each.test.place.path):
        console.print(Text(path, style="bold"))
        for each in tried:
            mark = Text("  ✓ ", style="green") if each.passed else Text("  ✗ ", style="bold red")
            console.print(mark.append(each.test.name, style="default"))
            _print_failures(console, list(_failures(each)))
    unreached = [each.rule for each in ran.covered if not each.tests]
    if coverage and unreached:
        console.print(Text("\nRules that no test reaches", style="bold"))
        for rule in unreached:
            console.print(Text(f"  {rule.playbook or 'organisation'}: {rule.kind} {rule.name}"))
    text = _summed_up(ran)
    if ran.tried and ran.covered:
        text += f"; {len(ran.covered) - len(unreached)} of {counted(len(ran.covered), 'rule')} reached"
    console.print(Text(f"\n{text}" if ran.tried else text, style="bold green" if ran.passed else "bold red"))
    if unreached and not coverage and ran.tried:
        note("`playbook test --coverage` lists the rules that no test reaches", quiet=quiet)


def _summed_up(ran: TestsRun) -> str:
    if not ran.tried:
        return "no test was run" + ("" if ran.checked.passed() else ": the playbooks or their tests have faults")
    failed = sum(not each.passed for each in ran.tried)
    return f"{counted(len(ran.tried), 'test')}, " + (f"{failed} failed" if failed else "all passed")


def _print_failures(console: Console, failures: Sequence[tuple[TestResult, Failure]]) -> None:
    """All failures of a test; of several on one day the trace is shown once."""
    for number, (result, failure) in enumerate(failures):
        following = failures[number + 1][1] if number + 1 < len(failures) else None
        repeated = following is not None and following.trace == failure.trace
        text = failure_text(msgspec.structs.replace(failure, trace="") if repeated else failure)
        way = "" if result.way == "as written" else f"  run {result.way}"
        for line_number, line in enumerate(text.splitlines()):
            style = "yellow" if line_number == 0 else "dim" if line_number > 2 else ""
            console.print(Text(f"      {line}{way if line_number == 0 else ''}".rstrip(), style=style), soft_wrap=True)


def _failures(tried: Tried) -> Iterator[tuple[TestResult, Failure]]:
    for result in tried.results:
        for failure in result.failures:
            yield result, failure


def _plain(failure: Failure) -> dict[str, object]:
    return {
        "day": failure.day,
        "place": str(failure.place),
        "expected": failure.expected,
        "got": failure.got,
        "trace": failure.trace,
    }


def _one_line(failure: Failure) -> str:
    return _clean(f"{failure.day}: expected {failure.expected}, got {failure.got}")


def _clean(text: str) -> str:
    """Without control characters, which XML may not hold."""
    return "".join(each for each in text if each >= " " or each in "\n\t")
