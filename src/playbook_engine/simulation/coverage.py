"""Which rules of a release the tests have reached: segments, steps, holds, limits, guarantees."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from playbook_engine.model.book import Setting
from playbook_engine.model.decision import Decision
from playbook_engine.model.playbook import Guarantee, Hold, Limit, Playbook
from playbook_engine.model.release import Release
from playbook_engine.simulation.course import Decided

RuleKind = Literal["segment", "step", "alongside", "exhausted", "hold", "limit", "guarantee"]


HoldWatch = Callable[[Setting, Decided], Iterator[tuple[str, str]]]
"""Tells by playbook and name which holds stood on a day."""


class Rule(msgspec.Struct, frozen=True, order=True):
    """One rule; `playbook` is empty for the organisation's."""

    playbook: str
    kind: RuleKind
    name: str


class Covered(msgspec.Struct, frozen=True):
    """A rule and the tests that reached it."""

    rule: Rule
    tests: tuple[str, ...]


def coverage(release: Release, reached: Mapping[str, Iterable[Rule]]) -> tuple[Covered, ...]:
    """Every rule of a release with the tests that reached it, of what each test has reached."""
    by_rule: dict[Rule, list[str]] = {}
    for test, rules in reached.items():
        for rule in rules:
            by_rule.setdefault(rule, []).append(test)
    return tuple(Covered(rule, tuple(by_rule.get(rule, ()))) for rule in rules_of(release))


def rules_of(release: Release) -> tuple[Rule, ...]:
    """All rules in force, playbook by playbook in reading order, the organisation's first."""
    organisation = release.organisation
    rules = list(_shared("", organisation.holds, organisation.limits, organisation.guarantees))
    for playbook in release.playbooks[: release.current]:
        rules += _of_playbook(playbook)
    return tuple(dict.fromkeys(rules))


class RulesReached:
    """The rules of a release, ready to be told which of them a decision reached."""

    def __init__(self, release: Release) -> None:
        self._rules = frozenset(rules_of(release))
        self._named = {(rule.playbook, rule.name): rule for rule in self._rules if rule.kind != "segment"}

    def by(self, decision: Decision) -> Iterator[Rule]:
        """The rules that made a decision what it is."""
        if decision.playbook:
            yield Rule(decision.playbook, "segment", decision.playbook)
        names = [each.step.removeprefix("hold-") for each in decision.actions]
        if decision.silence and decision.silence.reason in ("held", "limit", "guarantee"):
            names.append(decision.silence.by)
        for name in names:
            rule = self._named.get((decision.playbook, name)) or self._named.get(("", name))
            if rule:
                yield rule

    def hold(self, playbook: str, name: str) -> Rule:
        """A hold of a playbook, or else the organisation's of that name."""
        own = Rule(playbook, "hold", name)
        return own if own in self._rules else Rule("", "hold", name)


def limit_text(limit: Limit) -> str:
    """A limit has no name of its own: `1 in 7 days per account`, as silences name it."""
    return f"{limit.contacts} in {limit.days} days per {limit.per}"


def _of_playbook(playbook: Playbook) -> Iterator[Rule]:
    name = playbook.name
    yield Rule(name, "segment", name)
    yield from (Rule(name, "step", each.name) for each in playbook.cadence)
    yield from (Rule(name, "exhausted", each.name) for each in playbook.exhausted)
    yield from (Rule(name, "alongside", each.name) for each in playbook.alongside)
    yield from _shared(name, playbook.holds, playbook.limits, playbook.guarantees)


def _shared(
    playbook: str, holds: Iterable[Hold], limits: Iterable[Limit], guarantees: Iterable[Guarantee]
) -> Iterator[Rule]:
    yield from (Rule(playbook, "hold", each.name) for each in holds)
    yield from (Rule(playbook, "limit", limit_text(each)) for each in limits)
    yield from (Rule(playbook, "guarantee", each.name) for each in guarantees)
