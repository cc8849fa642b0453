"""What the tests of state in share: a runtime on a fresh database, with a clock that is set by hand."""

import copy
import datetime as dt
from collections.abc import AsyncIterator, Iterable
from typing import Any

import msgspec

from playbook_engine.ingest.synced_records import Read, RecordsReader
from playbook_engine.model.book import Book
from playbook_engine.model.facts import Fact
from playbook_engine.model.units import encode_setting, encode_unit
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.own_facts import Declared
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_book, load_units
from playbook_engine.service.production.sync_report import Report
from playbook_engine.service.production.syncing import sync
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database
from playbook_engine.store.tables import UNITS

NOON = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SERVICE = Caller(organisation="one", subject="erp-sync", roles=("service",))

Line = dict[str, Any]


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> dt.datetime:
        return self.at


class Synced:
    """A runtime, and records sent to it."""

    def __init__(self, url: str, own_facts: dict[str, Fact] | None = None, organisation: str = "one") -> None:
        self.caller = msgspec.structs.replace(SERVICE, organisation=organisation)
        self.clock = SetClock()
        self.runtime = Runtime(Database(url), self.clock, Settings(database_url=url))
        self.known = Declared(own_facts or {}, None)

    def of(self, organisation: str) -> "Synced":
        """The same database with another organisation, whose clock begins anew."""
        other = copy.copy(self)
        other.caller = msgspec.structs.replace(SERVICE, organisation=organisation)
        other.clock = SetClock()
        other.runtime = Runtime(self.runtime.database, other.clock, self.runtime.settings)
        return other

    async def send(self, *lines: Line, chunk: int = 1000, caller: Caller | None = None) -> Report:
        async def reads() -> AsyncIterator[Read]:
            for start in range(0, max(len(lines), 1), chunk):
                encoded = [msgspec.json.encode(each) for each in lines[start : start + chunk]]
                yield RecordsReader(self.known.own_facts).lines(encoded, start + 1)

        return await sync(self.runtime, caller or self.caller, reads(), "erp", self.known)

    async def book(self, at: dt.datetime | None = None) -> Book:
        async with self.runtime.work(self.caller, "read") as work:
            return await load_book(work, at)

    async def book_by_units(self, at: dt.datetime | None = None, some: int = 1) -> Book:
        """The same, some units at a time, as those who decide load it."""
        async with self.runtime.work(self.caller, "read") as work:
            whole = await load_book(work, at)
            names = [unit.id for unit in whole.units]
            parts = [await load_units(work, names[start : start + some], at) for start in range(0, len(names), some)]
        return msgspec.structs.replace(whole, units=tuple(unit for part in parts for unit in part))

    async def due(self) -> set[str]:
        """Units that are due to be decided; they are taken out of the queue."""
        async with self.runtime.work(self.caller) as work:
            columns = UNITS.c
            of_mine = columns.organisation == self.caller.organisation
            found = set(
                await work.connection.scalars(
                    UNITS.select().with_only_columns(columns.unit).where(of_mine, columns.due_at.is_not(None))
                )
            )
            await work.connection.execute(UNITS.update().where(of_mine).values(due_at=None))
            return found


def account(name: str = "A-1", **fields: Any) -> Line:
    return {"record": "account", "id": name, **fields}


def invoice(name: str = "INV-1", of: str = "A-1", **fields: Any) -> Line:
    given = {"issued_on": "2026-01-01", "due_on": "2026-02-01", "amount": "100.00 EUR", **fields}
    if "instalments" in fields:
        del given["due_on"], given["amount"]
    return {"record": "invoice", "id": name, "account": of, **given}


def payment(name: str = "P-1", of: str = "A-1", **fields: Any) -> Line:
    return {"record": "payment", "id": name, "account": of, "on": "2026-02-10", "amount": "40.00 EUR", **fields}


def deleted(record: str, name: str, **fields: Any) -> Line:
    return {"record": record, "id": name, "deleted": True, **fields}


def content(book: Book) -> tuple[bytes, list[bytes]]:
    """A book in its one encoding."""
    return encode_setting(book.setting), [encode_unit(each) for each in book.units]


def accounts_of(book: Book) -> dict[str, list[str]]:
    """Accounts by unit."""
    return {unit.id: [each.id for each in unit.accounts] for unit in book.units}


def settled(book: Book) -> dict[str, int]:
    """What is settled of each item without a record of its unit."""
    return {item.id: item.settled for unit in book.units for each in unit.invoices for item in each.items}


def counts(report: Report) -> dict[str, int]:
    """What is not nothing of a report's numbers."""
    fields: Iterable[str] = ("received", "new", "changed", "unchanged", "late", "deleted", "refused")
    return {name: number for name in fields if (number := getattr(report, name))}
