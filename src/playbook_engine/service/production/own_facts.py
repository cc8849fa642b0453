"""What the releases in force say of records: which facts the organisation adds, and what amounts are compared with."""

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.condition import InAmount
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money
from playbook_engine.service.production.releases import effective, evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.database import Work
from playbook_engine.store.releases import list_releases


class Declared(msgspec.Struct, frozen=True):
    """Own facts by full name; the currencies that any condition compares with, None where no release is there."""

    own_facts: dict[str, Fact]
    currencies: frozenset[str] | None


async def declared(runtime: Runtime, work: Work) -> Declared:
    """What all releases in force declare; before one is in force, what the newest does."""
    numbers = (await effective(work, work.at)).releases()
    if not numbers:
        numbers = tuple(each.number for each in await list_releases(work, limit=1))
    facts: dict[str, Fact] = {}
    currencies: set[str] = set()
    for number in numbers:
        ready = await evaluator(runtime, work, number)
        currencies |= _compared(ready)
        for each in ready.release.organisation.own_facts:
            facts.setdefault(each.fact.name, each.fact)
    return Declared(facts, frozenset(currencies) if numbers else None)


def _compared(ready: Evaluator) -> frozenset[str]:
    """The currencies in which a release looks at amounts; looked for once."""
    found = _FOUND.get(ready)
    if found is None:
        found = frozenset((*_currencies_in(ready.release), ready.release.organisation.base_currency))
        _FOUND[ready] = found
    return found


_FOUND: WeakKeyDictionary[Evaluator, frozenset[str]] = WeakKeyDictionary()


def _currencies_in(value: Any) -> Iterator[str]:
    """The currencies of all amounts that stand anywhere in a value."""
    match value:
        case Money():
            yield value.currency
        case InAmount():
            yield from (currency for currency, _ in value.intervals)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _currencies_in(getattr(value, name))
        case dict():
            for each in value.values():
                yield from _currencies_in(each)
        case tuple() | list() | frozenset() | set():
            for each in value:
                yield from _currencies_in(each)
        case _:
            pass
