"""Records over HTTP: singly and in bulk, in every form, and what is answered to those that are wrong."""

import gzip
import zlib
from collections.abc import Iterable
from typing import Any

import httpx
import msgspec
import pytest

from tests.http.conftest import House, errors

pytestmark = pytest.mark.anyio

INVOICE = {
    "record": "invoice", "id": "INV-1", "account": "A-1", "issued_on": "2026-01-01", "due_on": "2026-02-01",
    "amount": "100.00 EUR",
}  # fmt: skip
ACCOUNT = {"record": "account", "id": "A-1", "name": "Ace"}


def ndjson(records: Iterable[Any]) -> bytes:
    return b"".join(msgspec.json.encode(each) + b"\n" for each in records)


async def send(house: House, body: bytes, media: str = "application/x-ndjson", query: str = "", **more: Any) -> Any:
    headers = {"Content-Type": media, **more.pop("headers", {})}
    answer = await house.ask("POST", f"/v1/records{query}", "service", content=body, headers=headers, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def put(house: House, path: str, record: Any, **headers: str) -> httpx.Response:
    return await house.ask("PUT", f"/v1/records/{path}", "service", json=record, headers=headers)


async def test_many_records_as_lines_array_and_table(house: House) -> None:
    told = await send(house, ndjson([INVOICE, ACCOUNT]), query="?source=erp")
    assert {name: told[name] for name in ("received", "new", "refused")} == {"received": 2, "new": 2, "refused": 0}
    told = await send(house, msgspec.json.encode([ACCOUNT, {**INVOICE, "amount": "5 EUR"}]), "application/json")
    assert (told["unchanged"], told["changed"]) == (1, 1)
    table = "id,account,issued_on,item,due_on,amount,currency,source_version,deleted\n"
    table += "INV-2,A-1,2026-01-01,I-1,2026-02-01,60.00,EUR,7,\nINV-2,A-1,2026-01-01,I-2,2026-03-01,40.00,EUR,7,\n"
    table += "INV-1,,,,,,,8,yes\n"
    told = await send(house, table.encode(), "text/csv", "?kind=invoice&source=erp")
    assert (told["received"], told["new"], told["deleted"]) == (2, 1, 1)
    shown = (await house.ask("GET", "/v1/records/invoice/INV-2", "viewer")).json()
    assert (shown["source_version"], shown["source"]) == (7, "erp")
    assert [each["due_on"] for each in shown["record"]["instalments"]] == ["2026-02-01", "2026-03-01"]
    assert (await house.ask("GET", "/v1/records/invoice/INV-1", "viewer")).status_code == 404


async def test_bad_records_are_listed_with_their_place(house: House) -> None:
    bad = {**INVOICE, "due_on": "2026-02-30"}
    told = await send(house, ndjson([ACCOUNT]) + b"\n{oops\n" + ndjson([bad, INVOICE]))
    assert (told["received"], told["new"], told["refused"]) == (4, 2, 2)
    assert [(each["place"], each["pointer"], each["code"]) for each in told["remarks"]] == [
        (3, "", "PB402"),
        (4, "/due_on", "PB407"),
    ]
    told = await send(house, msgspec.json.encode([ACCOUNT, bad, 7]), "application/json")
    assert [(each["place"], each["pointer"]) for each in told["remarks"]] == [(2, "/1/due_on"), (3, "/2")]
    table = b"id,account,issued_on,due_on,amount\nINV-1,A-1,2026-01-01,2026-02-30,5 EUR\nINV-2,A-1\n"
    told = await send(house, table, "text/csv", "?kind=invoice")
    assert (told["refused"], {each["place"] for each in told["remarks"]}) == (2, {2, 3})


async def test_more_records_than_are_read_at_once(house: House) -> None:
    many = [{**INVOICE, "id": f"INV-{number}", "account": f"A-{number % 90}"} for number in range(6000)]
    told = await send(house, ndjson(many))
    assert told["new"] == 6000
    packed = gzip.compress(ndjson(many[:100])) + gzip.compress(ndjson([{**INVOICE, "id": "last"}]))
    told = await send(house, packed, headers={"Content-Encoding": "gzip"})
    assert (told["unchanged"], told["new"]) == (100, 1)


@pytest.mark.parametrize(
    ("body", "media", "query", "encoding", "status"),
    [
        (b"{}", "text/plain", "", "", 415),
        (b"[1,", "application/json", "", "", 400),
        (b"id\n", "text/csv", "", "", 400),
        (b"id\n", "text/csv", "?kind=invoyce", "", 404),
        (b"id,idd,duee_on\n", "text/csv", "?kind=invoice", "", 422),
        (b"id,id\n", "text/csv", "?kind=invoice", "", 422),
        (b"", "application/x-ndjson", "?kind=invoice", "", 400),
        (b"{}", "application/x-ndjson", "", "br", 415),
        (b"not packed", "application/x-ndjson", "", "gzip", 400),
        (gzip.compress(b"{}\n" * 100)[:-9], "application/x-ndjson", "", "gzip", 400),
        (gzip.compress(b" " * 70_000_000, 1), "application/x-ndjson", "", "gzip", 413),
        (zlib.compress(b"{}"), "application/json", "", "gzip", 400),
        (b"", "application/x-ndjson", "?source=a%00b", "", 400),
    ],
)
async def test_what_cannot_be_taken(
    house: House, body: bytes, media: str, query: str, encoding: str, status: int
) -> None:
    headers = {"Content-Type": media} | ({"Content-Encoding": encoding} if encoding else {})
    answer = await house.ask("POST", f"/v1/records{query}", "service", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_record_is_put_read_and_deleted(house: House) -> None:
    first = await put(house, "invoice/2026%2F001?source=erp&source_version=3", {**INVOICE, "id": "2026/001"})
    assert (first.status_code, first.json()["outcome"]) == (200, "new")
    shown = await house.ask("GET", "/v1/records/invoice/2026/001", "viewer")
    assert shown.headers["etag"] == first.headers["etag"]
    assert shown.json()["record"]["amount"] == "100.00 EUR"
    late = await put(house, "invoice/2026%2F001?source_version=2", {**INVOICE, "id": "2026/001", "amount": "1 EUR"})
    assert late.json()["outcome"] == "late"
    gone = await house.ask("DELETE", "/v1/records/invoice/2026/001", "service")
    assert gone.json()["outcome"] == "deleted"
    assert (await house.ask("GET", "/v1/records/invoice/2026/001", "viewer")).status_code == 404
    versions = (await house.ask("GET", "/v1/record-versions/invoice/2026/001", "viewer")).json()
    assert [(each["revision"], each["record"] is None) for each in versions] == [(1, False), (2, True)]


async def test_the_past_of_a_record(house: House) -> None:
    await put(house, "account/A-1", {"name": "old"})
    house.clock.forward(hours=1)
    await put(house, "account/A-1", {"name": "new"})
    for at, name in (("2026-03-16T09:30:00Z", "old"), ("2026-03-16T11:00:00%2B01:00", "new")):
        assert (await house.ask("GET", f"/v1/records/account/A-1?as_of={at}", "viewer")).json()["record"][
            "name"
        ] == name
    before = await house.ask("GET", "/v1/records/account/A-1?as_of=2026-03-16T08:00:00Z", "viewer")
    assert before.status_code == 404


async def test_nobody_replaces_what_he_has_not_seen(house: House) -> None:
    first = await put(house, "account/A-1", {"name": "a"})
    second = await put(house, "account/A-1", {"name": "b"}, **{"If-Match": first.headers["etag"]})
    assert second.status_code == 200
    third = await put(house, "account/A-1", {"name": "c"}, **{"If-Match": first.headers["etag"]})
    assert third.status_code == 412
    headers = {"If-Match": first.headers["etag"]}
    assert (await house.ask("DELETE", "/v1/records/account/A-1", "service", headers=headers)).status_code == 412
    missing = await put(house, "account/A-2", {"name": "c"}, **{"If-Match": first.headers["etag"]})
    assert missing.status_code == 412
    assert (await house.ask("GET", "/v1/records/account/A-1", "viewer")).json()["record"]["name"] == "b"


async def test_a_wrong_record_is_told_with_every_fault(house: House) -> None:
    answer = await put(house, "invoice/INV-1", {"account": "A-1", "issued_on": "tomorrow", "amount": "5"})
    assert answer.status_code == 422
    assert {each["pointer"] for each in errors(answer)} == {"#/issued_on", "#/amount"}
    assert (await put(house, "invoice/INV-1", {**INVOICE, "id": "INV-2"})).status_code == 400
    assert (await put(house, "invoice/INV-1", {**INVOICE, "record": "account"})).status_code == 400
    assert (await put(house, "invoyce/INV-1", INVOICE)).status_code == 404
    assert (await house.ask("DELETE", "/v1/records/account/nobody", "service")).status_code == 404
    assert (await house.ask("GET", "/v1/records/account/a%00b", "viewer")).status_code == 404


async def test_records_of_another_organisation_are_not_there(house: House) -> None:
    await put(house, "account/A-1", {"name": "a"})
    assert (await house.ask("GET", "/v1/records/account/A-1", "viewer", "two")).status_code == 404
    assert (await house.ask("GET", "/v1/record-versions/account/A-1", "viewer", "two")).status_code == 404
    for method in ("PUT", "DELETE"):
        assert (await house.ask(method, "/v1/records/account/A-1", "viewer", json={})).status_code == 403


async def test_sources_with_their_latest_day(house: House) -> None:
    days = [{"record": "freshness", "source": "erp", "on": day} for day in ("2026-03-14", "2026-03-16", "2026-03-15")]
    await send(house, ndjson(days))
    (source,) = (await house.ask("GET", "/v1/sources", "viewer")).json()
    assert (source["source"], source["on"], source["stale"]) == ("erp", "2026-03-16", False)
