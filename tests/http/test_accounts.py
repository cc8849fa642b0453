"""One account over HTTP: in full, its timeline, why, what comes next; facts and playbooks in force."""

import datetime as dt
from typing import Any

import pytest

from playbook_engine.model.book import Dispute
from playbook_engine.service.production.releases_activating import Activation, activate
from playbook_engine.service.production.releases_checking import Upload
from playbook_engine.service.production.releases_publishing import approve, publish
from playbook_engine.service.production.worker import Worker
from tests.http.conftest import House, errors
from tests.production.filling import put
from tests.production.test_deciding import files, unit

pytestmark = pytest.mark.anyio

HOLDS = files()["standard.yaml"].decode() + "holds:\n  - {hold: dispute, when: {item.disputed: yes}, covers: item}\n"


@pytest.fixture
async def full(house: House) -> House:
    """Three accounts, one with a slash in its id; decided at noon; one of them disputed an hour later."""
    house.clock.at = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
    given = Upload(files=files(**{"standard.yaml": HOLDS}))
    number = (await publish(house.runtime, house.caller("author"), given)).release.number
    await approve(house.runtime, house.caller("approver"), number)
    await activate(house.runtime, house.caller("approver"), Activation(release=number))
    async with house.runtime.work(house.caller("service")) as work:
        await put(work, [unit("A"), unit("B", days=1), unit("x/y")])
    await Worker(house.runtime).once()
    house.clock.forward(hours=1)
    dispute = Dispute(id="D-A", account="A", opened_on=dt.date(2026, 3, 16), item="I-A")
    async with house.runtime.work(house.caller("service")) as work:
        await put(work, [unit("A", disputes=(dispute,))])
    await Worker(house.runtime).once()
    return house


async def asked(house: House, path: str, **params: Any) -> Any:
    answer = await house.ask("GET", path, "viewer", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_account_in_full(full: House) -> None:
    shown = await asked(full, "/v1/accounts/A")
    assert shown["record"]["name"] == "Customer A"
    assert shown["items"][0]["open"] == {"minor": 10_000, "currency": "EUR"}
    assert [each["id"] for each in shown["disputes"]] == ["D-A"]
    assert shown["held"][0]["by"] == "dispute"
    assert shown["actions"] == []
    assert shown["decisions"][0]["silence"]["reason"] == "held"


async def test_an_account_as_it_stood(full: House) -> None:
    shown = await asked(full, "/v1/accounts/A", as_of="2026-03-16T12:30:00Z")
    assert [each["step"] for each in shown["actions"]] == ["look"]
    assert shown["actions"][0]["collector"] == "Cora"
    assert (shown["disputes"], shown["held"]) == ([], [])


async def test_any_id_can_be_asked_for(full: House) -> None:
    assert (await asked(full, "/v1/accounts/x/y"))["record"]["id"] == "x/y"
    assert (await asked(full, "/v1/accounts/x%2Fy"))["record"]["id"] == "x/y"


@pytest.mark.parametrize(
    "path", ["/v1/accounts/Z", "/v1/timeline?account=Z", "/v1/why?account=Z", "/v1/forecast?account=Z"]
)
async def test_there_is_no_such_account(full: House, path: str) -> None:
    assert (await full.ask("GET", path, "viewer")).status_code == 404
    assert (await full.ask("GET", path.replace("Z", "A"), "viewer", "two")).status_code == 404


async def test_the_timeline_page_by_page(full: House) -> None:
    whole = await asked(full, "/v1/timeline", account="A")
    assert {each["entry"] for each in whole["items"]} == {"learnt", "decided", "done"}
    assert whole["next"] is None
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        part = await asked(full, "/v1/timeline", account="A", limit=2, sort="-at", **cursor)
        found += part["items"]
        if part["next"] is None:
            break
        cursor = {"cursor": part["next"]}
    assert found == whole["items"][::-1]
    done = await asked(full, "/v1/timeline", account="A", entry="done")
    assert [each["act"] for each in done["items"]] == ["action made", "action: due > cancelled"]
    learnt = await asked(full, "/v1/timeline", account="A", entry="learnt", as_of="2026-03-16T12:30:00Z")
    assert {each["kind"] for each in learnt["items"]} == {"account", "contact", "invoice", "membership"}


async def test_why_in_sentences_and_as_data(full: House) -> None:
    case = (await asked(full, "/v1/cases", account="A"))["items"][0]["case"]
    for params in ({"case": case}, {"account": "A"}, {"item": "I-A"}):
        told = await asked(full, "/v1/why", **params)
        assert told["cases"][0]["trace"]["decision"]["silence"]["by"] == "dispute"
        assert any("dispute" in sentence for sentence in told["cases"][0]["sentences"])
    then = await asked(full, "/v1/why", account="A", as_of="2026-03-16T12:00:00Z")
    assert then["cases"][0]["trace"]["decision"]["actions"][0]["step"] == "look"
    assert (await asked(full, "/v1/why", account="A", decision=1))["recomputed"] == "same"


async def test_what_comes_next(full: House) -> None:
    told = await asked(full, "/v1/forecast", account="B", days=20)
    steps = [(each["day"], action["step"]) for each in told["decisions"] for action in each.get("actions", ())]
    assert steps[:2] == [("2026-03-20", "look"), ("2026-03-30", "call")]


async def test_facts_and_playbooks(full: House) -> None:
    known = await asked(full, "/v1/facts", name="item")
    assert {each["name"].partition(".")[0] for each in known} == {"item"}
    playbook = (await asked(full, "/v1/playbooks"))[0]
    assert (playbook["playbook"], playbook["version"], playbook["holds"]) == ("standard", 1, ["dispute"])
    assert [each["step"] for each in playbook["cadence"]] == ["look", "call"]
    assert playbook["cadence"][0]["at"] == ["5 days after due"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/accounts/A?asof=2026-03-16", "asof"),
        ("/v1/accounts/A?as_of=2026-03-16T12:00:00", "as_of"),
        ("/v1/accounts/A?as_of=2030-01-01T00:00:00Z", "as_of"),
        ("/v1/timeline", "account"),
        ("/v1/timeline?account=A&entry=guessed", "entry"),
        ("/v1/timeline?account=A&cursor=AAAA", "cursor"),
        ("/v1/why", "case"),
        ("/v1/why?account=A&decision=0", "decision"),
        ("/v1/why?account=A&as_of=2026-02-30", "as_of"),
        ("/v1/forecast?account=B&days=1000", "days"),
        ("/v1/forecast?account=B&approvals=perhaps", "approvals"),
    ],
)
async def test_what_is_not_known_is_refused(full: House, path: str, parameter: str) -> None:
    answer = await full.ask("GET", path, "viewer")
    assert answer.status_code == 400, answer.text
    assert errors(answer)[0]["parameter"] == parameter


