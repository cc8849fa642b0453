"""Dry runs over HTTP: drafts and releases, books sent and stored, at once and as jobs; nothing is changed."""

import asyncio
import datetime as dt
import io
import itertools
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.ingest.folder import read_folder
from playbook_engine.ingest.reading import read_book
from playbook_engine.ingest.writing_book import write_json_book
from playbook_engine.language.folder import load
from playbook_engine.model.release import Release
from playbook_engine.service.production.simulations_running import run_next
from playbook_engine.service.simulating import Wanted, simulate_book
from playbook_engine.store.database import EVERY
from playbook_engine.store.tables import METADATA, SIMULATION_PAGES, SIMULATIONS
from tests.http.conftest import House, errors

pytestmark = pytest.mark.anyio

ACCOUNT = "A-005"


@pytest.fixture(scope="session")
def draft(top: Path) -> dict[str, str]:
    files = read_folder(top / "playbooks").files
    return {path: data.decode() for path, data in files.items() if not path.startswith("tests/")}


@pytest.fixture(scope="session")
def release(draft: dict[str, str]) -> Release:
    release = load({path: text.encode() for path, text in draft.items()}).release
    assert release is not None
    return release


@pytest.fixture(scope="session")
def book(top: Path, release: Release) -> dict[str, Any]:
    own = {each.fact.name: each.fact for each in release.organisation.own_facts}
    reading = read_book(top / "examples" / "book", own, release.organisation.base_currency)
    found: dict[str, Any] = json.loads(write_json_book(reading.book, own))
    return found


def asked(draft: dict[str, str], book: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"playbooks": {"files": draft}, "book": book, "first": "2026-03-16", "last": "2026-03-31", **more}


