"""Deciding what a request brings along: a book in its body, a release that is stored; nothing is remembered."""

import asyncio
from weakref import WeakKeyDictionary

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.ingest.json_book import read_json_book
from playbook_engine.ingest.reading import read_source
from playbook_engine.model.book import Book
from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.decision import Decision
from playbook_engine.model.diagnostic import Diagnostic, errors
from playbook_engine.model.facts import Fact
from playbook_engine.model.receipt import Receipt
from playbook_engine.model.release import SEMANTICS
from playbook_engine.service.as_of import AsOf, parse_as_of
from playbook_engine.service.deciding import as_known, concerns, narrowed
from playbook_engine.service.production.caller import Caller, Conflict
from playbook_engine.service.production.following import Followed
from playbook_engine.service.production.releases import evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.receipts import receipt_of
from playbook_engine.service.wrong_use import Unusable

LARGE = 50_000
"""Bytes of a book from which on it is decided beside the server's own work."""

NAME = "book"
"""What the book of a request is called where its faults are told."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be decided. Without `release` the one in force; without `as_of` now."""

    book: bytes
    release: int | None = None
    as_of: str = ""
    account: str = ""
    receipt: bool = False


class DecidedSent(msgspec.Struct, frozen=True, kw_only=True):
    """What follows, and from which release."""

    as_of: str
    release: int
    fingerprint: str
    semantics: int
    decisions: tuple[Decision, ...]
    remarks: tuple[Diagnostic, ...]
    receipt: Receipt | None


class FaultyBook(Unusable):
    """A book with records that cannot be taken: nothing is decided from a part of it."""

    def __init__(self, faults: tuple[Diagnostic, ...]) -> None:
        several = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"the book has {several}", "each is listed with its line in `book`")
        self.faults = faults


async def decide_sent(runtime: Runtime, caller: Caller, followed: Followed, sent: Sent) -> DecidedSent:
    """Decide the units of a book, or the cases of one account of it.

    Raises Forbidden, NotFound, Conflict where no release is in force, FaultyBook, WrongUse.
    """
    caller.must("simulate")
    instant = parse_as_of(sent.as_of) if sent.as_of else runtime.now()
    number = sent.release if sent.release is not None else await followed.whole(caller)
    if number is None:
        raise Conflict("no release is in force", "name one as `release`, or activate one")
    ready = await _evaluator(runtime, caller, number)
    if len(sent.book) < LARGE:
        return _decide(ready, number, sent, instant)
    return await asyncio.to_thread(_decide, ready, number, sent, instant)


async def _evaluator(runtime: Runtime, caller: Caller, number: int) -> Evaluator:
    kept = runtime.evaluators.get((caller.organisation, number))
    if kept is not None:
        return kept
    async with runtime.work(caller, "read") as work:
        return await evaluator(runtime, work, number)


def _decide(ready: Evaluator, number: int, sent: Sent, as_of: AsOf) -> DecidedSent:
    about = _about(ready)
    book, remarks = _read(sent.book, about.own_facts, ready.release.organisation.base_currency)
    book = as_known(narrowed(book, sent.account), as_of, ready.release)
    decisions = tuple(
        decision
        for unit in book.units
        for decision in ready.decide(book.setting, unit, as_of)
        if not sent.account or concerns(decision, sent.account, unit)
    )
    receipt = receipt_of(ready.release, book, as_of, decisions, sent.account) if sent.receipt else None
    return DecidedSent(
        as_of=as_of.isoformat(), release=number, fingerprint=about.fingerprint, semantics=SEMANTICS,
        decisions=decisions, remarks=remarks, receipt=receipt,
    )  # fmt: skip


def _read(data: bytes, own_facts: dict[str, Fact], currency: str) -> tuple[Book, tuple[Diagnostic, ...]]:
    """The book, with what is to be said of it though it is taken. Raises FaultyBook."""
    reading = read_source(read_json_book(data, NAME), own_facts, currency, NAME)
    if faults := errors(list(reading.diagnostics)):
        raise FaultyBook(tuple(faults))
    return reading.book, reading.diagnostics


class _About(msgspec.Struct, frozen=True):
    """What is worked out once for a release."""

    fingerprint: str
    own_facts: dict[str, Fact]


_KNOWN: WeakKeyDictionary[Evaluator, _About] = WeakKeyDictionary()


def _about(ready: Evaluator) -> _About:
    found = _KNOWN.get(ready)
    if found is None:
        own = {each.fact.name: each.fact for each in ready.release.organisation.own_facts}
        found = _KNOWN[ready] = _About(fingerprint(ready.release), own)
    return found
