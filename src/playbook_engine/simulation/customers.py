"""What a comparison says about customers: how often they hear from us, and what strategic ones will notice."""

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

import msgspec

from playbook_engine.simulation.changes import CHANGE_KINDS, Change, ChangeKind, rank
from playbook_engine.simulation.pieces import Piece
from playbook_engine.simulation.summing import Count

WEEK = 7


class Contacts(msgspec.Struct, frozen=True, kw_only=True):
    """How often customers hear from us; work that goes out in one message is one contact.

    `customers`: those who hear from us at all. `weekly`: contacts a week for each customer who hears from us in
    either run, as decimal text with two places. `busiest`: the most that one customer gets in seven days in a row.
    """

    all: Count
    customers: Count
    weekly: tuple[str, str]
    busiest: Count


class Contacted(msgspec.Struct, frozen=True, kw_only=True):
    """How often one customer hears from us, in all and in its busiest seven days in a row."""

    account: str
    tier: str
    all: Count
    busiest: Count


class StrategicAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A strategic account for which something changes; `tone`: its firmest tone before and after, empty for none.

    `firmer`: some work gets a firmer tone, or a new contact is firmer than all that it had before.
    """

    account: str
    tier: str
    kinds: dict[ChangeKind, int]
    tone: tuple[str, str]
    firmer: bool


class _ByAccount(NamedTuple):
    all: Contacts
    accounts: tuple[Contacted, ...]


def contacts_of(before: Sequence[Piece], after: Sequence[Piece], first: dt.date, last: dt.date) -> _ByAccount:
    """Contacts of both runs, in all and by customer: those who hear most from us after first."""
    one, other = _days(before), _days(after)
    tiers = {each.act.account: each.act.tier for each in (*before, *after)}
    accounts = [
        Contacted(
            account=account,
            tier=tiers[account],
            all=Count(before=len(one.get(account, ())), after=len(other.get(account, ()))),
            busiest=Count(before=_busiest(one.get(account, ())), after=_busiest(other.get(account, ()))),
        )
        for account in sorted(one.keys() | other.keys())
    ]
    accounts.sort(key=lambda each: (-each.all.after, -each.busiest.after, each.account))
    sums = Count(before=sum(map(len, one.values())), after=sum(map(len, other.values())))
    days = (last - first).days + 1
    everything = Contacts(
        all=sums,
        customers=Count(before=len(one), after=len(other)),
        weekly=(_weekly(sums.before, len(accounts), days), _weekly(sums.after, len(accounts), days)),
        busiest=Count(
            before=max((each.busiest.before for each in accounts), default=0),
            after=max((each.busiest.after for each in accounts), default=0),
        ),
    )
    return _ByAccount(everything, tuple(accounts))


def strategic_accounts(
    changes: Iterable[Change], before: Iterable[Piece], after: Iterable[Piece], tones: Sequence[str]
) -> tuple[StrategicAccount, ...]:
    """The strategic accounts for which anything changes, by their id."""
    concerned: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.strategic:
            concerned[change.account].append(change)
    one, other = (_firmest(run, concerned, tones) for run in (before, after))
    return tuple(
        _strategic(account, concerned[account], (one.get(account, ""), other.get(account, "")), tones)
        for account in sorted(concerned)
    )


def _firmest(pieces: Iterable[Piece], accounts: Container[str], tones: Sequence[str]) -> dict[str, str]:
    """The firmest tone in which each of some accounts hears from us."""
    found: dict[str, str] = {}
    for each in pieces:
        account, tone = each.act.account, each.act.action.tone
        if account in accounts and each.contact and rank(tone, tones) >= rank(found.get(account, ""), tones):
            found[account] = tone
    return found


def _strategic(
    account: str, changes: Sequence[Change], tone: tuple[str, str], tones: Sequence[str]
) -> StrategicAccount:
    counts = Counter(kind for each in changes for kind in each.kinds)
    return StrategicAccount(
        account=account,
        tier=changes[0].act.tier,
        kinds={kind: counts[kind] for kind in CHANGE_KINDS if counts[kind]},
        tone=tone,
        firmer=bool(counts["firmer"]) or rank(tone[1], tones) > rank(tone[0], tones),
    )


def _days(pieces: Iterable[Piece]) -> dict[str, list[dt.date]]:
    """The days of contact of each customer, in order; one message of a day once."""
    messages = {(each.act.account, each.day, each.act.action.message) for each in pieces if each.contact}
    found: defaultdict[str, list[dt.date]] = defaultdict(list)
    for account, day, _ in sorted(messages):
        found[account].append(day)
    return dict(found)


def _busiest(days: Sequence[dt.date]) -> int:
    week = dt.timedelta(days=WEEK - 1)
    return max((bisect_right(days, day + week) - number for number, day in enumerate(days)), default=0)


def _weekly(contacts: int, customers: int, days: int) -> str:
    """Contacts a week and customer, rounded half up."""
    if not customers:
        return "0.00"
    hundredths = (contacts * WEEK * 100 * 2 + customers * days) // (2 * customers * days)
    return f"{hundredths // 100}.{hundredths % 100:02}"
