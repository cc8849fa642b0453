"""What shows only when records are held against each other: ids given twice, references that lead nowhere, who pays."""

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from playbook_engine.ingest.codes_book import (
    ALLOCATED_IN_ANOTHER_CURRENCY,
    LOOSE_REFERENCE,
    MONEY_FOR_UNKNOWN_ITEM,
    PAYER_OF_A_PAYER,
    PAYERS_IN_A_CIRCLE,
    SAME_TWICE,
    TWO_WITH_ONE_ID,
    UNKNOWN_ACCOUNT,
    UNKNOWN_ENTITY,
    UNKNOWN_ITEM,
)
from playbook_engine.ingest.draft_book import Draft, Entry, fault
from playbook_engine.ingest.kinds_book import KINDS
from playbook_engine.ingest.nouns_book import Builders
from playbook_engine.ingest.settling_book import spread_over_instalments
from playbook_engine.model.book import Account, Credit, Freshness, Invoice, Payment
from playbook_engine.model.canonical import canonical
from playbook_engine.model.diagnostic import Related
from playbook_engine.model.money import Rate
from playbook_engine.model.units import payers_of

_OF_ACCOUNTS = tuple(each.name for each in KINDS if any(field.name == "account" for field in each.fields))
_WITH_ITEM = tuple(each.name for each in KINDS if any(field.refers == "item" for field in each.fields))
_WITH_ENTITY = tuple(each.name for each in KINDS if any(field.refers == "entity" for field in each.fields))


def check_owners(draft: Draft) -> dict[str, str]:
    """Leave out what has the id of another, or belongs to no account or entity; gives the payer of every account."""
    for each in KINDS:
        _check_ids(draft, each.name)
    _check_accounts(draft)
    payers = payers_of([account for account, _ in draft.kept["account"]])
    for kind in _OF_ACCOUNTS:
        if not {record.account for record, _ in draft.kept[kind]} <= payers.keys():
            draft.keep(kind, partial(_has_account, draft, kind, payers=payers))
    _check_entities(draft)
    _check_contacts(draft)
    return payers


def check_items(draft: Draft, builders: Builders, payers: Mapping[str, str]) -> None:
    """Leave out what concerns items that are not there, or money in another currency than theirs."""
    invoices = _check_item_ids(draft)
    for kind in _WITH_ITEM:
        draft.keep(kind, partial(_has_item, draft, kind, invoices=invoices, payers=payers))
    spread_over_instalments(draft, builders, invoices)
    for kind in ("payment", "credit"):
        draft.keep(kind, partial(_has_allocated, draft, kind, invoices=invoices))


def _check_ids(draft: Draft, kind: str) -> None:
    """Of records with one id keep one, the same one whatever order they come in."""
    entries = draft.kept[kind]
    groups: dict[Any, list[Entry]] = {}
    if len({_identity(record) for record, _ in entries}) == len(entries):
        return
    for entry in entries:
        groups.setdefault(_identity(entry[0]), []).append(entry)
    for group in groups.values():
        group.sort(key=lambda each: canonical(each[0]))
        for before, entry in pairwise(group):
            _say_twice(draft, kind, before, entry, group[0])
    draft.kept[kind] = [group[0] for group in groups.values()]


def _say_twice(draft: Draft, kind: str, before: Entry, entry: Entry, kept: Entry) -> None:
    """Of records in the order of their content: the one that is kept, those that differ from it, and repetitions."""
    batch, name = draft.batches[kind], getattr(entry[0], "id", "")
    if canonical(before[0]) == canonical(entry[0]):
        again = Related(batch.place(before[1]), "the other")
        draft.say(kind, name, entry[1], fault(SAME_TWICE, "", "stands in the book twice"), again)
        return
    differs = fault(TWO_WITH_ONE_ID, "", "has the id of another that differs from it", "give each an id of its own")
    draft.say(kind, name, entry[1], differs, Related(batch.place(kept[1]), "the one that is taken"))
    draft.left_out[batch.kind.collection] += 1


def _identity(record: Any) -> Any:
    if isinstance(record, Rate):
        return record.on, record.source, record.target
    return (record.id, record.on) if isinstance(record, Freshness) else record.id


def _check_accounts(draft: Draft) -> None:
    """Every account that pays is there, and no circle of them."""
    accounts: dict[str, Account] = {account.id: account for account, _ in draft.kept["account"]}
    payers = {name: each.payer for name, each in accounts.items() if each.payer and each.payer != name}
    ends = {name: _end_of_chain(name, payers) for name in accounts}
    draft.keep(
        "account", lambda account, index: _is_paid_for(draft, account, index, ends[account.id], payers, accounts)
    )
    for name, payer in payers.items():
        if ends[name] not in payers and ends[name] != payer and ends[name] not in accounts:
            draft.goes_with("account", payer)
    ids = {account.id for account, _ in draft.kept["account"]}
    for account, index in draft.kept["account"]:
        if account.parent and account.parent not in ids and not draft.goes_with("account", account.parent):
            loose = fault(LOOSE_REFERENCE, "parent", f"there is no account `{account.parent}`")
            draft.say("account", account.id, index, loose)


