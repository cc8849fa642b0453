"""What a scenario measures: contacts, people's work, silence and why, money, and how long things take."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from playbook_engine.model.money import Money
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.scenario import Scenario
from playbook_engine.simulation.cash import Cash, cash_of
from playbook_engine.simulation.tallying import SEPARATOR, Tally, keys_of

ONE_DAY = dt.timedelta(1)


class Contacts(msgspec.Struct, frozen=True, kw_only=True):
    """Messages and calls of one day; work that goes out in one message is one contact."""

    day: dt.date
    channel: str
    tone: str
    count: int


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """Calls and tasks of one person on one day."""

    day: dt.date
    person: str
    calls: int
    tasks: int


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """What one role was asked to approve on one day, and how much of it waited that day."""

    day: dt.date
    role: str
    asked: int
    waiting: int


class Silent(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases were silent on a day for one reason; an empty reason: their ladder acted."""

    day: dt.date
    reason: str
    by: str
    cases: int


class Lasting(msgspec.Struct, frozen=True, kw_only=True):
    """Days from due to something: how often, the least, the one in the middle, one in ten longer than `late`."""

    playbook: str
    step: str
    count: int
    least: int
    middle: int
    late: int
    most: int


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What the contacts of one channel cost, as far as it was said what one costs."""

    channel: str
    count: int
    cost: Money


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A name and how often."""

    name: str
    count: int


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """All that is measured of one run; what comes in is what the scenario says, and no promise.

    `limits`: how often each made a case wait; `exceptions` begin with what they are: `expired: final-notice`.
    `exhausted`: cases that reached the end of their ladder, by playbook. `first_contact`: from due, of items that had
    none before.
    """

    first: dt.date
    last: dt.date
    units: int
    accounts: int
    cases: int
    days_decided: int
    kinds: tuple[Counted, ...]
    contacts: tuple[Contacts, ...]
    work: tuple[Work, ...]
    questions: tuple[Questions, ...]
    silent: tuple[Silent, ...]
    first_contact: Lasting | None
    steps: tuple[Lasting, ...]
    limits: tuple[Counted, ...]
    exceptions: tuple[Counted, ...]
    alarms: tuple[Counted, ...]
    exhausted: tuple[Counted, ...]
    cash: tuple[Cash, ...]
    costs: tuple[Cost, ...]


def measured(tally: Tally, scenario: Scenario) -> Measures:
    """The measures that counts amount to."""
    table = tally.tables.get
    sizes = table("sizes", {})
    contacts = list(_contacts(table("contacts", {})))
    anything = f"{SEPARATOR}{SEPARATOR}"
    first = list(_lasting({f"{anything}{days}": count for days, count in table("first contact", {}).items()}))
    return Measures(
        first=scenario.first,
        last=scenario.last,
        units=sizes.get("units", 0),
        accounts=sizes.get("accounts", 0),
        cases=sizes.get("cases", 0),
        days_decided=sizes.get("days decided", 0),
        kinds=_counted(table("kinds", {})),
        contacts=tuple(contacts),
        work=tuple(_work(table("work", {}))),
        questions=tuple(_questions(table("asked", {}), table("waiting", {}), scenario)),
        silent=tuple(_silent(table("silent", {}), scenario)),
        first_contact=first[0] if first else None,
        steps=tuple(_lasting(table("steps", {}))),
        limits=_counted(table("limits", {})),
        exceptions=_counted(table("exceptions", {})),
        alarms=_counted(table("alarms", {})),
        exhausted=_counted(table("exhausted", {})),
        cash=tuple(cash_of(tally, scenario)),
        costs=tuple(_costs(contacts, scenario.costs)),
    )


def silent_share(silent: Iterable[Silent]) -> tuple[Counted, ...]:
    """Days of cases by why they were silent, the most frequent first; an empty name: their ladder acted."""
    found: Counter[str] = Counter()
    for each in silent:
        found[f"{each.reason}: {each.by}" if each.by else each.reason] += each.cases
    return tuple(Counted(name=name, count=count) for name, count in sorted(found.items(), key=lambda x: (-x[1], x[0])))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _counted(counts: Mapping[str, int]) -> tuple[Counted, ...]:
    return tuple(Counted(name=name, count=count) for name, count in sorted(counts.items()))


def _contacts(counts: Mapping[str, int]) -> Iterator[Contacts]:
    for (day, channel, tone), count in keys_of(counts):
        yield Contacts(day=_day(day), channel=channel, tone=tone, count=count)


def _work(counts: Mapping[str, int]) -> Iterator[Work]:
    people = sorted({(day, person) for (day, person, _), _ in keys_of(counts)})
    for day, person in people:
        calls, tasks = (counts.get(SEPARATOR.join((day, person, kind)), 0) for kind in ("call", "task"))
        yield Work(day=_day(day), person=person, calls=calls, tasks=tasks)


def _questions(asked: Mapping[str, int], spans: Mapping[str, int], scenario: Scenario) -> Iterator[Questions]:
    waiting = {(day, role): count for day, (role,), count in _standing(spans, scenario)}
    new = {(_day(day), role): count for (day, role), count in keys_of(asked)}
    for day, role in sorted({*waiting, *new}):
        yield Questions(day=day, role=role, asked=new.get((day, role), 0), waiting=waiting.get((day, role), 0))


def _silent(spans: Mapping[str, int], scenario: Scenario) -> Iterator[Silent]:
    for day, (reason, by), cases in _standing(spans, scenario):
        yield Silent(day=day, reason=reason, by=by, cases=cases)


def _standing(spans: Mapping[str, int], scenario: Scenario) -> Iterator[tuple[dt.date, tuple[str, ...], int]]:
    """How many spans there are of each kind on each day, of their beginnings and ends."""
    changes: dict[dt.date, dict[tuple[str, ...], int]] = {}
    for (since, *key), count in keys_of(spans):
        changes.setdefault(_day(since), {})[tuple(key)] = count
    now: Counter[tuple[str, ...]] = Counter()
    day = scenario.first
    while day <= scenario.last:
        now.update(changes.get(day, {}))
        yield from ((day, key, count) for key, count in sorted(now.items()) if count)
        day += ONE_DAY


def _lasting(counts: Mapping[str, int]) -> Iterator[Lasting]:
    """Of keys that end with a number of days; what has none is not from due."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for (playbook, step, days), count in keys_of(counts):
        if days:
            found.setdefault((playbook, step), []).append((int(days), count))
    for (playbook, step), spread in sorted(found.items()):
        in_order = sorted(spread)
        yield Lasting(
            playbook=playbook,
            step=step,
            count=sum(count for _, count in spread),
            least=in_order[0][0],
            middle=_percentile(in_order, 50),
            late=_percentile(in_order, 90),
            most=in_order[-1][0],
        )


def _percentile(days: Sequence[tuple[int, int]], percent: int) -> int:
    """The least number of days that this share does not pass (nearest rank)."""
    rank = -(-sum(count for _, count in days) * percent // 100)
    for number, count in days:
        rank -= count
        if rank <= 0:
            return number
    return days[-1][0]


def _costs(contacts: Iterable[Contacts], costs: Mapping[str, Money]) -> Iterator[Cost]:
    counts: Counter[str] = Counter()
    for each in contacts:
        counts[each.channel] += each.count
    for channel in CONTACT_KINDS:
        if channel in costs:
            one = costs[channel]
            cost = Money(one.minor * counts[channel], one.currency)
            yield Cost(channel=channel, count=counts[channel], cost=cost)
