"""What is settled of each item beside the payments and credits of its own unit."""

from collections import Counter
from collections.abc import Mapping

import msgspec

from playbook_engine.ingest.codes_book import OTHER_UNIT
from playbook_engine.ingest.draft_book import Draft, fault
from playbook_engine.ingest.nouns_book import Builders, more_open_than_left
from playbook_engine.model.book import Allocation, Credit, Invoice, Item, Payment
from playbook_engine.model.money import Money


def settle(draft: Draft, builders: Builders, payers: Mapping[str, str]) -> None:
    """Take from a balance what the book's own records explain; add money of other units, which it has no record of."""
    units = {item.id: payers[invoice.account] for invoice, _ in draft.kept["invoice"] for item in invoice.items}
    explained: Counter[str] = Counter()
    foreign: Counter[str] = Counter()
    for kind in ("payment", "credit"):
        for record, index in draft.kept[kind]:
            for item, amount in _counted(record):
                if item not in units:
                    continue
                if units[item] == payers[record.account]:
                    explained[item] += amount
                else:
                    foreign[item] += amount
                    _say_foreign(draft, kind, record, index, item)
    if explained or foreign:
        draft.kept["invoice"] = [
            (_settled(draft, builders, invoice, index, explained, foreign), index)
            for invoice, index in draft.kept["invoice"]
        ]


def spread_over_instalments(draft: Draft, builders: Builders, invoices: Mapping[str, Invoice]) -> None:
    """Money set against an invoice of several items pays these in order of their due dates, the oldest money first."""
    whole = {each.id: each for each in invoices.values() if each.id not in invoices and each.id in builders.allocated}
    if not whole:
        return
    entries = [(record, kind, at) for kind in ("payment", "credit") for at, (record, _) in enumerate(draft.kept[kind])]
    left = {item.id: item.amount - _without_record(item, builders) for each in whole.values() for item in each.items}
    for record, _, _ in entries:
        for item, amount in _counted(record):
            if item in left:
                left[item] -= amount
    for record, kind, at in sorted(entries, key=lambda each: (each[0].on, each[1], each[0].id)):
        if any(part.item in whole for part in record.allocations):
            room = left if _counted(record) else dict(left)  # money that was taken back takes no room
            sums: Counter[str] = Counter()
            for part in record.allocations:
                sums.update(_spread(part, whole[part.item], room) if part.item in whole else {part.item: part.amount})
            parts = tuple(Allocation(item=item, amount=sums[item]) for item in sorted(sums))
            draft.kept[kind][at] = (msgspec.structs.replace(record, allocations=parts), draft.kept[kind][at][1])


def _spread(part: Allocation, invoice: Invoice, left: dict[str, int]) -> dict[str, int]:
    """Money over the items of an invoice as far as each is open; what is too much stands against the last."""
    shares: dict[str, int] = {}
    money = part.amount
    for item in invoice.items:
        share = money if item is invoice.items[-1] else min(money, max(0, left[item.id]))
        left[item.id] -= share
        money -= share
        if share:
            shares[item.id] = share
    return shares


def _without_record(item: Item, builders: Builders) -> int:
    """What is settled of an item beside the records in the book; a balance says nothing of that."""
    return 0 if (item.id, item.settled) in builders.balanced else item.settled


def _counted(record: Payment | Credit) -> list[tuple[str, int]]:
    """What is set against each item, of money that was not taken back."""
    if isinstance(record, Payment) and record.reversed_on is not None:
        return []
    return [(part.item, part.amount) for part in record.allocations]


def _say_foreign(draft: Draft, kind: str, record: Payment | Credit, index: int, item: str) -> None:
    sentence = f"item `{item}` belongs to an account that does not pay with `{record.account}`"
    way_out = (
        "the item counts as settled by that much on every day; where one account pays for another, name its `payer`"
    )
    draft.say(kind, record.id, index, fault(OTHER_UNIT, "allocations", sentence, way_out))


def _settled(
    draft: Draft,
    builders: Builders,
    invoice: Invoice,
    index: int,
    explained: Mapping[str, int],
    foreign: Mapping[str, int],
) -> Invoice:
    if not any(item.id in explained or item.id in foreign for item in invoice.items):
        return invoice
    items = []
    for item in invoice.items:
        left = item.settled + foreign.get(item.id, 0)
        if (item.id, item.settled) in builders.balanced:
            left = item.settled - explained.get(item.id, 0)
            if left < 0:
                _say_contradiction(draft, invoice, index, item, explained[item.id])
        items.append(msgspec.structs.replace(item, settled=max(0, left)))
    return msgspec.structs.replace(invoice, items=tuple(items))


def _say_contradiction(draft: Draft, invoice: Invoice, index: int, item: Item, explained: int) -> None:
    balance = Money(item.amount - item.settled, invoice.currency)
    left = Money(max(0, item.amount - explained), invoice.currency)
    draft.say("invoice", invoice.id, index, more_open_than_left(balance, left))
