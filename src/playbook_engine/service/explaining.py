"""Why cases were decided as they were, as data and as sentences."""

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.telling import sentences
from playbook_engine.engine.tracing import trace
from playbook_engine.model.book import Book, Unit
from playbook_engine.model.release import Release
from playbook_engine.model.trace import CaseTrace
from playbook_engine.service.as_of import AsOf
from playbook_engine.service.deciding import as_known, concerns, narrowed
from playbook_engine.service.wrong_use import WrongUse, unknown


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One case: its trace, which holds the decision, and the same in sentences."""

    trace: CaseTrace
    sentences: tuple[str, ...]


def explain_case(
    release: Release, book: Book, as_of: AsOf, *, account: str = "", item: str = "", case: str = ""
) -> tuple[Explained, ...]:
    """The cases of an account, of an item or invoice, or one case by its id. Raises WrongUse where there is none."""
    chosen = as_known(narrowed(book, account or _owner(book, item, case)), as_of, release)
    unit = chosen.units[0]
    traces = trace(Evaluator(release), chosen.setting, unit, as_of)
    found = [each for each in traces if _is_meant(each, unit, account, item, case)]
    if not found:
        raise _nothing(traces, account, item, case, as_of)
    return tuple(Explained(trace=each, sentences=tuple(sentences(each))) for each in found)


def _owner(book: Book, item: str, case: str) -> str:
    """The account whose unit holds an item, an invoice, or the items of a case. Raises WrongUse."""
    for unit in book.units:
        for invoice in unit.invoices:
            if item and (invoice.id == item or any(each.id == item for each in invoice.items)):
                return invoice.account
        if case and any(f"/{account.id}/" in case for account in unit.accounts):
            return unit.accounts[0].id
    if item:
        invoices = [each for unit in book.units for each in unit.invoices]
        known = {each.id for each in invoices} | {each.id for invoice in invoices for each in invoice.items}
        raise unknown("item", item, known, f"the book has {len(known)} items and invoices")
    raise WrongUse(f"there is no case `{case}`", "`playbook decide --format csv` lists the cases", 404)


def _is_meant(trace: CaseTrace, unit: Unit, account: str, item: str, case: str) -> bool:
    decision = trace.decision
    if case:
        return decision.case == case
    if item:
        own = {each.id for invoice in unit.invoices if item == invoice.id for each in invoice.items} | {item}
        return not own.isdisjoint((*decision.items, *decision.held_out))
    return concerns(decision, account, unit)


def _nothing(traces: tuple[CaseTrace, ...], account: str, item: str, case: str, as_of: AsOf) -> WrongUse:
    if case:
        return unknown("case", case, [each.decision.case for each in traces], "`playbook decide` names the cases")
    what = f"`{item}` is not open" if item else f"nothing of `{account}` is open"
    return WrongUse(
        f"{what} on {as_of.isoformat()}, so there is no case to explain", "paid and void items have none", 404
    )
