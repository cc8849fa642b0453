"""Laws of the book: the order of rows means nothing, cutting twice is cutting once, an event twice is an event once."""

import datetime as dt
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.ingest.csv_book import read_csv_book
from playbook_engine.ingest.json_book import read_json_book
from playbook_engine.ingest.kinds_book import BY_COLLECTION, KINDS
from playbook_engine.ingest.ndjson_book import read_ndjson_book
from playbook_engine.ingest.reading import BookReading, read_source
from playbook_engine.ingest.sources_book import Source
from playbook_engine.ingest.writing_book import write_csv_book, write_json_book, write_ndjson_book
from playbook_engine.model.applying import CannotApply, apply_to_book
from playbook_engine.model.book import Book, Unit
from playbook_engine.model.events import (
    AccountChanged,
    Bounced,
    Corrected,
    DisputeResolved,
    DueDateMoved,
    Event,
    InvoiceStateChanged,
    PaymentApplied,
    PaymentReceived,
    PaymentReversed,
    Synced,
)
from playbook_engine.model.knowing import known
from playbook_engine.model.units import (
    decode_setting,
    decode_unit,
    encode_setting,
    encode_unit,
    make_book,
    records_of,
)
from tests.unit.ingest.books import OWN_FACTS

Document = dict[str, Any]

ACCOUNTS, INVOICES = ("A", "B", "C"), ("I", "J", "K")
ITEMS = (*INVOICES, "I/1", "I/2", "Z")
DAYS = [f"2026-0{month}-{day:02}" for month in (1, 2, 3) for day in (1, 2, 15, 28)]
AMOUNTS = ("0.00 EUR", "10.00 EUR", "25.50 EUR", "100.00 EUR", "7 USD")
MOMENTS = ("2026-02-01T23:30:00Z", "2026-02-02T00:30:00+02:00", "2026-03-05T08:00:00-05:00")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo")


def records(ids: tuple[str, ...], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Document]]:
    """Up to four records; of each field it may be left open whether it stands there."""
    needed = {name.rstrip("_"): each for name, each in fields.items() if name.endswith("_")}
    others = {name: each for name, each in fields.items() if not name.endswith("_")}
    known_at = st.sampled_from(MOMENTS)
    return st.lists(
        st.fixed_dictionaries({"id": st.sampled_from(ids), **needed}, optional={**others, "known_at": known_at}),
        max_size=4,
    )


account, item, day = st.sampled_from(ACCOUNTS), st.sampled_from(ITEMS), st.sampled_from(DAYS)
amount = st.sampled_from(AMOUNTS)
ids = ("1", "2", "3")

DOCUMENTS = st.fixed_dictionaries(
    {
        "accounts": st.lists(
            st.fixed_dictionaries(
                {"id": account},
                optional={
                    "payer": account,
                    "time_zone": st.sampled_from(ZONES),
                    "renewal_date": day,
                    "tags": st.lists(st.sampled_from(("vip", "eu", "new")), max_size=3),
                    "arr": amount,
                    "x": st.fixed_dictionaries(
                        {}, optional={"seats": st.sampled_from((1, "1.5")), "audited_on": day, "budget": amount}
                    ),
                },
            ),
            max_size=5,
        ),
        "contacts": records(ids, account_=account, email=st.sampled_from(("a@x.example", "b@x.example"))),
        "invoices": records(
            INVOICES, account_=account, issued_on_=day, due_on=day, amount=amount, balance=amount,
            instalments=st.lists(st.fixed_dictionaries({"due_on": day, "amount": amount}), min_size=1, max_size=3),
        ),
        "payments": records(ids, account_=account, on_=day, amount_=amount, item=item, reversed_on=day),
        "credits": records(
            ids, account_=account, on_=day, amount_=amount,
            allocations=st.lists(st.fixed_dictionaries({"item": item, "amount": amount}), max_size=2),
        ),
        "promises": records(ids, account_=account, made_on_=day, on_=day, item=item, withdrawn_on=day),
        "disputes": records(ids, account_=account, opened_on_=day, item=item, amount=amount, resolved_on=day),
        "holds": records(ids, account_=account, set_on_=day, until=day, lifted_on=day),
        "replies": records(ids, account_=account, on_=day),
        "touches": records(
            ids, account_=account, on_=day, kind_=st.sampled_from(("email", "call")),
            step=st.sampled_from(("first", "final")), items=st.lists(item, max_size=2),
        ),
        "rates": st.lists(
            st.fixed_dictionaries(
                {"on": day, "source": st.just("USD"), "target": st.just("EUR"), "rate": st.sampled_from(("0.8", "0.9"))}
            ),
            max_size=3,
        ),
        "freshness": st.lists(st.fixed_dictionaries({"source": st.just("erp"), "on": day}), max_size=3),
    }
)  # fmt: skip


