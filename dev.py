#!/usr/bin/env python3
"""Every chore of this project: set up, check, test, show, measure, lock, build.

Needs Python 3.11 with pip and venv, and nothing else: the first command that needs the environment makes it.
"""

import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:  # before any import or line that an older Python could not read
    sys.exit("dev.py needs Python %d.%d or newer, this is %s" % (*OLDEST, sys.version.split()[0]))  # noqa: UP031

import argparse
import contextlib
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / "python")
REQUIREMENTS = ROOT / "requirements"
BUILD = ROOT / "build"
DAY = "2026-03-16"
NO_TEST_COLLECTED = 5  # pytest's exit status

Decision = dict[str, Any]
"""A decision as `playbook decide --format json` prints it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one chore and return its exit status."""
    chores = parser()
    chosen, rest = chores.parse_known_args(arguments)
    if rest and chosen.chore is not bench:
        chores.error(f"unrecognized arguments: {shlex.join(rest)}")
    chosen.rest = rest
    try:
        return int(chosen.chore(chosen))
    except ChoreFailed as failure:
        say(f"dev.py: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The chores and their options."""
    top = argparse.ArgumentParser(prog="dev.py", description=__doc__.splitlines()[0])
    chores = top.add_subparsers(metavar="CHORE", required=True)

    def add(name: str, chore: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = chores.add_parser(name, help=text, description=text)
        sub.set_defaults(chore=chore)
        return sub

    add("setup", setup_chore, "make .venv and install the locked requirements and the project into it")
    add("quick", quick, "lint, types and unit tests: under a minute, before each commit")
    test = add("test", test_chore, "everything that CI runs, stage by stage")
    test.add_argument("--stage", choices=[stage.name for stage in STAGES], help="run this stage alone")
    demo_options = add("demo", demo, "decide a sample portfolio, show why, and bring the server up")
    demo_options.add_argument(
        "--keep", action="store_true", help="leave the server running until Ctrl-C, and keep build/demo"
    )
    add("bench", bench, "run the benchmarks, with their peers installed; their own options follow: --only account")
    soak_options = add("soak", soak, "run the properties again and again with new seeds")
    soak_options.add_argument("--minutes", type=float, default=10, help="start no further round after this")
    lock_options = add("lock", lock, "write requirements/*.txt from pyproject.toml")
    lock_options.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    add("build", build, "build the wheel into dist/")
    return top


class ChoreFailed(Exception):
    """A chore that cannot go on, with what to do about it."""


# ------------------------------------------------------------------------------------- environment


def setup_chore(_chosen: argparse.Namespace) -> int:
    """Make the environment ready for work."""
    set_up()
    say(f"ready: {BIN.relative_to(ROOT)}/playbook")
    return 0


def set_up(*locks: str) -> None:
    """Bring .venv to the state of the lock files; does nothing where they have not changed."""
    with one_at_a_time():
        make_environment()
        for name in ("dev", *locks):
            install_lock(name)
        install_project()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let two chores that were started together not install into one environment at once."""
    if os.name == "nt":
        yield
        return
    import fcntl  # noqa: PLC0415 - not there on Windows

    with (ROOT / ".venv.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    """Create .venv where it is missing or does not work."""
    if environment_works():
        return
    say("making .venv")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise ChoreFailed(
            f"could not make .venv: {(made.stdout + made.stderr).strip()}\n"
            "help: on Debian and Ubuntu run `apt-get install python3-venv`, then start again"
        )


def environment_works() -> bool:
    """Whether .venv has a Python that is new enough, and pip."""
    probe = f"import sys, importlib.util as u; sys.exit(sys.version_info < {OLDEST} or not u.find_spec('pip'))"
    if not Path(PYTHON).exists():
        return False
    return subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0


def install_lock(name: str) -> None:
    """Install one lock file, unless just this text was installed before."""
    path = REQUIREMENTS / f"{name}.txt"
    state = digest(path.read_bytes())
    if stamp(name) != state:
        say(f"installing requirements/{name}.txt")
        pip("install", "--require-hashes", "--requirement", str(path))
        write_stamp(name, state)


def install_project() -> None:
    """Install the project itself, editable, unless its metadata is as it was."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    state = digest(json.dumps([str(ROOT), about["project"], about["build-system"]]).encode())
    if stamp("project") != state:
        pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        write_stamp("project", state)


def pip(*arguments: str) -> None:
    """Run pip inside .venv, with the index and certificates of the machine's own settings."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:  # what pip grumbles about on the way is of no interest otherwise
        raise ChoreFailed(
            f"pip could not install what is needed\n{(done.stdout + done.stderr).strip()}\n"
            "help: is there a network? `pip config list` shows the index, proxy and certificates in use"
        )


def stamp(name: str) -> str:
    """What was installed last under this name, or nothing."""
    path = VENV / f".installed-{name}"
    return path.read_text(encoding="ascii") if path.exists() else ""


def write_stamp(name: str, state: str) -> None:
    """Remember what was installed."""
    (VENV / f".installed-{name}").write_text(state, encoding="ascii")


def digest(text: bytes) -> str:
    """A short name for a content."""
    return hashlib.sha256(text).hexdigest()


# ----------------------------------------------------------------------------------------- testing


@dataclass(frozen=True)
class Stage:
    """One part of the whole test: commands without tests of their own, then test folders in one run."""

    name: str
    commands: tuple[tuple[str, ...], ...] = ()
    folders: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def folders_with_tests(self) -> list[str]:
        """Those of its folders in which a test file stands."""
        return [f"tests/{name}" for name in self.folders if any((ROOT / "tests" / name).rglob("test_*.py"))]


LINT = Stage(
    "lint",
    commands=(("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("lint-imports", "--no-logo")),
)
UNIT = Stage("unit", folders=("unit",), options=("--hypothesis-profile=quick",))
STAGES = (
    LINT,
    Stage(
        "rules",
        folders=("unit", "conformance", "repository", "golden"),
        # The floor that coverage may not fall below stands in pyproject.toml.
        options=("--hypothesis-profile=few", "-nauto", "--cov", "--cov-report=term:skip-covered"),
    ),
    Stage("properties", folders=("property",), options=("--hypothesis-profile=ci", "-nauto")),
    Stage("integration", folders=("integration",), options=("--hypothesis-profile=few",)),
    # Both databases: SQLite in a file, PostgreSQL from its wheel.
    Stage("servers", folders=("store", "production", "http"), options=("--hypothesis-profile=few", "-nauto")),
    Stage("fuzz", folders=("fuzz", "kills"), options=("--hypothesis-profile=ci",)),
    Stage("browser", folders=("browser",)),
)


def quick(_chosen: argparse.Namespace) -> int:
    """What to run before each commit."""
    set_up()
    return run_stages((LINT, UNIT))


def test_chore(chosen: argparse.Namespace) -> int:
    """All stages, or one."""
    set_up()
    return run_stages([stage for stage in STAGES if chosen.stage in (None, stage.name)])


def run_stages(stages: Sequence[Stage]) -> int:
    """Run every stage, also after one has failed, and say at the end how each went and how long it took."""
    lines, failed = [], False
    for stage in stages:
        say(f"\n== {stage.name}")
        began = time.monotonic()
        outcome = run_stage(stage)
        failed = failed or outcome == "failed"
        lines.append(f"{stage.name:<12} {outcome:<24} {time.monotonic() - began:6.1f} s")
    say("\n" + "\n".join(lines))
    return int(failed)


def run_stage(stage: Stage) -> str:
    """Run one stage and say how it went."""
    good = not any([run(str(BIN / name), *rest) for name, *rest in stage.commands])  # noqa: C419 - run them all
    folders = stage.folders_with_tests()
    if stage.folders and not folders:
        return "no test files yet"
    if folders:
        status = run(PYTHON, "-m", "pytest", *folders, *stage.options)
        if status == NO_TEST_COLLECTED:
            say(f"dev.py: there are test files in {', '.join(folders)}, but pytest found none in them")
        good = good and status == 0
    return "passed" if good else "failed"


def soak(chosen: argparse.Namespace) -> int:
    """Rounds of the property tests, each with its own seed, until the time is up or one fails."""
    set_up()
    until = time.monotonic() + chosen.minutes * 60
    seed = int(time.time())
    folders = Stage("soak", folders=("property", "fuzz", "kills")).folders_with_tests()
    if not folders:
        raise ChoreFailed("there are no property tests yet, so there is nothing to soak")
    while time.monotonic() < until:
        seed += 1
        options = ("--hypothesis-profile=soak", f"--hypothesis-seed={seed}", "-nauto")
        if run(PYTHON, "-m", "pytest", *folders, *options):
            say(f"failed with --hypothesis-seed={seed}")
            return 1
    return 0


# -------------------------------------------------------------------- demo, benchmark, lock, wheel


def demo(chosen: argparse.Namespace) -> int:
    """The starter playbooks on a sample portfolio: decided and explained on the command line, then by the server."""
    set_up()
    folder = BUILD / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        decide_and_explain(folder)
        serve_and_walk(folder, keep=chosen.keep)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder)
    say("\nREADME.md goes on from here.")
    return 0


def decide_and_explain(folder: Path) -> None:
    """Check and test the starter playbooks, decide the sample portfolio, and look at two customers closely."""
    sample = ("--playbooks", "playbooks", "--book", "examples/book", "--as-of", DAY)
    say("\n== The starter playbooks are checked, and their tests are run")
    playbook("check", "playbooks")
    playbook("test", "playbooks")
    say(f"\n== What they say for a sample portfolio on {DAY}")
    playbook("decide", *sample)
    playbook("decide", *sample, "--format", "json", into=folder / "decisions.json")
    decisions = json.loads((folder / "decisions.json").read_bytes())["decisions"]
    look_closely(decisions, sample)


def serve_and_walk(folder: Path, *, keep: bool) -> None:
    """Bring the server up on SQLite, and do over HTTP what a company does: examples/server/walk.py."""
    say(f"\n== The server, on SQLite, on the morning of {DAY}")
    log = folder / "server.log"
    environment = {
        **os.environ,
        "PLAYBOOK_ENGINE_DATABASE_URL": f"sqlite:///{folder / 'playbook.db'}",
        "PLAYBOOK_ENGINE_CLOCK_STARTS_AT": f"{DAY}T10:30:00+01:00",
    }
    command = (str(BIN / "playbook"), "serve", "--port", "0")
    say("$ playbook serve --port 0")
    with (folder / "key").open("wb") as key, log.open("wb") as told:
        server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=key, stderr=told, env=environment)
    try:
        url = address_of(server, log)
        secret = (folder / "key").read_text(encoding="ascii").strip()
        if run(PYTHON, "examples/server/walk.py", "--url", url, "--key", secret):
            raise ChoreFailed(f"the walk through the server failed\n{log.read_text(encoding='utf-8')}")
        if keep:
            say(f"\nThe server goes on at {url} until Ctrl-C; its admin's key is in {folder / 'key'}.")
            server.wait()
    finally:
        server.terminate()
        server.wait(timeout=60)


def address_of(server: subprocess.Popen[bytes], log: Path) -> str:
    """Where the server listens, once it says so."""
    for _ in range(600):
        for line in log.read_text(encoding="utf-8").splitlines():
            if line.startswith("listening on "):
                return line.removeprefix("listening on ").strip()
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise ChoreFailed(f"the server did not start\n{log.read_text(encoding='utf-8')}")


def look_closely(decisions: Sequence[Decision], sample: Sequence[str]) -> None:
    """One customer who is written to and one who is not, and why; then the message itself and what is to come."""
    chased = first_account(decisions, "gets a message", is_message)
    silent = first_account(decisions, "is left alone", is_stopped)
    say("\n== Why one customer is written to")
    playbook("explain", *sample, "--account", chased)
    say("\n== And why another is not")
    playbook("explain", *sample, "--account", silent)
    say("\n== The message, in each language it is written in")
    playbook("preview", *sample, "--account", chased)
    say("\n== What would follow if nothing else happened")
    playbook("forecast", *sample, "--account", chased)


def first_account(decisions: Sequence[Decision], what: str, wanted: Callable[[Decision], bool]) -> str:
    """The account of the first decision that is wanted."""
    for decision in decisions:
        if wanted(decision):
            return str(decision["account"])
    raise ChoreFailed(f"the sample portfolio has no account that {what}, so there is nothing to explain")


def is_message(decision: Decision) -> bool:
    """Whether the step that the ladder has reached is a message, and goes out today."""
    return any(
        action.get("template") and action["step"] == decision.get("stage") and "state" not in action
        for action in decision.get("actions", ())
    )


def is_stopped(decision: Decision) -> bool:
    """Whether a hold or a limit stops what would go out."""
    return not decision.get("actions") and decision.get("silence", {}).get("reason") in {"held", "limit"}


def playbook(*arguments: str, into: Path | None = None) -> None:
    """Run one command of the product as a user would, and stop the demo where it fails."""
    command = (str(BIN / "playbook"), *arguments)
    if into is None:
        status = run(*command)
    else:
        with into.open("wb") as output:
            status = run(*command, output=output.fileno())
    if status:
        raise ChoreFailed(f"`playbook {shlex.join(arguments)}` ended with status {status}")


def bench(chosen: argparse.Namespace) -> int:
    """The benchmarks, beside the peers they are compared with."""
    if not (ROOT / "benchmarks" / "__main__.py").exists():
        raise ChoreFailed("there is no `benchmarks` folder in this checkout yet")
    set_up("bench")
    return run(PYTHON, "-m", "benchmarks", *chosen.rest)


def lock(chosen: argparse.Namespace) -> int:
    """The lock files: the product, development, and on top what builds a wheel and the peers of the benchmark."""
    set_up()
    compile_lock("run", "pyproject.toml", upgrade=chosen.upgrade)
    development = ("pyproject.toml", "--extra", "properties", "--group", "dev", "-c", "requirements/run.txt")
    compile_lock("dev", *development, upgrade=chosen.upgrade)
    compile_lock("build", "--group", "build", "-c", "requirements/dev.txt", upgrade=chosen.upgrade)
    compile_lock("bench", "--group", "bench", "-c", "requirements/dev.txt", upgrade=chosen.upgrade)
    return 0


def compile_lock(name: str, *what: str, upgrade: bool) -> None:
    """Write one lock file: every platform, every hash, no host name."""
    path = REQUIREMENTS / f"{name}.txt"
    options = ["--universal", "--python-version=%d.%d" % OLDEST, "--generate-hashes", "--no-header"]  # noqa: UP031
    options += ["--no-emit-index-url", "--quiet", *(["--upgrade"] if upgrade else [])]
    if run(str(BIN / "uv"), "pip", "compile", *what, *options, "--output-file", str(path.relative_to(ROOT))):
        raise ChoreFailed(
            f"requirements/{name}.txt was not written\nhelp: uv says above what it could not resolve or reach"
        )
    if "://" in path.read_text(encoding="utf-8"):
        raise ChoreFailed(f"requirements/{name}.txt names a host, which a committed file may not")


def build(_chosen: argparse.Namespace) -> int:
    """The wheel."""
    set_up()
    return run(PYTHON, "-m", "build", "--wheel", "--no-isolation")


def run(*command: str, output: int | None = None) -> int:
    """Show a command, run it from the top folder without input, and return its exit status."""
    shown = (Path(command[0]).name, *command[1:]) if command[0].startswith(str(BIN)) else command
    say(f"$ {shlex.join(shown)}")
    return subprocess.run(command, cwd=ROOT, check=False, stdin=subprocess.DEVNULL, stdout=output).returncode


def say(text: str) -> None:
    """Print at once, so that lines stand in order with those of the programs that are run."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
