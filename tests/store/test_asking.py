"""Pages: every row once, in order, whatever comes and goes between two of them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Select, text

from playbook_engine.model.money import Money
from playbook_engine.store.asking import Asked, Filter, Listing, Position, meets, order_fields, page, part
from playbook_engine.store.asking_lists import ACCOUNT_LIST, ACTION_LIST, CASE_LIST
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.database import Database, Work
from playbook_engine.store.tables import ACCOUNTS, CASES
from tests.store.asking_rows import DAY, NOON, account_row, case_row

pytestmark = pytest.mark.anyio


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    async with opened.work("one", NOON) as work:
        await insert_rows(work.connection, ACCOUNTS, [account_row(number) for number in range(60)])
        await insert_rows(work.connection, CASES, [case_row(number) for number in range(60)])
    async with opened.work("two", NOON) as work:
        await insert_rows(work.connection, ACCOUNTS, [account_row(number, "two") for number in range(9)])
        await insert_rows(work.connection, CASES, [case_row(number, "two") for number in range(9)])
    yield opened
    await opened.close()


async def walk(work: Work, listing: Listing, asked: Asked) -> list[Any]:
    """All rows, page by page."""
    rows: list[Any] = []
    while True:
        found = await page(work, listing, asked)
        assert len(found.rows) <= asked.limit
        rows += found.rows
        if found.last is None:
            return rows
        asked = asked._replace(after=found.last)


@pytest.mark.parametrize("limit", [1, 7, 60, 1000])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("listing", "sort"),
    [(ACCOUNT_LIST, each) for each in ACCOUNT_LIST.sorts] + [(CASE_LIST, each) for each in CASE_LIST.sorts],
    ids=lambda each: each if isinstance(each, str) else each.name,
)
async def test_pages_hold_every_row_once_and_in_order(
    database: Database, listing: Listing, sort: str, limit: int, descending: bool
) -> None:
    field = listing.sorts[sort].fields[0]
    async with database.work("one", NOON, mode="read") as work:
        rows = await walk(work, listing, Asked(sort=sort, descending=descending, limit=limit))
    assert len(rows) == len({row[listing.key[0]] for row in rows}) == 60
    values = [row[field] for row in rows]
    filled = [each for each in values if each is not None]
    assert values == sorted(filled, reverse=descending) + [None] * (60 - len(filled))


async def test_rows_that_come_and_go_move_no_other(database: Database) -> None:
    asked = Asked(sort="overdue", limit=20)
    async with database.work("one", NOON) as work:
        whole = [row["account"] for row in await walk(work, ACCOUNT_LIST, asked)]
        first = await page(work, ACCOUNT_LIST, asked)
        await insert_rows(
            work.connection, ACCOUNTS, [account_row(900, overdue_minor=-1), account_row(901, overdue_minor=10**9)]
        )
        await work.connection.execute(ACCOUNTS.delete().where(ACCOUNTS.c.account == whole[3]))
        rest = [row["account"] for row in await walk(work, ACCOUNT_LIST, asked._replace(after=first.last))]
    assert [row["account"] for row in first.rows] == whole[:20]
    assert [each for each in rest if each != "A-901"] == whole[20:]
    assert "A-901" in rest


async def test_filters_narrow_in_the_database_as_they_do_by_hand(database: Database) -> None:
    given: dict[str, tuple[Any, ...]] = {
        "q": ("a-00", "COUNT 3"), "reason": ("held", "waiting"), "held": (False,), "tier": ("standard",),
        "min_open": (Money(20, "EUR"),), "changes_before": (DAY,), "account": ("A-004",), "currency": ("USD",),
    }  # fmt: skip
    filters = {each.name: each for each in CASE_LIST.filters}
    async with database.work("one", NOON, mode="read") as work:
        everything = await walk(work, CASE_LIST, Asked())
        for name, values in given.items():
            narrowed = ((filters[name], values),)
            rows = await walk(work, CASE_LIST, Asked(narrowed, limit=7))
            assert 0 < len(rows) < 60, name
            assert rows == [row for row in everything if meets(row, narrowed)], name


async def test_signs_of_patterns_are_taken_as_text(database: Database) -> None:
    search: Filter = next(each for each in ACCOUNT_LIST.filters if each.name == "q")
    async with database.work("one", NOON, mode="read") as work:
        for text in ("%", "_", "A-0%"):
            assert (await page(work, ACCOUNT_LIST, Asked(((search, (text,)),)))).rows == []


INDEXES = {
    (ACCOUNT_LIST.name, "account"): {"pk_accounts", "sqlite_autoindex_accounts_1"},
    (CASE_LIST.name, "case"): {"pk_cases", "sqlite_autoindex_cases_1"},
    (CASE_LIST.name, "overdue"): {"ix_cases_overdue"},
    (CASE_LIST.name, "account"): {"ix_cases_account"},
    (ACTION_LIST.name, "id"): {"pk_actions", "sqlite_autoindex_actions_1"},
    (ACTION_LIST.name, "account"): {"ix_actions_account"},
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("listing", "sort"),
    [
        (ACCOUNT_LIST, "account"),
        (CASE_LIST, "case"),
        (CASE_LIST, "overdue"),
        (CASE_LIST, "account"),
        (ACTION_LIST, "id"),
        (ACTION_LIST, "account"),
    ],
)
async def test_a_page_from_the_middle_is_found_by_an_index(
    database: Database, listing: Listing, sort: str, descending: bool
) -> None:  # fmt: skip
    values = {"account": "A-030", "case": "standard/A-030", "overdue_minor": 3, "id": "one/30", "revision": 1}
    order = listing.sorts[sort]
    after = Position(tuple(values[each] for each in order_fields(listing, order)))
    found = part("one", listing, order, Asked(sort=sort, descending=descending, after=after), empty=False)
    async with database.work("one", NOON, mode="read") as work:
        plan = await explained(work, found.limit(9))
    assert any(name in plan for name in INDEXES[listing.name, sort]), plan
    assert "SCAN" not in plan
    assert "Seq Scan" not in plan


async def explained(work: Work, found: Select[Any]) -> str:
    """How the database finds rows. PostgreSQL reads a table as small as this one whole, unless it is kept from it."""
    sqlite = work.connection.dialect.name == "sqlite"
    if not sqlite:
        await work.connection.execute(text("SET LOCAL enable_seqscan = off"))
        await work.connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        await work.connection.execute(text("SET LOCAL enable_sort = off"))
    statement = str(found.compile(work.connection.sync_engine, compile_kwargs={"literal_binds": True}))
    how = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
    rows = (await work.connection.exec_driver_sql(f"{how} {statement}")).all()
    return "\n".join(str(row[-1]) for row in rows)


async def test_lists_know_their_own_organisation_alone(database: Database) -> None:
    async with database.work("two", NOON, mode="read") as work:
        assert len((await page(work, CASE_LIST, Asked())).rows) == 9
        assert (await page(work, ACTION_LIST, Asked())).rows == []
        last = Position(("standard/A-007",))
        assert [row["case"] for row in (await page(work, CASE_LIST, Asked(after=last))).rows] == ["standard/A-008"]