def _is_paid_for(
    draft: Draft,
    account: Account,
    index: int,
    end: str,
    payers: Mapping[str, str],
    accounts: Mapping[str, Account],
) -> bool:
    """Whether the chain of an account's payers ends at an account of the book."""
    if end in payers:
        circle = f"its payers pay for each other in a circle, to which `{end}` belongs"
        draft.say(
            "account", account.id, index, fault(PAYERS_IN_A_CIRCLE, "payer", circle, "let one of them pay for itself")
        )
        return False
    if end not in accounts:
        if end == account.payer and not draft.goes_with("account", end):
            draft.say("account", account.id, index, fault(UNKNOWN_ACCOUNT, "payer", f"there is no account `{end}`"))
        return False
    if (direct := payers.get(account.id)) in payers:
        note = f"`{direct}` has a payer itself, so `{end}` pays for both"
        draft.say("account", account.id, index, fault(PAYER_OF_A_PAYER, "payer", note))
    return True


def _end_of_chain(account: str, payers: Mapping[str, str]) -> str:
    """The last of a chain of payers; of a circle the smallest, which then has a payer itself."""
    path = [account]
    while (payer := payers.get(path[-1])) is not None:
        if payer in path:
            return min(path[path.index(payer) :])
        path.append(payer)
    return path[-1]


def _has_account(draft: Draft, kind: str, record: Any, index: int, *, payers: Mapping[str, str]) -> bool:
    if record.account in payers:
        return True
    if not draft.goes_with("account", record.account):
        unknown = fault(UNKNOWN_ACCOUNT, "account", f"there is no account `{record.account}`")
        draft.say(kind, record.id, index, unknown)
    return False


def _check_entities(draft: Draft) -> None:
    """Our legal entities are there, in a book that has any."""
    entities = {entity.id for entity, _ in draft.kept["entity"]}
    if "entity" not in draft.batches:
        return

    def wanted(kind: str, record: Any, index: int) -> bool:
        if not record.entity or record.entity in entities:
            return True
        if not draft.goes_with("entity", record.entity):
            unknown = fault(UNKNOWN_ENTITY, "entity", f"there is no legal entity `{record.entity}`")
            draft.say(kind, record.id, index, unknown)
        return False

    for kind in _WITH_ENTITY:
        if not {record.entity for record, _ in draft.kept[kind]} <= entities | {""}:
            draft.keep(kind, partial(wanted, kind))


def _check_item_ids(draft: Draft) -> dict[str, Invoice]:
    """The invoice of every item; of invoices that give one id to two items the first by id is kept."""
    invoices = {item.id: invoice for invoice, _ in draft.kept["invoice"] for item in invoice.items}
    if len(invoices) == sum(len(invoice.items) for invoice, _ in draft.kept["invoice"]):
        return invoices
    invoices.clear()
    draft.kept["invoice"].sort(key=lambda entry: str(entry[0].id))

    def wanted(invoice: Invoice, index: int) -> bool:
        names = [item.id for item in invoice.items]
        other = next((name for name in names if name in invoices), None)
        twice = next((name for name in names if names.count(name) > 1), None)
        if other is None and twice is None:
            invoices.update(dict.fromkeys(names, invoice))
            return True
        whose = f"of invoice `{invoices[other].id}`" if other else "of this invoice"
        sentence = f"item `{other or twice}` has the id of another {whose}"
        draft.say("invoice", invoice.id, index, fault(TWO_WITH_ONE_ID, "instalments", sentence))
        return False

    draft.keep("invoice", wanted)
    return invoices


def _has_item(
    draft: Draft, kind: str, record: Any, index: int, *, invoices: Mapping[str, Invoice], payers: Mapping[str, str]
) -> bool:
    """Whether the item that a record concerns is in the book, and in the same unit."""
    if record.item is None:
        return True
    invoice = invoices.get(record.item)
    if invoice is None:
        if not draft.item_goes_with(record.item):
            unknown = fault(
                UNKNOWN_ITEM, "item", f"there is no item `{record.item}`", _instalments_of(record.item, invoices)
            )
            draft.say(kind, record.id, index, unknown)
        return False
    if payers[invoice.account] == payers[record.account]:
        return True
    sentence = (
        f"item `{record.item}` belongs to account `{invoice.account}`, which does not pay with `{record.account}`"
    )
    draft.say(kind, record.id, index, fault(UNKNOWN_ITEM, "item", sentence))
    return False


def _has_allocated(
    draft: Draft, kind: str, record: Payment | Credit, index: int, *, invoices: Mapping[str, Invoice]
) -> bool:
    """Whether money is set against items in its own currency; what is not in the book is used up all the same."""
    for part in record.allocations:
        invoice = invoices.get(part.item)
        if invoice is None:
            if not draft.item_goes_with(part.item):
                sentence = f"there is no item `{part.item}`; that part of the money counts as used"
                draft.say(kind, record.id, index, fault(MONEY_FOR_UNKNOWN_ITEM, "allocations", sentence))
        elif invoice.currency != record.amount.currency:
            sentence = f"item `{part.item}` is in {invoice.currency}, the money in {record.amount.currency}"
            draft.say(kind, record.id, index, fault(ALLOCATED_IN_ANOTHER_CURRENCY, "allocations", sentence))
            return False
    return True


def _instalments_of(name: str, invoices: Mapping[str, Invoice]) -> str:
    """A help for those who named an invoice where its items are meant."""
    invoice = invoices.get(f"{name}/1")
    if invoice is None or invoice.id != name:
        return ""
    return f"invoice `{name}` has the items {', '.join(f'`{item.id}`' for item in invoice.items)}"


def _check_contacts(draft: Draft) -> None:
    contacts = {contact.id for contact, _ in draft.kept["contact"]}
    for reply, index in draft.kept["reply"]:
        if reply.contact and reply.contact not in contacts and not draft.goes_with("contact", reply.contact):
            loose = fault(LOOSE_REFERENCE, "contact", f"there is no contact `{reply.contact}`")
            draft.say("reply", reply.id, index, loose)
