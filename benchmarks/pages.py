"""Pages of 100 rows from many cases: each list and order, from the first row, from the middle, and over HTTP.

A page from the middle begins at a cursor; what it costs must not grow with what lies before it. `--plans` prints how
the database finds the rows.
"""

import argparse
import asyncio
import datetime as dt
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import httpx
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql, sqlite

from benchmarks.deciding import NOON, Still, database
from benchmarks.figures import Aim, Figure, Report
from benchmarks.printing import show
from playbook_engine.server.app import make_app
from playbook_engine.service.production.credentials import create_organisation
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.asking import Asked, Listing, Position, page, part
from playbook_engine.store.asking_lists import ACCOUNT_LIST, ACTION_LIST, CASE_LIST
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.database import Database, Work
from playbook_engine.store.migrating import upgrade
from playbook_engine.store.tables import ACCOUNTS, ACTIONS, CASES
from playbook_engine.store.worklists import EXCEPTION_LIST, HELD_LIST, WORKLIST, exceptions, worklist

ORGANISATION = "bench"
ROWS = 100
ROUNDS = 15
PORTION = 5_000
AIM = 10_000
"""Rows a second over HTTP that a page of cases should reach."""

REASONS = ("held", "waiting", "", "not yet due", "no contact")

Ask = tuple[str, Listing, Asked]


def measure(cases: int, kind: str = "postgresql", *, plans: bool = False) -> Report:
    """Fill a fresh database and turn its pages."""
    with database(kind) as url:
        figures, reached = asyncio.run(_measured(url, cases, plans=plans))
    return Report(
        name="pages",
        title=f"pages of {ROWS} rows on {kind}, from as many accounts, cases and actions",
        size=cases,
        figures=figures,
        aims=(Aim(what="rows a second over HTTP, cases by what is overdue", aim=AIM, reached=reached),),
    )


async def _measured(url: str, cases: int, *, plans: bool) -> tuple[tuple[Figure, ...], float]:
    runtime = Runtime(Database(url), Still(), Settings(database_url=url, requests_a_minute=0))
    await upgrade(runtime.database)
    key = (await create_organisation(runtime, ORGANISATION)).key
    await _fill(runtime.database, cases)
    figures: list[Figure] = []
    for name, listing, asked in _asks(cases):
        async with runtime.database.work(ORGANISATION, NOON, mode="read") as work:
            if plans:
                print(f"\n{name}\n" + await _plan(work, listing, asked), file=sys.stderr)
            seconds = await _median(lambda: page(work, listing, asked))  # noqa: B023 - awaited at once
        figures.append(Figure(name=name, seconds=seconds, unit="page", note=f"{ROWS / seconds:,.0f} rows a second"))
    for name, path in (
        ("HTTP: cases by overdue", "/v1/cases?sort=-overdue"), ("HTTP: actions due", "/v1/actions?state=due"),
    ):  # fmt: skip
        seconds = await _over_http(runtime, key, path)
        figures.append(Figure(name=name, seconds=seconds, unit="page", note=f"{ROWS / seconds:,.0f} rows a second"))
    await runtime.database.close()
    return tuple(figures), ROWS / figures[-2].seconds


