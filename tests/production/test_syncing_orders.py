"""One book from one history, whatever order its records come in; and the same book as from files."""

import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from playbook_engine.ingest.csv_book import read_csv_book
from playbook_engine.ingest.ndjson_book import read_ndjson_book
from playbook_engine.ingest.reading import read_book, read_source
from playbook_engine.ingest.synced_records import Read, RecordsReader
from playbook_engine.model.book import Allocation, Book, Unit
from playbook_engine.model.facts import Fact
from playbook_engine.model.units import make_setting
from playbook_engine.service.production.own_facts import Declared
from playbook_engine.service.production.syncing import sync
from tests.production.syncing import Line, Synced, account, content, deleted, invoice, payment

pytestmark = pytest.mark.anyio

DELIVERIES = 100_000 if os.environ.get("CI") else 8_000

OWN = {
    "account.x.partner_managed": Fact(name="account.x.partner_managed", kind="yes/no", sentence="of the sample"),
    "invoice.x.project": Fact(name="invoice.x.project", kind="text", sentence="of the sample"),
}


def history(random_: random.Random, records: int) -> list[list[Line]]:
    """Of each record its versions, the first one first; invoices and payments may end deleted."""
    accounts = max(records // 8, 4)
    return [_versions(random_, number, accounts) for number in range(records)]


def _versions(random_: random.Random, number: int, accounts: int) -> list[Line]:
    some = range(1, random_.randint(2, 5))
    if number < accounts:
        return [
            account(f"A-{number}", tier=random_.choice("abc"), source_version=each, **_payer(random_, number, accounts))
            for each in some
        ]
    owner = f"A-{random_.randrange(accounts)}"
    if random_.random() < 0.5:
        lines = [_invoice(random_, number, owner, each) for each in some]
    else:
        lines = [
            _payment(random_, number, random_.randrange(accounts, max(number, accounts + 1)), owner, each)
            for each in some
        ]
    if random_.random() < 0.1:
        lines.append(deleted(lines[0]["record"], lines[0]["id"], source_version=len(lines) + 1))
    return lines


def _payer(random_: random.Random, number: int, accounts: int) -> dict[str, str]:
    return {"payer": f"A-{random_.randrange(number)}"} if number and random_.random() < 0.3 else {}


def _invoice(random_: random.Random, number: int, owner: str, version: int) -> Line:
    amount = random_.randint(50, 500)
    balance = {"balance": f"{random_.randint(0, amount)} EUR"} if random_.random() < 0.3 else {}
    if random_.random() < 0.2:
        parts = [{"due_on": f"2026-0{month}-01", "amount": f"{amount} EUR"} for month in (3, 4)]
        return invoice(f"R-{number}", owner, instalments=parts, source_version=version)
    return invoice(f"R-{number}", owner, amount=f"{amount} EUR", source_version=version, **balance)


def _payment(random_: random.Random, number: int, other: int, owner: str, version: int) -> Line:
    item = {"item": f"R-{other}"} if random_.random() < 0.8 else {}
    return payment(f"R-{number}", owner, amount=f"{random_.randint(1, 90)} EUR", source_version=version, **item)


def in_a_file(versions: list[list[Line]]) -> Book:
    """The book of a file that has of each record the newest version alone."""
    last = [each[-1] for each in versions if not each[-1].get("deleted")]
    lines = [{name: value for name, value in each.items() if name != "source_version"} for each in last]
    data = b"\n".join(msgspec.json.encode(each) for each in lines)
    return read_source(read_ndjson_book(data, "book"), {}, "EUR", "book").book


async def test_shuffled_repeated_and_late_records_make_the_same_book(synced: Synced) -> None:
    random_ = random.Random(20260316)  # noqa: S311 - a draw that repeats
    versions: list[list[Line]] = history(random_, DELIVERIES // 4)
    deliveries = [each for some in versions for each in some]
    deliveries += random_.choices(deliveries, k=DELIVERIES - len(deliveries))
    random_.shuffle(deliveries)
    report = await synced.send(*deliveries, chunk=3000)
    assert (report.received, report.refused) == (DELIVERIES, 0)
    assert report.late > DELIVERIES // 10
    book = await synced.book()
    assert content(book) == content(in_a_file(versions))
    assert content(seen_alone(await synced.book_by_units(some=50))) == content(seen_alone(book))
    assert (await synced.send(*deliveries[:2000])).changed == 0


async def test_the_sample_makes_the_same_book_as_its_files(synced: Synced, top: Path) -> None:
    folder = top / "examples" / "book"
    source = read_csv_book({each.name: each.read_bytes() for each in folder.iterdir()}, "book", OWN)
    synced.known = Declared(OWN, None)
    reader = RecordsReader(OWN)
    for batch in reversed(source.batches):
        read = reader.records(batch.kind, enumerate(batch.raws, 1))
        assert read.complaints == []
        await sync(synced.runtime, synced.caller, _one(read), "erp", synced.known)
    assert content(await synced.book()) == content(with_latest_days(read_book(folder, OWN, "EUR").book))
    assert content(await synced.book_by_units()) == content(await synced.book())


async def _one(read: Read) -> Any:
    yield read


def with_latest_days(book: Book) -> Book:
    """With the one day of each source that a server keeps: the latest."""
    days = {each.id: each for each in book.setting.freshness}
    setting = make_setting(book.setting.rates, days.values(), book.setting.entities)
    return msgspec.structs.replace(book, setting=setting)


def seen_alone(book: Book) -> Book:
    """With one name for all items of other units: which of them money is set against is nothing to this one."""
    return msgspec.structs.replace(book, units=tuple(_alone(unit) for unit in book.units))


def _alone(unit: Unit) -> Unit:
    own = {item.id for each in unit.invoices for item in each.items}

    def told(record: Any) -> Any:
        sums: Counter[str] = Counter()
        for part in record.allocations:
            sums[part.item if part.item in own else "elsewhere"] += part.amount
        parts = tuple(Allocation(item=item, amount=sums[item]) for item in sorted(sums))
        return msgspec.structs.replace(record, allocations=parts)

    return msgspec.structs.replace(
        unit, payments=tuple(map(told, unit.payments)), credits=tuple(map(told, unit.credits))
    )
