"""The unbroken run of days on which something was overdue, found day by day and in one go (rule 15)."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.engine.ledger import ClosedItem, Ledger, OpenItem
from playbook_engine.engine.progress import Group
from playbook_engine.model.book import Invoice, Payment
from tests.reference.build import day, invoice, payment, unit

FIRST = day("2026-01-01").toordinal()
TODAY = 60

Told = tuple[int, int | None]
"""Due and, where it was paid, closing day, counted from the first day."""

ITEMS = st.lists(st.tuples(st.integers(0, 70), st.none() | st.integers(0, TODAY)), max_size=6)


def on(number: int) -> str:
    return type(day("2026-01-01")).fromordinal(FIRST + number).isoformat()


def grouped(items: Sequence[Told]) -> tuple[list[OpenItem], list[ClosedItem]]:
    records: list[Invoice | Payment] = []
    for number, (due, closed) in enumerate(items):
        records.append(invoice(f"I{number}", on(due)))
        if closed is not None:
            records.append(payment(on(closed), "100 EUR", f"I{number}"))
    ledger = Ledger(unit(*records))
    return ledger.items, ledger.closed


def begun(items: Sequence[Told], grace: int) -> int | None:
    """Day by day, from today backwards."""
    start, number = None, TODAY
    while any(due + grace < number and (closed is None or number < closed) for due, closed in items):
        start, number = number, number - 1
    return start


class TestEpisodes:
    @given(ITEMS, st.integers(0, 5))
    def test_it_begins_where_looking_day_by_day_finds_it(self, items: list[Told], grace: int) -> None:
        opened, closed = grouped(items)
        found = Group(opened, closed, grace, FIRST + TODAY).start
        assert (None if found is None else found - FIRST) == begun(items, grace)

    def test_a_payment_dated_ahead_begins_nothing_before_the_item_is_overdue(self) -> None:
        opened, closed = grouped([(TODAY, TODAY + 2)])
        assert Group(opened, closed, 0, FIRST + TODAY).start is None

    def test_a_paid_item_bridges_the_gap_between_two(self) -> None:
        items: list[Told] = [(0, 20), (15, 40), (35, None)]
        opened, closed = grouped(items)
        assert Group(opened, closed, 0, FIRST + TODAY).start == FIRST + 1

    def test_a_day_without_anything_overdue_begins_it_anew(self) -> None:
        opened, closed = grouped([(0, 20), (20, None)])
        assert Group(opened, closed, 0, FIRST + TODAY).start == FIRST + 21

    def test_what_is_due_today_is_not_overdue(self) -> None:
        opened, closed = grouped([(TODAY, None)])
        group = Group(opened, closed, 0, FIRST + TODAY)
        assert group.start is None
        assert group.ids == {"I0"}