def _asks(cases: int) -> list[Ask]:
    found: list[Ask] = []
    middle = {"case": _name(cases // 2, "standard/"), "account": _name(cases // 2)}
    for listing in (ACCOUNT_LIST, CASE_LIST, ACTION_LIST, HELD_LIST):
        for sort in listing.sorts:
            found.append((f"{listing.name} by {sort}", listing, Asked(sort=sort)))
    found.append(("cases from the middle", CASE_LIST, Asked(sort="case", after=Position((middle["case"],)))))
    after = Position((4_000, _name(4_000, "standard/")))
    found.append(("cases by overdue from the middle", CASE_LIST, Asked(sort="overdue", after=after)))
    by_name = {each.name: each for each in CASE_LIST.filters}
    held = ((by_name["reason"], ("held",)),)
    found.append(("held cases by overdue, the most first", CASE_LIST, Asked(held, "overdue", descending=True)))
    mine = ((by_name["collector"], ("C-007",)),)
    found.append(("cases of a collector", CASE_LIST, Asked(mine, "case")))
    found.append(("text in a name", CASE_LIST, Asked(((by_name["q"], ("99",)),), "case")))
    state = next(each for each in ACTION_LIST.filters if each.name == "state")
    found.append(("actions due", ACTION_LIST, Asked(((state, ("due",)),), "due")))
    collector = next(each for each in WORKLIST.filters if each.name == "collector")
    found.append(("worklist", worklist(NOON), Asked(sort="urgency")))
    found.append(("worklist of a collector", worklist(NOON), Asked(((collector, ("C-007",)),), "urgency")))
    found.append(("exceptions", exceptions(NOON), Asked(sort=EXCEPTION_LIST.first)))
    return found


async def _median(ask: Callable[[], Awaitable[Any]]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        await ask()
        times.append(time.perf_counter() - start)
    return sorted(times)[ROUNDS // 2]


async def _over_http(runtime: Runtime, key: str, path: str) -> float:
    app = make_app(runtime)
    transport = httpx.ASGITransport(app=cast("Any", app))
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://bench") as client:

        async def ask() -> None:
            answer = await client.get(path, headers={"Authorization": f"Bearer {key}"})
            assert len(answer.json()["items"]) == ROWS, answer.text

        return await _median(ask)


async def _plan(work: Work, listing: Listing, asked: Asked) -> str:
    order = listing.sorts[asked.sort]
    statement = part(work.organisation, listing, order, asked, empty=False).limit(ROWS + 1)
    return await explained(work, statement)


async def explained(work: Work, statement: Select[Any]) -> str:
    """The plan of a statement, as the database says it."""
    if work.connection.dialect.name == "sqlite":
        dialect: Any = sqlite.dialect()
        how = "EXPLAIN QUERY PLAN "
    else:
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
        how = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) "
    compiled = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    rows = (await work.connection.execute(text((how + compiled).replace(":", "\\:")))).all()
    return "\n".join(str(row[-1]) for row in rows)


async def _fill(opened: Database, cases: int) -> None:
    for start in range(0, cases, PORTION):
        numbers = range(start, min(start + PORTION, cases))
        async with opened.work(ORGANISATION, NOON) as work:
            await insert_rows(work.connection, ACCOUNTS, [_account(each) for each in numbers])
            await insert_rows(work.connection, CASES, [_case(each) for each in numbers])
            await insert_rows(work.connection, ACTIONS, [_action(each) for each in numbers])
    async with opened.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("ANALYZE"))


def _name(number: int, before: str = "") -> str:
    return f"{before}A-{number:06}"


def _day(number: int) -> dt.date:
    return NOON.date() - dt.timedelta(days=number * 7919 % 90)


def _account(number: int) -> dict[str, Any]:
    return {
        "organisation": ORGANISATION, "account": _name(number), "known": True, "unit": _name(number),
        "name": f"Customer {number * 31 % 99_991}", "tier": ("strategic", "standard")[number % 2], "country": "DE",
        "collector": f"C-{number % 40:03}", "open_minor": number * 37 % 1_000_003,
        "overdue_minor": number * 61 % 10_007, "oldest_due_on": _day(number),
    }  # fmt: skip


def _case(number: int) -> dict[str, Any]:
    reason = REASONS[number % 5]
    return {
        "organisation": ORGANISATION, "case": _name(number, "standard/"), "unit": _name(number),
        "account": _name(number), "playbook": "standard", "version": 1, "entity": "E-DE", "currency": "EUR",
        "items": 2, "stage": f"step-{number % 6}", "held": reason == "held", "reason": reason,
        "by": "dispute" if reason == "held" else "", "until": _day(number) if number % 3 else None, "day": NOON.date(),
        "last_done": "", "last_done_on": None, "next_change_on": _day(number), "open_minor": number * 37 % 1_000_003,
        "overdue_minor": number * 61 % 10_007, "oldest_due_on": _day(number),
        "exceptions": "no contact" if reason == "no contact" else "", "alarms": "",
    }  # fmt: skip


def _action(number: int) -> dict[str, Any]:
    kind = ("email", "call", "letter", "task")[number % 4]
    return {
        "organisation": ORGANISATION, "id": _name(number, "bench/standard/step/"), "revision": 1,
        "unit": _name(number), "account": _name(number), "case": _name(number, "standard/"), "playbook": "standard",
        "version": 1, "step": f"step-{number % 6}", "kind": kind, "tone": "polite", "message": _name(number),
        "day": _day(number), "due_at": NOON - dt.timedelta(minutes=number % 9_973),
        "expires_at": NOON + dt.timedelta(hours=5), "assignee": f"C-{number % 40:03}" if kind == "call" else "",
        "priority": ("normal", "high", "low")[number % 3], "currency": "EUR", "amount_minor": number * 61 % 10_007,
        "release": 1, "decision": 1, "digest": "0" * 64, "body": b"", "state": ("due", "done", "planned")[number % 3],
        "since": NOON, "snoozed_until": None,
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says, and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--plans", action="store_true", help="print how the database finds the rows")
    chosen = parser.parse_args(arguments)
    show([], [measure(chosen.cases, chosen.database, plans=chosen.plans)])


if __name__ == "__main__":
    main()
