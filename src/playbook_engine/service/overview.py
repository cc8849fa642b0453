"""A day's decisions for a reader: what goes out, what waits, what needs a person, and who is left alone."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from playbook_engine.engine.ledger import Ledger
from playbook_engine.model.book import Book, Unit
from playbook_engine.model.decision import EXCEPTIONS, REASONS, Action, Decision
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import ACTION_KINDS, CONTACT_KINDS
from playbook_engine.model.release import Release


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One action with what a reader wants to know of its case."""

    action: Action
    account: str
    name: str
    playbook: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Actions of one kind and tone; `messages` counts those combined into one once."""

    kind: str
    tone: str
    planned: tuple[Planned, ...]
    messages: int
    totals: tuple[Money, ...]


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A case that a person has to look at, and what it is about."""

    account: str
    name: str
    case: str
    what: str
    totals: tuple[Money, ...]


class Quiet(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases nothing goes out for, by reason and what names it.

    `changes_on` is the first day on which any of them may change by itself.
    """

    reason: str
    by: str
    cases: int
    totals: tuple[Money, ...]
    changes_on: dt.date | None


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """The whole day. A case counts as quiet only when no action of any kind belongs to it.

    `actions` are those that may go; `messages` how many times customers hear from us by them.
    """

    going: tuple[Group, ...]
    asking: tuple[Group, ...]
    exceptions: tuple[Open, ...]
    quiet: tuple[Quiet, ...]
    units: int
    cases: int
    actions: int
    messages: int
    totals: tuple[Money, ...]


def overview_of(release: Release, book: Book, decisions: Iterable[Decision]) -> Overview:
    """Sort a day's decisions for a reader; amounts are the open balances of the cases, before credits."""
    listed = tuple(decisions)
    names = {each.id: each.name for unit in book.units for each in unit.accounts}
    balances = balances_of(book.units, {each.account for each in listed})
    planned = [
        Planned(action=action, account=each.account, name=names.get(each.account, ""), playbook=each.playbook)
        for each in listed
        for action in each.actions
    ]
    tones = release.organisation.tones
    quiet = [each for each in listed if not each.actions]
    going = [each for each in planned if each.action.state == "ready"]
    return Overview(
        going=_grouped(going, tones),
        asking=_grouped([each for each in planned if each.action.state != "ready"], tones),
        exceptions=tuple(_open(each, names, balances) for each in listed if _concerns_a_person(each)),
        quiet=_reasons(quiet, balances),
        units=len(book.units),
        cases=len(listed),
        actions=len(going),
        messages=_messages([each for each in going if each.action.kind in CONTACT_KINDS]),
        totals=total(money for each in listed for money in _balance(each, balances)),
    )


def balances_of(units: Iterable[Unit], accounts: set[str]) -> dict[str, Money]:
    """What is open of each item in the units of these accounts, before credits."""
    return {
        item.id: Money(item.gross, item.currency)
        for unit in units
        if any(each.id in accounts for each in unit.accounts)
        for item in Ledger(unit).items
    }


def total(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """The sum of amounts, one a currency."""
    sums: dict[str, int] = {}
    for each in amounts:
        sums[each.currency] = sums.get(each.currency, 0) + each.minor
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))


def _grouped(planned: list[Planned], tones: tuple[str, ...]) -> tuple[Group, ...]:
    """By kind, then from the softest tone to the hardest."""
    groups: dict[tuple[str, str], list[Planned]] = {}
    for each in planned:
        groups.setdefault((each.action.kind, each.action.tone), []).append(each)

    def place(key: tuple[str, str]) -> tuple[int, int, str]:
        kind, tone = key
        order = [str(each) for each in ACTION_KINDS]
        return (order.index(kind), tones.index(tone) if tone in tones else -1, tone)

    return tuple(
        Group(
            kind=kind,
            tone=tone,
            planned=tuple(groups[kind, tone]),
            messages=_messages(groups[kind, tone]),
            totals=total(money for each in groups[kind, tone] for money in each.action.totals),
        )
        for kind, tone in sorted(groups, key=place)
    )


def _messages(planned: list[Planned]) -> int:
    return len({each.action.message or each.action.id for each in planned})


def _concerns_a_person(decision: Decision) -> bool:
    silent = decision.silence is not None and decision.silence.reason in EXCEPTIONS
    return bool(silent or decision.exceptions or decision.alarms)


def _open(decision: Decision, names: dict[str, str], balances: dict[str, Money]) -> Open:
    return Open(
        account=decision.account,
        name=names.get(decision.account, ""),
        case=decision.case,
        what="; ".join(dict.fromkeys(_what(decision))),
        totals=total(_balance(decision, balances)),
    )


def _what(decision: Decision) -> Iterator[str]:
    silence = decision.silence
    reason = silence.reason if silence is not None and silence.reason in EXCEPTIONS else ""
    if silence is not None and reason:
        yield f"{reason}: {silence.by}" if silence.by else reason
    yield from (f"alarm: {each}" for each in decision.alarms)
    yield from (each for each in decision.exceptions if each != reason)


def _reasons(quiet: list[Decision], balances: dict[str, Money]) -> tuple[Quiet, ...]:
    """In the order of the reasons, and of each the most frequent first."""
    groups: dict[tuple[str, str], list[Decision]] = {}
    for each in quiet:
        if each.silence is not None:
            groups.setdefault((each.silence.reason, each.silence.by), []).append(each)
    order = [str(each) for each in REASONS]
    return tuple(
        Quiet(
            reason=reason,
            by=by,
            cases=len(groups[reason, by]),
            totals=total(money for each in groups[reason, by] for money in _balance(each, balances)),
            changes_on=min((each.next_change_on for each in groups[reason, by] if each.next_change_on), default=None),
        )
        for reason, by in sorted(groups, key=lambda key: (order.index(key[0]), -len(groups[key]), key[1]))
    )


def _balance(decision: Decision, balances: dict[str, Money]) -> tuple[Money, ...]:
    items = dict.fromkeys((*decision.items, *decision.held_out))
    return tuple(balances[item] for item in items if item in balances)
