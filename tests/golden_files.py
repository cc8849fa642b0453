"""Golden files: expected text that stands in `tests/golden/expected`, rewritten by `--update`."""

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"
EXPECTED = FOLDER / "expected"
USED = "golden_used"

Golden = Callable[[str, str], None]


class GoldenFiles:
    """Compares text with golden files, and fails a full run of `tests/golden` that leaves one unused."""

    def __init__(self, config: pytest.Config) -> None:
        self.update = bool(config.getoption("update"))
        self.used: set[str] = set()
        self.unused: list[str] = []

    @pytest.fixture
    def golden(self, request: pytest.FixtureRequest) -> Golden:
        """`golden(name, text)`: the text is what the file of that name says."""
        if not request.path.is_relative_to(FOLDER):
            pytest.fail("golden files belong to the tests in tests/golden, which are the ones that count them")
        return self.compare

    def compare(self, name: str, text: str) -> None:
        """Compare, or with `--update` write."""
        self.used.add(name)
        path = EXPECTED / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
            return
        assert path.exists(), f"there is no golden file `{name}`: run this test with --update and read the result"
        expected = path.read_bytes().decode()
        assert text == expected, difference(name, expected, text)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Gather what the processes of a parallel run used."""
        self.used.update(getattr(node, "workeroutput", {}).get(USED, ()))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hand on what was used, or in the process that sees it all look for what was not."""
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[USED] = sorted(self.used)
            return
        if exitstatus != pytest.ExitCode.OK or not whole_folder_ran(session.config):
            return
        self.unused = sorted(set(present()) - self.used)
        if self.update:
            for name in self.unused:
                (EXPECTED / name).unlink()
        elif self.unused:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the unused files."""
        for name in self.unused:
            what = "removed unused" if self.update else "FAILED: unused"
            terminalreporter.write_line(f"{what} golden file tests/golden/expected/{name}")


def present() -> list[str]:
    """The names of all golden files."""
    return [path.relative_to(EXPECTED).as_posix() for path in EXPECTED.rglob("*") if path.is_file()]


def whole_folder_ran(config: pytest.Config) -> bool:
    """Whether all of `tests/golden` was asked for, with nothing picked out of it."""
    picked = ("keyword", "markexpr", "lf", "deselect", "collectonly", "ignore", "ignore_glob")
    if any(config.getoption(name, None) for name in picked):
        return False
    asked = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    return any(FOLDER.is_relative_to(path) for path in asked)


def difference(name: str, expected: str, text: str) -> str:
    """Both texts, line by line."""
    lines = difflib.unified_diff(expected.splitlines(), text.splitlines(), f"expected/{name}", "got", lineterm="")
    return "\n".join([f"`{name}` differs (--update rewrites it):", *lines])