class TestThePast:
    """Lists as they stood."""

    async def test_cases_as_they_had_been_decided(self, full: House) -> None:
        then = await asked(full, "/v1/cases", as_of="2026-03-16T12:30:00Z")
        now = await asked(full, "/v1/cases", sort="account")
        assert [(each["account"], each["stage"], each["reason"]) for each in then["items"]] == [
            ("A", "look", ""), ("B", "", "not yet due"), ("x/y", "look", ""),
        ]  # fmt: skip
        assert [(each["account"], each["reason"]) for each in now["items"]] == [
            ("A", "held"), ("B", "not yet due"), ("x/y", ""),
        ]  # fmt: skip
        assert then["items"][0]["open"] == {"minor": 10_000, "currency": "EUR"}
        assert then["items"][0]["overdue"] == then["items"][0]["open"]

    async def test_of_what_has_not_changed_then_is_now(self, full: House) -> None:
        at = full.clock.at.isoformat().replace("+00:00", "Z")
        for path, sort in (("/v1/cases", "account"), ("/v1/accounts", "account"), ("/v1/actions", "id")):
            now = (await asked(full, path, sort=sort))["items"]
            then = (await asked(full, path, as_of=at))["items"]
            # the accounts of this test were put in without these
            untold = {"name", "account_name", "collector"} | ({"reason"} if path == "/v1/actions" else set())
            assert [{k: v for k, v in each.items() if k not in untold} for each in then] == [
                {k: v for k, v in each.items() if k not in untold} for each in now
            ]

    async def test_actions_as_they_stood(self, full: House) -> None:
        then = await asked(full, "/v1/actions", as_of="2026-03-16T12:30:00Z", state="due")
        now = await asked(full, "/v1/actions", state="due", sort="id")
        assert [each["account"] for each in then["items"]] == ["A", "x/y"]
        assert [each["account"] for each in now["items"]] == ["x/y"]

    async def test_work_and_holds_as_they_stood(self, full: House) -> None:
        before, after = {"as_of": "2026-03-16T12:30:00Z"}, {"as_of": "2026-03-16T13:00:00Z"}
        work = [(await asked(full, "/v1/worklist", **at))["items"] for at in (before, after)]
        held = [(await asked(full, "/v1/held", **at))["items"] for at in (before, after)]
        assert [[each["account"] for each in some] for some in work] == [["A", "x/y"], ["x/y"]]
        assert [[each["account"] for each in some] for some in held] == [[], ["A"]]
        assert (await asked(full, "/v1/worklist", ask="yes", **before))["items"] == []

    async def test_before_anything_came_in_there_was_nothing(self, full: House) -> None:
        for path in ("/v1/cases", "/v1/accounts", "/v1/actions"):
            assert (await asked(full, path, as_of="2026-03-16T11:00:00Z"))["items"] == []

    @pytest.mark.parametrize("path", ["/v1/cases", "/v1/accounts", "/v1/actions"])
    async def test_pages_lead_through_all_of_it(self, full: House, path: str) -> None:
        whole = (await asked(full, path, as_of="2026-03-16T12:30:00Z"))["items"]
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            part = await asked(full, path, as_of="2026-03-16T12:30:00Z", limit=1, **cursor)
            found += part["items"]
            if part["next"] is None:
                break
            cursor = {"cursor": part["next"]}
        assert found == whole
        assert len(found) >= 2
        sheet = await full.ask("GET", path, params={"as_of": "2026-03-16T12:30:00Z", "format": "csv"})
        assert len(sheet.text.splitlines()) == len(whole) + 1

    @pytest.mark.parametrize(
        ("path", "parameter"),
        [
            ("/v1/cases?sort=-case&as_of=2026-03-16T12:30:00Z", "sort"),
            ("/v1/cases?min_open=1 EUR&as_of=2026-03-16T12:30:00Z", "min_open"),
            ("/v1/cases?as_of=2026-03-16", "as_of"),
            ("/v1/cases?as_of=2036-03-16T12:30:00Z", "as_of"),
            ("/v1/cases?format=csv&as_of=2036-03-16T12:30:00Z", "as_of"),
            ("/v1/exceptions?as_of=2026-03-16T12:30:00Z", "as_of"),
            ("/v1/held?sort=open&as_of=2026-03-16T12:30:00Z", "sort"),
        ],
    )
    async def test_what_cannot_be_asked_of_the_past(self, full: House, path: str, parameter: str) -> None:
        answer = await full.ask("GET", path, "viewer")
        assert answer.status_code == 400
        assert errors(answer)[0]["parameter"] == parameter
