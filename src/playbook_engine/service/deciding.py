"""Decide a book, or one account of it, with a receipt. Needs no reader of playbooks."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Book, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.knowing import known
from playbook_engine.model.receipt import Difference, Receipt
from playbook_engine.model.release import Release
from playbook_engine.model.units import unit_of
from playbook_engine.service.as_of import AsOf, parse_as_of
from playbook_engine.service.receipts import differences, receipt_of
from playbook_engine.service.wrong_use import unknown

Watch = Callable[[Sequence[Unit]], Iterable[Unit]]
"""Hands on the units one by one, and may show how far it is."""


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided for a book on a day: in the order of units, and of cases within them."""

    as_of: str
    decisions: tuple[Decision, ...]
    receipt: Receipt


def decide_book(release: Release, book: Book, as_of: AsOf, account: str = "", watch: Watch = iter) -> Decided:
    """Decide all units, or the cases that concern one account, by what was known at the as-of.

    Raises WrongUse where the account is not in the book.
    """
    chosen = as_known(narrowed(book, account), as_of, release)
    evaluator = Evaluator(release)
    decisions = tuple(
        decision
        for unit in watch(chosen.units)
        for decision in evaluator.decide(chosen.setting, unit, as_of)
        if not account or concerns(decision, account, unit)
    )
    receipt = receipt_of(release, chosen, as_of, decisions, account)
    return Decided(as_of=as_of.isoformat(), decisions=decisions, receipt=receipt)


def verify_receipt(receipt: Receipt, release: Release, book: Book, watch: Watch = iter) -> tuple[Difference, ...]:
    """Decide again what a receipt is of; the parts that come out otherwise, none where it holds."""
    again = decide_book(release, book, parse_as_of(receipt.as_of), receipt.account, watch)
    return differences(receipt, again.receipt)


def narrowed(book: Book, account: str) -> Book:
    """The book with the unit of one account alone. Raises WrongUse where that is not in the book."""
    if not account:
        return book
    unit = unit_of(book, account)
    if unit is None:
        known = [each.id for unit in book.units for each in unit.accounts]
        raise unknown("account", account, known, f"the book has {len(known)} accounts")
    return msgspec.structs.replace(book, units=(unit,))


def as_known(book: Book, as_of: AsOf, release: Release) -> Book:
    """The book as it was known at the as-of: what came later is not there yet (rule 2)."""
    return known(book, as_of, release.organisation.time_zone)


def concerns(decision: Decision, account: str, unit: Unit) -> bool:
    """Whether a decision is of a case of the account, or of a family's case that holds one of its items."""
    if decision.account == account:
        return True
    own = {item.id for invoice in unit.invoices if invoice.account == account for item in invoice.items}
    return not own.isdisjoint(decision.items) or not own.isdisjoint(decision.held_out)
