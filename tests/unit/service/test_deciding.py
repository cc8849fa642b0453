"""Deciding a book, and receipts of it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from playbook_engine.model.book import Account, Invoice, Item, Unit
from playbook_engine.model.canonical import canonical
from playbook_engine.model.money import Rate
from playbook_engine.model.receipt import RECEIPT_FORMAT, Receipt
from playbook_engine.model.units import make_book
from playbook_engine.service.deciding import decide_book, verify_receipt
from playbook_engine.service.receipts import load_receipt, save_receipt
from playbook_engine.service.wrong_use import Unusable, WrongUse
from tests.unit.service.sets import book, playbook, release, step

FIRST = dt.date(2026, 3, 5)
"""The day of the first step."""


def parts(receipt: Receipt, **changed: object) -> list[str]:
    """The parts in which a receipt differs from what is decided now."""
    sets = {"release": release(), "book": book(), **changed}
    return [each.part for each in verify_receipt(receipt, sets["release"], sets["book"])]  # type: ignore[arg-type]


def test_a_whole_book_is_decided_in_the_order_of_its_units() -> None:
    decided = decide_book(release(), book("BETA", "ACME"), FIRST)
    assert [each.account for each in decided.decisions] == ["ACME", "BETA"]
    assert [each.actions[0].step for each in decided.decisions] == ["first", "first"]
    assert (decided.as_of, decided.receipt.units, decided.receipt.cases) == ("2026-03-05", 2, 2)


def test_one_account_gives_its_cases_alone() -> None:
    decided = decide_book(release(), book(), FIRST, "BETA")
    assert [each.account for each in decided.decisions] == ["BETA"]
    assert decided.receipt.account == "BETA"
    assert decided.decisions == decide_book(release(), book(), FIRST).decisions[1:]


def family() -> tuple[Account, Account, Invoice, Invoice]:
    """A payer and a child, each with an invoice."""
    bills = [
        Invoice(
            id=f"{name}-1",
            account=name,
            issued_on=FIRST,
            currency="EUR",
            items=(Item(id=f"{name}-1", due_on=dt.date(2026, 3, 2), amount=100),),
        )
        for name in ("HEAD", "CHILD")
    ]
    return Account(id="HEAD"), Account(id="CHILD", payer="HEAD"), *bills  # type: ignore[return-value]


def test_a_family_s_case_is_shown_for_the_account_whose_items_it_holds() -> None:
    one_case = release(playbook(follow="family"))
    (found,) = decide_book(one_case, make_book(family()), FIRST, "CHILD").decisions
    assert (found.account, found.items) == ("HEAD", ("CHILD-1", "HEAD-1"))
    apart = release(playbook(follow="account"))
    assert [each.account for each in decide_book(apart, make_book(family()), FIRST, "CHILD").decisions] == ["CHILD"]


def test_an_unknown_account_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(WrongUse, match="no account `ACNE`") as caught:
        decide_book(release(), book(), FIRST, "ACNE")
    assert caught.value.help == "did you mean `ACME`?"
    with pytest.raises(WrongUse) as caught:
        decide_book(release(), book(), FIRST, "elsewhere")
    assert caught.value.help == "the book has 2 accounts"


def test_units_go_through_the_hands_of_the_watcher() -> None:
    seen: list[str] = []

    def watch(units: Sequence[Unit]) -> Iterator[Unit]:
        for each in units:
            seen.append(each.id)
            yield each

    decide_book(release(), book(), FIRST, watch=watch)
    assert seen == ["ACME", "BETA"]


@pytest.mark.parametrize(
    "as_of", [FIRST, dt.datetime(2026, 3, 5, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))], ids=["day", "instant"]
)
@pytest.mark.parametrize("account", ["", "ACME"])
def test_a_receipt_holds_for_what_it_is_of(as_of: dt.date, account: str) -> None:
    assert parts(decide_book(release(), book(), as_of, account).receipt) == []


def test_a_receipt_does_not_mind_the_order_of_records_nor_the_author_s_wording() -> None:
    receipt = decide_book(release(), book("ACME", "BETA"), FIRST).receipt
    turned = book("BETA", "ACME")
    unit = msgspec.structs.replace(turned.units[0], invoices=turned.units[0].invoices[::-1])
    assert parts(receipt, book=msgspec.structs.replace(turned, units=(unit, turned.units[1]))) == []
    reworded = playbook("standard", 3, msgspec.structs.replace(step("first", 3)), step("final", 30, "final"))
    assert parts(receipt, release=release(reworded)) == []


def test_a_receipt_says_which_part_differs() -> None:
    receipt = decide_book(release(), book(), FIRST).receipt
    assert parts(receipt, release=release(playbook("standard", 3, step("first", 4)))) == ["release", "decisions"]
    assert parts(receipt, release=release(playbook("standard", 3, step("first", 3)))) == ["release"]
    assert parts(receipt, book=book("ACME", "BETA", "CARL")) == ["state", "units", "cases", "decisions"]
    rates = make_book([], [Rate(dt.date(2026, 1, 1), "USD", "EUR", "0.9")]).setting
    assert parts(receipt, book=msgspec.structs.replace(book(), setting=rates)) == ["setting"]
    assert parts(msgspec.structs.replace(receipt, semantics=0)) == ["semantics"]


def test_a_receipt_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    receipt = decide_book(release(), book(), FIRST).receipt
    save_receipt(receipt, tmp_path / "receipt.json")
    assert load_receipt(tmp_path / "receipt.json") == receipt
    assert (tmp_path / "receipt.json").read_text().count("\n") > 5


def test_a_receipt_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    with pytest.raises(WrongUse, match="no such file"):
        load_receipt(path)
    path.write_text("{}")
    with pytest.raises(Unusable, match="is no receipt"):
        load_receipt(path)
    receipt = decide_book(release(), book(), FIRST).receipt
    path.write_bytes(canonical(msgspec.structs.replace(receipt, format=RECEIPT_FORMAT + 1)))
    with pytest.raises(Unusable, match="newer format"):
        load_receipt(path)
