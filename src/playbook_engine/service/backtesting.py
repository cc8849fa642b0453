"""Back-test a release on a book: what it would have done on days that are past, against what was done."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.release import Release
from playbook_engine.service.as_of import parse_day
from playbook_engine.service.deciding import Watch, narrowed
from playbook_engine.service.processes import spread
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.alarms import Alarm
from playbook_engine.simulation.backtesting import BackTester, Span
from playbook_engine.simulation.learning import days_learnt
from playbook_engine.simulation.touched import acts_done
from playbook_engine.simulation.would_did import WouldDid, renamed_in, would_and_did

Row = TypeVar("Row", Act, Alarm)

LONGEST = 10 * 366
"""Days that a back-test may span: more is a day that was mistyped."""


class BackTest(msgspec.Struct, frozen=True, kw_only=True):
    """What a release would have done on some days, what was done, and how the two compare.

    Acts and alarms are in the order of their days, then of the units; of a case and a reason there is one alarm, on the
    first day of it. `known_until` is the last day of which the book tells
    anything: what would have gone out later is a forecast, in which nobody pays any more.
    """

    release: str
    span: Span
    units: int
    would: tuple[Act, ...]
    did: tuple[Act, ...]
    alarms: tuple[Alarm, ...]
    compared: WouldDid
    known_until: dt.date | None


class _Start(msgspec.Struct, frozen=True):
    """What each process is told once."""

    release: Release
    setting: Setting
    span: Span


class _Lived(msgspec.Struct, frozen=True):
    """One unit, tested."""

    would: tuple[Act, ...]
    did: tuple[Act, ...]
    alarms: tuple[Alarm, ...]
    known_until: dt.date | None


def span_of(first: str, last: str, *, approvals: str, syncs: str) -> Span:
    """The days of a back-test from what a person typed. Raises WrongUse."""
    for day, option in ((first, "--from"), (last, "--until")):
        if not day:
            raise WrongUse("a back-test needs its first and its last day", f"add `{option} 2026-03-16`")
    span = {"first": parse_day(first), "last": parse_day(last), "approvals": approvals, "syncs": syncs}
    return msgspec.convert(span, Span)


def back_test(
    release: Release, book: Book, span: Span, *, account: str = "", processes: int = 1, watch: Watch = iter
) -> BackTest:
    """Back-test all units of a book, or the one of an account, alone or over several processes. Raises WrongUse."""
    _refuse_impossible(span)
    chosen = narrowed(book, account)
    start = _Start(release, chosen.setting, span)
    lived = list(spread(tester, start, chosen.units, _Lived, processes, watch))
    own = _own_items(chosen, account)
    would = _by_day(each for unit in lived for each in unit.would if _concerns(each, account, own))
    did = _by_day(each for unit in lived for each in unit.did if _concerns(each, account, own))
    return BackTest(
        release=fingerprint(release),
        span=span,
        units=len(chosen.units),
        would=would,
        did=did,
        alarms=_by_day(each for unit in lived for each in unit.alarms if account in {"", each.account}),
        compared=would_and_did(would, did, release.organisation.tones, renamed_in(release)),
        known_until=_known_until(chosen.setting, lived),
    )


def tester(start: _Start) -> Callable[[Unit], _Lived]:
    """A function that tests one unit."""
    back_tester = BackTester(Evaluator(start.release), start.setting, start.span)
    zone = start.release.organisation.time_zone

    def test(unit: Unit) -> _Lived:
        learnt = days_learnt(unit, zone)
        tested = back_tester.live(unit)
        return _Lived(
            would=tested.acts,
            alarms=tested.alarms,
            did=tuple(acts_done(unit, start.span.first, start.span.last)),
            known_until=learnt[-1] if learnt else None,
        )

    return test


def _known_until(setting: Setting, lived: Iterable[_Lived]) -> dt.date | None:
    """The last day on which anything was learnt, or a source was read and had nothing new."""
    learnt = [each.known_until for each in lived if each.known_until is not None]
    return max([*learnt, *(each.on for each in setting.freshness)], default=None)


def _refuse_impossible(span: Span) -> None:
    if span.last < span.first:
        raise WrongUse(f"`{span.last}` is before {span.first}", "name a last day that is not before the first one")
    if (span.last - span.first).days >= LONGEST:
        raise WrongUse(f"from {span.first} to {span.last} are more than ten years", "is one of the days mistyped?")


def _own_items(book: Book, account: str) -> frozenset[str]:
    return frozenset(
        item.id
        for unit in book.units
        for invoice in unit.invoices
        if invoice.account == account
        for item in invoice.items
    )


def _concerns(act: Act, account: str, own: frozenset[str]) -> bool:
    """Whether an act is of the account, or of its family about one of its items; of any where none is named."""
    return not account or act.account == account or not own.isdisjoint(line.item for line in act.action.lines)


def _by_day(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda each: each.day))
