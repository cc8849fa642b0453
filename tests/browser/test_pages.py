"""The pages as a browser shows them: whole, without errors, and without asking any other machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.server_processes import address, running

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=1200,2000",
    "--virtual-time-budget=15000", "--enable-logging=stderr",
)  # fmt: skip

Show = Callable[[str], str]


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine")
    return found


@pytest.fixture
def show(browser: str, tmp_path: Path) -> Show:
    """The document of an address once its scripts have run; fails where the page has errors."""

    def shown(url: str) -> str:
        done = subprocess.run(
            [browser, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", url],
            capture_output=True, text=True, check=True, timeout=180,
        )  # fmt: skip
        wrong = [line for line in done.stderr.splitlines() if "CONSOLE" in line and "favicon" not in line]
        assert wrong == [], "\n".join(wrong)
        return done.stdout

    return shown


@pytest.fixture(scope="module")
def planned(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a plan of one changed constant."""
    folder = tmp_path_factory.mktemp("plan")
    shutil.copytree(top / "playbooks", folder / "changed")
    playbook = folder / "changed" / "standard.yaml"
    text = playbook.read_text(encoding="utf-8")
    assert "at: 25 days after due" in text
    playbook.write_text(text.replace("at: 25 days after due", "at: 18 days after due"), encoding="utf-8")
    command = ("plan", "--from", str(top / "playbooks"), "--to", str(folder / "changed"), "--book",
               str(top / "examples" / "book"), "--as-of", "2026-03-16", "-o", str(folder / "plan.html"))  # fmt: skip
    subprocess.run([sys.executable, "-m", "playbook_engine", *command], check=True, capture_output=True)
    return folder / "plan.html"


def test_the_page_of_the_api_shows_what_there_is(show: Show, tmp_path: Path) -> None:
    environment = {**os.environ, "PLAYBOOK_ENGINE_DATABASE_URL": f"sqlite:///{tmp_path / 'playbook.db'}"}
    log = tmp_path / "log"
    with running((sys.executable, "-m", "playbook_engine", "serve", "--port", "0"), environment, log):
        page = show(f"{address(log)}/schema")
    groups = set(re.findall(r'id="operations-tag-([a-z-]+)"', page))
    assert {"records", "releases", "actions", "decisions", "simulations", "why", "worklist", "audit"} <= groups


def test_the_page_of_a_plan_has_its_tables_and_pictures(show: Show, planned: Path) -> None:
    page = show(planned.as_uri())
    assert "What changes from" in page
    assert page.count("<table") >= 3
    assert page.count("data:image/svg+xml") >= 3
    assert "18" in page
    assert "<script" not in planned.read_text(encoding="utf-8")


def test_nothing_in_the_page_of_a_plan_comes_from_elsewhere(planned: Path) -> None:
    text = planned.read_text(encoding="utf-8")
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', text) == []
    assert "url(http" not in text
