"""Every fact of the catalogue, own and derived ones included, has the value that the reference finds for it."""

from collections import Counter
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.cases import Drawn, case_of, drawn_cases
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.model.facts import CATALOGUE
from playbook_engine.model.money import MissingRate
from tests.property.growing import grown
from tests.reference.conditions import Value
from tests.reference.facts import value
from tests.reference.money import MissingRates
from tests.unit.engine.views import Seen, as_plain, seen_in

Read = Value | frozenset[str] | None


def ours(seen: Seen, name: str) -> Read:
    try:
        return as_plain(seen.catalogue.read(name)(seen.scope), seen.catalogue.facts[name].kind)
    except MissingRate as missing:
        return unknown(name, missing)


def unknown(name: str, missing: MissingRate | MissingRates) -> frozenset[str]:
    """What lacks; of a share all of either part, or only of the first."""
    return frozenset({"no rate"} if name == "case.overdue_share" else {"no rate", *missing.pairs})


def theirs(seen: Seen, name: str) -> Read:
    try:
        found = value(name, seen.plain)
    except MissingRates as missing:
        return unknown(name, missing)
    if isinstance(found, Mapping):
        return {currency: minor for currency, minor in found.items() if minor}
    return found


def differing(case: Drawn) -> list[str]:
    return [
        f"{seen.name} {name}: engine {ours(seen, name)!r}, reference {theirs(seen, name)!r}"
        for seen in seen_in(case)
        for name in seen.catalogue.facts
        if not name.startswith("contact.") and ours(seen, name) != theirs(seen, name)
    ]


@given(drawn_cases(), st.integers(0, 2**32))
def test_every_fact_is_what_the_reference_finds(case: Drawn, seed: int) -> None:
    for each in (case, grown(case, seed)):
        found = differing(each)
        assert not found, "\n".join(found)


def test_most_facts_take_several_values_over_generated_cases() -> None:
    values: dict[str, Counter[str]] = {name: Counter() for name, fact in CATALOGUE.items() if fact.scope != "contact"}
    for seed in range(60):
        for seen in seen_in(case_of(Chance(seed))):
            for name, found in values.items():
                found[repr(ours(seen, name))] += 1
    assert not [name for name, found in values.items() if len(found) < 2]