async def counts(house: House) -> dict[str, int]:
    """Rows of every table but those of simulations."""
    async with house.runtime.database.work(EVERY, house.clock.at, mode="read") as work:
        return {
            table.name: (await work.connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in METADATA.sorted_tables
            if table not in {SIMULATIONS, SIMULATION_PAGES}
        }


async def done(house: House, request: dict[str, Any]) -> str:
    """Ask for a job, have it done, and give its id."""
    answer = await house.ask("POST", "/v1/simulations", role="author", json=request)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/v1/simulations/{answer.json()['id']}"
    assert await run_next(house.runtime, "runner") == answer.json()["id"]
    return str(answer.json()["id"])


async def rows(house: House, id: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number in itertools.count():
        answer = await house.ask("GET", f"/v1/simulations/{id}/lists/{name}?page={number}", role="author")
        assert answer.status_code == 200, answer.text
        found += answer.json()["rows"]
        if answer.json().get("next") is None:
            return found
    raise AssertionError


class TestOneAccount:
    async def test_a_forecast_is_answered_at_once_and_is_what_the_engine_says(
        self, house: House, draft: dict[str, str], book: dict[str, Any], release: Release, top: Path
    ) -> None:
        before = await counts(house)
        answer = await house.ask("POST", "/v1/simulations", role="author", json=asked(draft, book, account=ACCOUNT))
        assert answer.status_code == 200, answer.text
        own = {each.fact.name: each.fact for each in release.organisation.own_facts}
        whole = read_book(top / "examples" / "book", own, release.organisation.base_currency).book
        wanted = Wanted(first=_day("2026-03-16"), last=_day("2026-03-31"))
        expected = simulate_book(Evaluator(release).release, whole, wanted, account=ACCOUNT)
        told = [(each["day"], each["action"]["id"]) for each in answer.json()["lists"]["acts"]]
        assert told == [(each.day.isoformat(), each.action.id) for each in expected.acts]
        assert told
        assert set(answer.json()["plots"]) == {"calendar", "funnel"}
        assert await counts(house) == before

    async def test_the_same_request_gives_the_same_bytes(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        request = asked(draft, book, account=ACCOUNT, customers="as before", seed="a")
        one = await house.ask("POST", "/v1/simulations", role="author", json=request)
        other = await house.ask("POST", "/v1/simulations", role="author", json=request)
        assert one.content == other.content

    async def test_an_account_that_is_not_there(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        answer = await house.ask("POST", "/v1/simulations", role="author", json=asked(draft, book, account="A-9999"))
        assert answer.status_code == 404
        assert "A-9999" in answer.json()["detail"]


class TestJobs:
    async def test_a_portfolio_is_a_job_with_pages_and_plots(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        before = await counts(house)
        id = await done(house, asked(draft, book, customers="as before", runs=3, seed="s"))
        looked = (await house.ask("GET", f"/v1/simulations/{id}", role="author")).json()
        assert looked["state"] == "done"
        assert looked["done"] == looked["of"] > 0
        result = (await house.ask("GET", f"/v1/simulations/{id}/result", role="author")).json()
        assert result["bands"]
        acts = await rows(house, id, "acts")
        assert acts
        calendar = await house.ask("GET", f"/v1/simulations/{id}/plots/calendar", role="author")
        assert "vega-lite" in calendar.json()["$schema"]
        assert await counts(house) == before

    async def test_events_tell_how_far_it_is_and_end(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        answer = await house.ask("POST", "/v1/simulations", role="author", json=asked(draft, book))
        id = answer.json()["id"]
        told, _ = await asyncio.gather(
            house.ask("GET", f"/v1/simulations/{id}/events", role="author"), run_next(house.runtime, "runner")
        )
        events = [line.partition(": ")[2] for line in told.text.splitlines() if line.startswith("event")]
        assert events[-1] == "end"
        last = [line.partition(": ")[2] for line in told.text.splitlines() if line.startswith("data")][-1]
        assert json.loads(last)["state"] == "done"

    async def test_one_that_is_cancelled_has_no_result(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        id = (await house.ask("POST", "/v1/simulations", role="author", json=asked(draft, book))).json()["id"]
        cancelled = await house.ask("DELETE", f"/v1/simulations/{id}", role="author")
        assert cancelled.json()["state"] == "cancelled"
        assert await run_next(house.runtime, "runner") is None
        answer = await house.ask("GET", f"/v1/simulations/{id}/result", role="author")
        assert answer.status_code == 409

    async def test_no_more_at_once_than_an_organisation_may(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        statuses = []
        for minute in range(house.runtime.settings.simulations_at_once + 1):
            request = asked(draft, book, seed=str(minute))
            statuses.append((await house.ask("POST", "/v1/simulations", role="author", json=request)).status_code)
        assert statuses == [202, 202, 429]
        other = await house.ask("POST", "/v1/simulations", role="author", organisation="two", json=asked(draft, book))
        assert other.status_code == 202

    async def test_another_organisation_does_not_see_it(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        id = await done(house, asked(draft, book))
        for path in ("", "/result", "/lists/acts", "/plots/calendar", "/report", "/events"):
            answer = await house.ask("GET", f"/v1/simulations/{id}{path}", role="author", organisation="two")
            assert answer.status_code == 404, path
        assert (await house.ask("GET", "/v1/simulations", role="author", organisation="two")).json() == []

    async def test_results_are_dropped_when_they_expire(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        id = await done(house, asked(draft, book))
        house.clock.forward(hours=house.runtime.settings.simulation_kept_hours + 1)
        await run_next(house.runtime, "runner")
        assert (await house.ask("GET", f"/v1/simulations/{id}", role="author")).status_code == 404


class TestPlan:
    async def test_a_change_of_one_constant_as_a_comment_and_a_workbook(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        path, text = next(
            (path, text) for path, text in sorted(draft.items()) if path.endswith(".yaml") and "days after due" in text
        )
        old = next(line for line in text.splitlines() if "days after due" in line and "at:" in line)
        number = next(word for word in old.split() if word.isdigit())
        changed = {**draft, path: text.replace(old, old.replace(f" {number} ", f" {int(number) + 2} "), 1)}
        request = asked(changed, book, what="plan", against={"files": draft}, fail_on=["contacts +0%"])
        id = await done(house, request)
        looked = (await house.ask("GET", f"/v1/simulations/{id}", role="author")).json()
        assert looked["state"] == "done", looked
        changes = await rows(house, id, "changes")
        assert changes
        comment = await house.ask("GET", f"/v1/simulations/{id}/report?form=markdown", role="author")
        assert comment.headers["Content-Type"].startswith("text/markdown")
        assert "### What changes from draft to draft" in comment.text
        page = await house.ask("GET", f"/v1/simulations/{id}/report?form=html", role="author")
        assert "<html" in page.text
        sheet = await house.ask("GET", f"/v1/simulations/{id}/report?form=xlsx", role="author")
        assert openpyxl.load_workbook(io.BytesIO(sheet.content)).sheetnames

    async def test_the_same_twice_changes_nothing(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        id = await done(house, asked(draft, book, what="plan", against={"files": draft}))
        assert await rows(house, id, "changes") == []
        result = (await house.ask("GET", f"/v1/simulations/{id}/result", role="author")).json()
        assert result["refused"] is False


class TestBackTest:
    async def test_days_that_are_past(self, house: House, draft: dict[str, str], book: dict[str, Any]) -> None:
        request = asked(draft, book, what="back-test") | {"first": "2026-02-01", "last": "2026-03-15"}
        id = await done(house, request)
        would = await rows(house, id, "would")
        assert would
        assert all("2026-02-01" <= each["day"] <= "2026-03-15" for each in would)
        assert await rows(house, id, "did")


class TestWrongRequests:
    async def test_faults_of_a_draft_have_their_place(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        path = next(path for path in sorted(draft) if path.endswith(".yaml") and path != "organisation.yaml")
        broken = {**draft, path: draft[path] + "\nnonsense: 1\n"}
        answer = await house.ask("POST", "/v1/simulations", role="author", json=asked(broken, book, account=ACCOUNT))
        assert answer.status_code == 422
        (fault,) = [each for each in errors(answer) if each["path"] == path]
        assert str(fault["line"]) == str(broken[path].count("\n"))
        assert "nonsense" in fault["detail"]

    async def test_faults_of_a_book_have_their_record(
        self, house: House, draft: dict[str, str], book: dict[str, Any]
    ) -> None:
        broken = {**book, "invoices": [{**book["invoices"][0], "issued_on": "16.3.2026"}, *book["invoices"][1:]]}
        answer = await house.ask("POST", "/v1/simulations", role="author", json=asked(draft, broken, account=ACCOUNT))
        assert answer.status_code == 422
        assert book["invoices"][0]["id"] in errors(answer)[0]["record"]

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"playbooks": {"release": 1, "revision": "main"}}, "several sources"),
            ({"against": {"release": 1}}, "plan"),
            ({"last": "2036-03-16"}, "days"),
            ({"as_of": "2026-03-16T09:00:00Z"}, "stored book"),
            ({"playbooks": {"revision": "main"}}, "no git repository"),
            ({"what": "back-test", "first": None, "last": None}, "days"),
        ],
    )
    async def test_what_cannot_be_is_said_at_once(
        self, house: House, draft: dict[str, str], book: dict[str, Any], change: dict[str, Any], word: str
    ) -> None:
        request = asked(draft, book, account=ACCOUNT) | change
        answer = await house.ask("POST", "/v1/simulations", role="author", json=request)
        assert answer.status_code == 422, answer.text
        assert word in answer.json()["detail"]

    async def test_a_viewer_may_not(self, house: House, draft: dict[str, str], book: dict[str, Any]) -> None:
        answer = await house.ask("POST", "/v1/simulations", role="viewer", json=asked(draft, book, account=ACCOUNT))
        assert answer.status_code == 403, answer.text

    async def test_a_job_that_fails_says_why(self, house: House, draft: dict[str, str], book: dict[str, Any]) -> None:
        id = await done(house, asked(draft, book, scenario="from: 2026-03-16\nnonsense: 1\n"))
        looked = (await house.ask("GET", f"/v1/simulations/{id}", role="author")).json()
        assert looked["state"] == "failed"
        assert "nonsense" in looked["failure"]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
