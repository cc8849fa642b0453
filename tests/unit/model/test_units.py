"""Units: who pays for whom, one order of records, one encoding."""

import datetime as dt

import pytest

from playbook_engine.model.book import Account, AnyRecord, Book, Freshness, Invoice, Item, Own, Promise, Reply
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.money import Money, Rate
from playbook_engine.model.units import (
    UnknownAccount,
    decode_setting,
    decode_unit,
    encode_setting,
    encode_unit,
    make_book,
    payers_of,
    unit_of,
)

DAY = dt.date(2026, 3, 16)


def invoice(number: str, account: str) -> Invoice:
    item = Item(id=number, due_on=DAY, amount=100_010, x={"site": "Ulm"})
    return Invoice(id=number, account=account, issued_on=DAY, currency="EUR", items=(item,))


FAMILY = (Account(id="child", payer="top"), Account(id="top"), Account(id="alone"), Account(id="acorn", payer="top"))


def test_a_unit_is_a_payer_with_the_accounts_that_pay_through_it_and_the_payer_stands_first() -> None:
    book = make_book(FAMILY)
    assert [[account.id for account in unit.accounts] for unit in book.units] == [["alone"], ["top", "acorn", "child"]]


def test_a_chain_of_payers_ends_at_its_root() -> None:
    accounts = [Account(id="a", payer="b"), Account(id="b", payer="c"), Account(id="c", payer="c")]
    assert payers_of(accounts) == {"a": "c", "b": "c", "c": "c"}


def test_of_a_circle_of_payers_the_smallest_id_pays() -> None:
    circle = [Account(id="b", payer="c"), Account(id="c", payer="b"), Account(id="a", payer="c")]
    assert payers_of(circle) == {"a": "b", "b": "b", "c": "b"}


def test_a_payer_that_is_not_there_counts_as_none() -> None:
    assert payers_of([Account(id="a", payer="gone")]) == {"a": "a"}


def test_records_stand_with_their_account_in_order_of_their_ids() -> None:
    records: list[AnyRecord] = [invoice("I-2", "child"), invoice("I-1", "top"), Reply(id="R", account="alone", on=DAY)]
    alone, family = make_book([*records, *FAMILY]).units
    assert [each.id for each in family.invoices] == ["I-1", "I-2"]
    assert [each.id for each in alone.replies] == ["R"]


def test_a_record_of_no_account_is_refused() -> None:
    with pytest.raises(UnknownAccount, match="no account `gone` for `I-1`"):
        make_book([invoice("I-1", "gone")])


def test_the_unit_of_an_account() -> None:
    book = make_book(FAMILY)
    unit = unit_of(book, "child")
    assert unit is not None
    assert unit.id == "top"
    assert unit_of(book, "gone") is None


def test_encoding_does_not_depend_on_the_order_of_records() -> None:
    unit = make_book([*FAMILY, invoice("I-1", "top"), invoice("I-2", "top")]).units[1]
    shuffled = type(unit)(id=unit.id, accounts=unit.accounts[::-1], invoices=unit.invoices[::-1])
    assert shuffled != unit
    assert encode_unit(shuffled) == encode_unit(unit)


def test_a_unit_is_decoded_with_all_kinds_of_own_facts() -> None:
    own: Own = {
        "partner": True,
        "seats": 12,
        "score": "0.5",
        "cap": Money(5, "EUR"),
        "since": "2026-03-01",
        "tags": ["b"],
    }
    unit = make_book([Account(id="a", x=own), Promise(id="p", account="a", made_on=DAY, on=DAY)]).units[0]
    assert decode_unit(encode_unit(unit)) == unit


def test_the_setting_is_in_order_and_is_decoded() -> None:
    rates = [
        Rate(on=DAY, source="USD", target="EUR", rate="0.92"),
        Rate(on=DAY, source="GBP", target="EUR", rate="1.17"),
    ]
    late, early = Freshness(id="erp", on=DAY), Freshness(id="erp", on=dt.date(2026, 3, 1))
    setting = make_book([late, early], rates).setting
    assert [each.source for each in setting.rates] == ["GBP", "USD"]
    assert setting.freshness == (early, late)
    assert decode_setting(encode_setting(setting)) == setting


def test_a_book_of_nothing() -> None:
    assert make_book([]) == Book()


def test_canonical_bytes_sort_the_keys_of_mappings() -> None:
    assert canonical({"b": 1, "a": {"d": 1, "c": 2}}) == b'{"a":{"c":2,"d":1},"b":1}'


def test_a_digest_names_bytes() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
