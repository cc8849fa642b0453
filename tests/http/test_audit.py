"""The audit log: read in pages, exported whole, recomputed, rid of personal details."""

import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, update

from playbook_engine.service.production.audit import verify_audit
from playbook_engine.store.tables import AUDIT, AUDIT_DETAILS, AUDIT_HEADS
from tests.http.conftest import House
from tests.http.servers import PLAYBOOK, environment

pytestmark = pytest.mark.anyio


async def chain(house: House) -> dict[str, Any]:
    answer = await house.ask("GET", "/v1/audit/verification", "auditor")
    found: dict[str, Any] = answer.json()
    return found


async def test_pages_hold_every_row_once_though_rows_come_in(house: House) -> None:
    first = (await house.ask("GET", "/v1/audit?limit=3", "auditor")).json()
    await house.ask("POST", "/v1/credentials", json={"subject": "bot", "roles": ["viewer"]})
    numbers = [each["number"] for each in first["items"]]
    cursor = first["next"]
    while cursor:
        page = (await house.ask("GET", f"/v1/audit?limit=3&cursor={cursor}", "auditor")).json()
        numbers += [each["number"] for each in page["items"]]
        cursor = page["next"]
    assert numbers == list(range(numbers[0], 0, -1))


async def test_rows_are_found_by_what_they_are_of(house: House) -> None:
    await house.ask("DELETE", f"/v1/credentials/{house.keys['one', 'viewer'].split('_')[1]}")
    found = (await house.ask("GET", "/v1/audit?act=credential%20revoked", "auditor")).json()["items"]
    assert [each["actor"] for each in found] == ["admin"]
    later = "2026-03-16T09:00:01Z"
    assert (await house.ask("GET", f"/v1/audit?since={later}", "auditor")).json()["items"] == []
    assert (await house.ask("GET", "/v1/audit?since=2026-03-16T09:00:01", "auditor")).status_code == 400
    wrong = await house.ask("GET", "/v1/audit?act=x&cursor=abc", "auditor")
    assert wrong.status_code == 400


async def test_a_cursor_of_other_filters_is_refused(house: House) -> None:
    cursor = (await house.ask("GET", "/v1/audit?limit=1", "auditor")).json()["next"]
    assert (await house.ask("GET", f"/v1/audit?limit=1&cursor={cursor}", "auditor")).status_code == 200
    assert (await house.ask("GET", f"/v1/audit?limit=1&act=x&cursor={cursor}", "auditor")).status_code == 400


async def test_the_export_says_whether_authors_may_approve_their_own(house: House) -> None:
    answer = await house.ask("GET", "/v1/audit/export", "auditor")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    head, *rows = [msgspec.json.decode(line) for line in answer.content.splitlines()]
    assert head["allow_self_approval"] is False
    assert head["organisation"] == "one"
    assert [each["number"] for each in rows] == list(range(1, head["rows"] + 1))
    assert rows[-1]["chain"] == head["chain"]


async def test_details_are_erased_and_the_chain_stays_whole(house: House) -> None:
    before = await chain(house)
    assert before["good"]
    assert (await house.ask("POST", "/v1/audit/erasures", "auditor", json={"actor": "admin"})).status_code == 403
    assert (await house.ask("POST", "/v1/audit/erasures", json={})).status_code == 422
    numbered = await house.ask("POST", "/v1/audit/erasures", json={"numbers": [2]})
    assert numbered.json() == {"erased": 1}
    gone = await house.ask("POST", "/v1/audit/erasures", json={"subject": "credential"})
    assert gone.json()["erased"] >= 5
    rows = (await house.ask("GET", "/v1/audit?limit=1000", "auditor")).json()["items"]
    assert all(each["detail"] is None for each in rows)
    assert any(each["detail_digest"] for each in rows)
    after = await chain(house)
    assert after["good"]
    assert after["rows"] == before["rows"] + 2
    theirs = (await house.ask("GET", "/v1/audit?limit=1000", "auditor", "two")).json()["items"]
    assert any(each["detail"] for each in theirs), "those of others stay"


THIRD = (AUDIT.c.organisation == "one") & (AUDIT.c.number == 3)
ITS_DETAIL = (AUDIT_DETAILS.c.organisation == "one") & (AUDIT_DETAILS.c.number == 3)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (update(AUDIT).where(THIRD).values(actor="somebody"), "row 3 was changed"),
        (update(AUDIT).where(THIRD).values(chain="0" * 64), "row 4 does not follow from row 3"),
        (delete(AUDIT).where(THIRD), "row 3 is missing"),
        (update(AUDIT_DETAILS).where(ITS_DETAIL).values(body=b"{}"), "the detail of row 3 was changed"),
        (update(AUDIT_HEADS).where(AUDIT_HEADS.c.organisation == "one").values(chain="0" * 64), "the chain ends"),
    ],
)
async def test_whoever_changes_a_row_is_found_out(house: House, statement: Any, sentence: str) -> None:
    caller = house.caller("auditor")
    async with house.runtime.work(caller) as work:
        await work.connection.execute(statement)
    found = await verify_audit(house.runtime, caller)
    assert not found.good
    assert any(sentence in fault for fault in found.faults)
    assert (await verify_audit(house.runtime, house.caller("auditor", "two"))).good


async def test_rows_cut_off_at_the_end_are_missed(house: House) -> None:
    caller = house.caller("auditor")
    last = (await verify_audit(house.runtime, caller)).rows
    async with house.runtime.work(caller) as work:
        await work.connection.execute(delete(AUDIT).where(AUDIT.c.organisation == "one", AUDIT.c.number == last))
    found = await verify_audit(house.runtime, caller)
    assert found.faults == (f"the chain ends at row {last - 1}, and its head says {last}",)


async def test_the_command_says_so_too(house: House, settings: Any, tmp_path: Path) -> None:
    url = settings.database_url
    assert run(url, tmp_path).returncode == 0
    async with house.runtime.work(house.caller()) as work:
        await work.connection.execute(update(AUDIT).where(AUDIT.c.organisation == "one").values(act="nothing"))
    broken = run(url, tmp_path)
    assert broken.returncode == 1
    assert "one: " in broken.stdout
    assert "BROKEN" in broken.stdout
    assert "row 1 was changed" in broken.stdout
    assert run(url, tmp_path, "--organisation", "two").returncode == 0
    assert run(url, tmp_path, "--organisation", "three").returncode == 2


def run(url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [*PLAYBOOK, "audit", "verify", *words]
    return subprocess.run(command, env=environment(url, folder), capture_output=True, text=True, check=False)
