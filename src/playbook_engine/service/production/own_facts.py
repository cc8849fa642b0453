"""What the releases in force say of records: which facts the organisation adds, and what amounts are compared with."""

from collections.abc import Iterator
from typing import Any

import msgspec

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
        release = (await evaluator(runtime, work, number)).release
        currencies.update(_currencies_in(release), {release.organisation.base_currency})
        for each in release.organisation.own_facts:
            facts.setdefault(each.fact.name, each.fact)
    return Declared(facts, frozenset(currencies) if numbers else None)


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