def read(source: Source) -> BookReading:
    return read_source(source, OWN_FACTS, "EUR", "book")


def read_document(document: Document) -> BookReading:
    return read(read_json_book(msgspec.json.encode({"format": 1, "kind": "book", **document}), "book"))


def encoded(book: Book) -> bytes:
    return b"\n".join([encode_setting(book.setting), *(encode_unit(unit) for unit in book.units)])


def shuffled(document: Document, data: st.DataObject) -> Document:
    names = data.draw(st.permutations(list(document)))
    return {name: data.draw(st.permutations(document[name])) for name in names}


class TestReading:
    """Rule 36: the same bytes in any order of input rows; and what is wrong with a record stops no other."""

    @given(DOCUMENTS, st.data())
    def test_the_order_of_rows_means_nothing(self, document: Document, data: st.DataObject) -> None:
        one, other = read_document(document), read_document(shuffled(document, data))
        assert encoded(one.book) == encoded(other.book)
        assert one.counts == other.counts
        assert sorted(each.code for each in one.diagnostics) == sorted(each.code for each in other.diagnostics)

    @given(DOCUMENTS)
    def test_lines_of_json_are_the_same_book(self, document: Document) -> None:
        lines = [{"record": BY_COLLECTION[name].name, **each} for name, records in document.items() for each in records]
        data = b"".join(msgspec.json.encode(each) + b"\n" for each in lines)
        assert encoded(read(read_ndjson_book(data, "book")).book) == encoded(read_document(document).book)

    @given(DOCUMENTS)
    def test_every_record_is_taken_or_left_out_or_noted_as_a_repetition(self, document: Document) -> None:
        reading = read_document(document)
        repeated = sum(each.code == "PB415" for each in reading.diagnostics)
        total = sum(len(records) for records in document.values())
        assert sum(reading.counts.values()) + sum(reading.left_out.values()) + repeated == total
        errors = [each for each in reading.diagnostics if each.severity == "error"]
        assert bool(errors) == bool(reading.left_out)

    @given(
        st.sampled_from(KINDS),
        st.dictionaries(
            st.sampled_from(sorted({field.name for kind in KINDS for field in kind.fields})),
            st.recursive(
                st.none()
                | st.booleans()
                | st.integers()
                | st.text(max_size=8)
                | st.sampled_from((*DAYS, *AMOUNTS, "A")),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
                max_leaves=6,
            ),
            max_size=6,
        ),
    )
    def test_whatever_stands_in_a_record_it_is_taken_or_said_to_be_wrong(self, kind: Any, record: Document) -> None:
        document = {"accounts": [{"id": "A"}], kind.collection: [record]}
        reading = read_document(document)
        taken = reading.counts.get(kind.collection, 0)
        assert taken == 1 or any(each.severity == "error" for each in reading.diagnostics)

    @given(st.binary(max_size=60))
    def test_no_bytes_stop_a_reader(self, data: bytes) -> None:
        for source in (
            read_json_book(data, "b"),
            read_ndjson_book(data, "b"),
            read_csv_book({"accounts.csv": data}, "b", {}),
        ):
            read(source)

    @given(DOCUMENTS)
    def test_what_is_written_is_read_back(self, document: Document) -> None:
        book = read_document(document).book
        for source in (
            read_json_book(write_json_book(book, OWN_FACTS), "b"),
            read_ndjson_book(write_ndjson_book(book, OWN_FACTS), "b"),
            read_csv_book(write_csv_book(book, OWN_FACTS), "b", OWN_FACTS),
        ):
            again = read(source)
            assert encoded(again.book) == encoded(book)
            assert not [each for each in again.diagnostics if each.severity == "error"]


