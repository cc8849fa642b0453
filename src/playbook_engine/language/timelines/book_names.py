"""What a scenario may speak of: the accounts, contacts, items and payments of a book."""

from collections.abc import Iterable

from playbook_engine.language.codes_timeline import WHICH_ONE
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.nodes import Mapping
from playbook_engine.language.timelines.names import Names
from playbook_engine.model.book import Book, Invoice
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.release import Release


class BookNames(Names):
    """The names of a book; where it has several accounts, an event says whose it is."""

    def __init__(self, release: Release, book: Book, findings: Findings, place: Place) -> None:
        super().__init__(release, findings, place)
        for unit in book.units:
            self.accounts.update((each.id, each) for each in unit.accounts)
            self.contacts.update((each.id, each) for each in unit.contacts)
            self.invoices.update((each.id, each) for each in unit.invoices)
            self.payments.update((each.id, each.account) for each in unit.payments)
            self.payments.update((each.id, each.account) for each in unit.credits)
        self.given_contacts = tuple(self.contacts.values())
        self._items = {item.id: each for each in self.invoices.values() for item in each.items}

    def invoice_of(self, item: str) -> Invoice | None:
        """The invoice that an item stands on, of the book or of an event."""
        return self._items.get(item) or super().invoice_of(item)

    def whose(self, fields: Fields, items: Iterable[str]) -> str | None:
        """The account of an event: that of its items, else the one named, else the only one."""
        of_items = any(self.invoice_of(item) for item in items)
        return super().whose(fields, items) if of_items or self.says_whose(fields) else None

    def account_fields(self, fields: Fields) -> tuple[str, Fields] | None:
        """Which account an event changes, and the mapping that says how."""
        node = fields.node("account")
        named = isinstance(node, Mapping) and node.key("id") is not None
        return super().account_fields(fields) if named or self.says_whose(fields) else None

    def says_whose(self, fields: Fields) -> bool:
        """Whether it is plain whose an event without items is; a finding where it is not."""
        if len(self.accounts) == 1 or (fields.written("account") and not isinstance(fields.node("account"), Mapping)):
            return True
        example = next(iter(self.accounts), "ACME")
        self.findings.add(WHICH_ONE, "the book has several accounts", fields.here, f"say which: `account: {example}`")
        return False
