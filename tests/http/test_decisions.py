"""A book in the body, decided by a stored release, with nothing left behind."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from playbook_engine.model.receipt import Receipt
from playbook_engine.service.as_of import parse_as_of
from playbook_engine.service.books import open_book
from playbook_engine.service.deciding import decide_book, verify_receipt
from playbook_engine.service.folders import check_folder
from playbook_engine.store.tables import CASES, DECISIONS, RECORDS
from tests.http.conftest import House, errors

pytestmark = pytest.mark.anyio

DAY = "2026-03-16"


@pytest.fixture
def book(top: Path) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((top / "examples/first/book.json").read_bytes())
    return found


@pytest.fixture
async def followed(house: House, top: Path) -> House:
    """A server on which the playbooks of the first example are in force for organisation one."""
    folder = top / "examples/first/playbooks"
    files = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()
    }
    made = await house.ask("POST", "/v1/releases", "author", json={"files": files})
    assert made.status_code == 201, made.text
    assert (await house.ask("POST", "/v1/releases/1/approval", "approver")).status_code == 200
    assert (await house.ask("POST", "/v1/activations", "approver", json={"release": 1})).status_code == 201
    house.clock.forward(seconds=3)
    return house


async def test_what_is_decided_is_what_the_command_line_decides(
    followed: House, book: dict[str, Any], top: Path
) -> None:
    sent = {"book": book, "as_of": DAY, "receipt": True}
    answer = await followed.ask("POST", "/v1/decisions", "service", json=sent)
    assert answer.status_code == 200, answer.text
    release = check_folder(top / "examples/first/playbooks").release
    assert release is not None
    reading = open_book(top / "examples/first/book.json", release.organisation)
    decided = decide_book(release, reading.book, parse_as_of(DAY))
    assert answer.json()["decisions"] == msgspec.json.decode(msgspec.json.encode(decided.decisions))
    assert answer.json()["decisions"]
    assert answer.json()["release"] == 1
    receipt = msgspec.convert(answer.json()["receipt"], Receipt)
    assert verify_receipt(receipt, release, reading.book) == ()


async def test_nothing_is_stored(followed: House, book: dict[str, Any]) -> None:
    await followed.ask("POST", "/v1/decisions", "service", json={"book": book, "as_of": DAY})
    async with followed.runtime.work(followed.caller(), "read") as work:
        for table in (RECORDS, DECISIONS, CASES):
            assert (await work.connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_one_account_by_a_named_release(followed: House, book: dict[str, Any]) -> None:
    account = book["accounts"][0]["id"]
    sent = {"book": book, "release": 1, "as_of": DAY, "account": account}
    decisions = (await followed.ask("POST", "/v1/decisions", "service", json=sent)).json()["decisions"]
    assert {each["account"] for each in decisions} == {account}


async def test_without_a_day_it_is_now(followed: House, book: dict[str, Any]) -> None:
    answer = await followed.ask("POST", "/v1/decisions", "service", json={"book": book})
    assert answer.json()["as_of"] == followed.clock.at.isoformat()


async def test_a_large_book_is_decided_beside_the_servers_work(followed: House, book: dict[str, Any]) -> None:
    account, invoice = (
        book["accounts"][0],
        next(i for i in book["invoices"] if i["account"] == book["accounts"][0]["id"]),
    )
    many = [{**invoice, "id": f"{invoice['id']}-{number}"} for number in range(500)]
    sent = {"book": {"format": 1, "kind": "book", "accounts": [account], "invoices": many}, "as_of": DAY}
    answer = await followed.ask("POST", "/v1/decisions", "service", json=sent)
    assert answer.status_code == 200, answer.text
    assert len(msgspec.json.encode(sent)) > 50_000
    assert sum(len(each["items"]) for each in answer.json()["decisions"]) == 500


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"release": 9}, 404),
        ({"as_of": "soon"}, 400),
        ({"as_of": "2026-02-30"}, 400),
        ({"account": "nobody"}, 404),
        ({"book": {"format": 2, "kind": "book"}}, 422),
        ({"book": 7}, 422),
        ({"bok": {}}, 422),
    ],
)
async def test_what_cannot_be_is_told(
    followed: House, book: dict[str, Any], change: dict[str, Any], status: int
) -> None:
    answer = await followed.ask("POST", "/v1/decisions", "service", json={"book": book, "as_of": DAY} | change)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_every_record_that_cannot_be_taken_is_listed(followed: House, book: dict[str, Any]) -> None:
    book["invoices"][0]["amount"] = "much"
    book["invoices"][1]["account"] = "nobody"
    answer = await followed.ask("POST", "/v1/decisions", "service", json={"book": book, "as_of": DAY})
    assert answer.status_code == 422
    assert len(errors(answer)) >= 2
    assert all(each["code"] and each["path"] == "book" for each in errors(answer))


async def test_releases_of_others_are_not_there(followed: House, book: dict[str, Any]) -> None:
    sent = {"book": book, "as_of": DAY}
    assert (await followed.ask("POST", "/v1/decisions", "service", json=sent | {"release": 1})).status_code == 200
    theirs = await followed.ask("POST", "/v1/decisions", "service", "two", json=sent | {"release": 1})
    assert theirs.status_code == 404
    none = await followed.ask("POST", "/v1/decisions", "service", "two", json=sent)
    assert none.status_code == 409
    assert (await followed.ask("POST", "/v1/decisions", "auditor", json=sent)).status_code == 403


async def test_the_header_names_the_release(followed: House) -> None:
    assert (await followed.ask("GET", "/v1/caller", "viewer")).headers["playbook-release"] == "1"
    assert (await followed.ask("GET", "/v1/caller", "viewer", "two")).headers["playbook-release"] == ""