class TestUnits:
    """Rule 36: units have one encoding, which another process can read."""

    @given(DOCUMENTS, st.data())
    def test_shuffled_records_make_the_same_book(self, document: Document, data: st.DataObject) -> None:
        book = read_document(document).book
        accounts = [account for unit in book.units for account in unit.accounts]
        records = [*accounts, *(record for unit in book.units for record in records_of(unit)), *book.setting.freshness]
        assert make_book(data.draw(st.permutations(records)), data.draw(st.permutations(book.setting.rates))) == book

    @given(DOCUMENTS)
    def test_decoding_undoes_encoding(self, document: Document) -> None:
        book = read_document(document).book
        assert [decode_unit(encode_unit(unit)) for unit in book.units] == list(book.units)
        assert decode_setting(encode_setting(book.setting)) == book.setting


moments = st.sampled_from([dt.date.fromisoformat(each) for each in DAYS]) | st.sampled_from(
    [dt.datetime.fromisoformat(each) for each in MOMENTS]
)


class TestKnowing:
    """Rule 2: a book is cut to a moment by what was learnt or dated until then."""

    @given(DOCUMENTS, moments, st.sampled_from(ZONES))
    def test_cutting_twice_is_cutting_once(self, document: Document, at: dt.date, zone: str) -> None:
        once = known(read_document(document).book, at, zone)
        assert known(once, at, zone) == once

    @given(DOCUMENTS, st.sampled_from(DAYS), st.sampled_from(DAYS), st.sampled_from(ZONES))
    def test_cutting_early_forgets_what_cutting_late_kept(
        self, document: Document, one: str, other: str, zone: str
    ) -> None:
        book = read_document(document).book
        early, late = sorted((dt.date.fromisoformat(one), dt.date.fromisoformat(other)))
        assert known(known(book, late, zone), early, zone) == known(book, early, zone)

    @given(DOCUMENTS, st.sampled_from(ZONES))
    def test_in_the_end_everything_is_known(self, document: Document, zone: str) -> None:
        book = read_document(document).book
        assert known(book, dt.date(2027, 1, 1), zone) == book


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Something that happens to a book: new records of another, or a change of what may be there."""
    other = read_document(draw(DOCUMENTS)).book
    records: list[Any] = [record for unit in other.units for record in (*unit.accounts, *records_of(unit))]
    on, owner, number = dt.date.fromisoformat(draw(day)), draw(account), draw(st.sampled_from(ids))
    possible: list[Event] = [
        *(Corrected(record=each) for each in records),
        *(
            PaymentReceived(record=msgspec.structs.replace(each, allocations=()), for_item=draw(item))
            for unit in other.units
            for each in unit.payments
        ),
        PaymentReversed(account=owner, payment=number, on=on),
        PaymentApplied(account=owner, payment=number, item=draw(item), amount=draw(st.sampled_from((0, 500)))),
        DisputeResolved(account=owner, dispute=number, on=on),
        Bounced(account=owner, contact=number, channel="email"),
        InvoiceStateChanged(account=owner, invoice=draw(st.sampled_from(INVOICES)), state="void"),
        DueDateMoved(account=owner, item=draw(item), due_on=on),
        AccountChanged(account=owner, field="payer", value=draw(st.none() | account)),
        AccountChanged(account=owner, field="x.seats", value=draw(st.none() | st.just(3))),
        Synced(source="crm", on=on),
    ]
    return draw(st.sampled_from(possible))


class TestEvents:
    """What arrives twice counts once, and a book stays in order whatever happens to it."""

    @given(DOCUMENTS, st.data())
    def test_an_event_twice_is_an_event_once(self, document: Document, data: st.DataObject) -> None:
        book = read_document(document).book
        for _ in range(3):
            event = data.draw(events())
            try:
                book = apply_to_book(book, event)
            except CannotApply:
                continue
            assert apply_to_book(book, event) == book
            assert self.in_order(book) == book

    @staticmethod
    def in_order(book: Book) -> Book:
        units: tuple[Unit, ...] = book.units[::-1]
        records = [record for unit in units for record in (*unit.accounts, *records_of(unit))]
        return make_book([*records, *book.setting.freshness, *book.setting.entities], book.setting.rates)
