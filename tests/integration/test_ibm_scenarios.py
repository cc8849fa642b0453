"""Customers as before, on real receivables: what they pay in a scenario is near what they paid."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from playbook_engine.ingest.folder import read_folder
from playbook_engine.ingest.reading import read_book
from playbook_engine.language.folder import load
from playbook_engine.model.release import Release
from playbook_engine.service.simulating import Simulated, Wanted, simulate_book
from tests.adapters.ibm_ar import CURRENCY, Row, read_rows, write_book

DAYS = 30


@pytest.fixture(scope="module")
def rows(shared: Path) -> list[Row]:
    path = shared / "data" / "ibm_ar" / "invoices.csv"
    if not path.is_file():
        pytest.skip("the sample of receivables is not beside this checkout")
    return read_rows(path)


@pytest.fixture(scope="module")
def release(top: Path) -> Release:
    loaded = load(read_folder(top / "playbooks").files)
    assert loaded.release is not None
    return loaded.release


@pytest.mark.parametrize("day", [dt.date(2013, 1, 31), dt.date(2013, 7, 1)])
def test_what_is_paid_is_within_a_tenth_of_what_was(
    day: dt.date, rows: list[Row], release: Release, tmp_path: Path
) -> None:
    last = day + dt.timedelta(DAYS)
    wanted = Wanted(first=day, last=last, seed="real", customers="as before", runs=9)
    found = simulated(release, write_book(rows, tmp_path / "book", [day]), wanted)
    was_open = [each for each in rows if each.open_on(day)]
    paid = sum(amount(each) for each in was_open if each.settled <= last)
    band = next(each for each in found.bands if (each.what, each.day) == ("open", last))
    drawn = sum(amount(each) for each in was_open) - Decimal(band.middle) / 100
    assert abs(drawn - paid) <= paid / 10, f"{drawn} drawn, {paid} paid"


def amount(row: Row) -> Decimal:
    return Decimal(row.amount.removesuffix(f" {CURRENCY}"))


def simulated(release: Release, folder: Path, wanted: Wanted) -> Simulated:
    book = read_book(folder, {}, release.organisation.base_currency).book
    return simulate_book(release, book, wanted, acts=False)
