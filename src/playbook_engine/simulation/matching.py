"""An expected action against the actions of a day: which is meant, and in what it differs."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from playbook_engine.model.book import Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.taking import comes_with
from playbook_engine.model.timeline import Acts, Only
from playbook_engine.simulation.course import Seen
from playbook_engine.simulation.saying import clock, said_actions, written


class Difference(msgspec.Struct, frozen=True):
    """One thing that is not as expected, in the words of the test."""

    key: str
    expected: str
    got: str


class People:
    """What a test may call somebody: by id, role or address at the customer, by role or address on our side."""

    def __init__(self, organisation: Organisation, unit: Unit, account_id: str) -> None:
        self._customer = {each.id: each.role for each in unit.contacts}
        account = next((each for each in unit.accounts if each.id == account_id), None)
        self._ours: dict[str, set[str]] = {}
        for role in organisation.roles:
            own = getattr(account, role.field, None) if role.field else None
            self._ours.setdefault(own or role.person or role.name, set()).add(role.name)

    def names(self, who: str, address: str = "") -> set[str]:
        """All names of one person."""
        return {who, address, self._customer.get(who, ""), *self._ours.get(who, ())} - {""}

    def all(self, who: Sequence[str], addresses: Sequence[str] = ()) -> list[set[str]]:
        """All names of each of several."""
        padded = [*addresses, *[""] * (len(who) - len(addresses))]
        return [self.names(each, address) for each, address in zip(who, padded, strict=False)]


def fits(decision: Decision, *selections: Only) -> bool:
    """Whether a case is meant by all selections."""
    return all(_fits(decision, each) for each in selections)


def assign(wanted: Sequence[tuple[Acts, Sequence[Seen]]], people_of: Callable[[Seen], People]) -> list[Seen | None]:
    """For each expectation the action that meets it, none twice, as many as can be met."""
    taken: dict[str, int] = {}
    met = [[seen for seen in candidates if not differences(acts, seen, people_of(seen))] for acts, candidates in wanted]
    for number in range(len(wanted)):
        _augment(number, met, taken, set())
    by_number = {number: action for action, number in taken.items()}
    return [
        next((seen for seen in met[number] if seen.action.id == by_number.get(number)), None)
        for number in range(len(wanted))
    ]


def differences(acts: Acts, seen: Seen, people: People) -> list[Difference]:
    """All in which an action is not as expected; what the test does not say is not compared."""
    got = _comparable(seen, people, acts)
    found = []
    for key, now in got.items():
        wanted = _wanted(acts, key)
        if wanted is not None and wanted != now:
            found.append(Difference(key, written(wanted), written(now)))
    return found + _also_differs(acts, seen, people)


def _augment(number: int, met: list[list[Seen]], taken: dict[str, int], tried: set[str]) -> bool:
    for seen in met[number]:
        id = seen.action.id
        if id not in tried:
            tried.add(id)
            if id not in taken or _augment(taken[id], met, taken, tried):
                taken[id] = number
                return True
    return False


def _fits(decision: Decision, only: Only) -> bool:
    return (
        only.account in ("", decision.account)
        and only.playbook in ("", decision.playbook)
        and only.version in (0, decision.version)
        and only.currency in ("", decision.currency)
        and only.entity in ("", decision.entity)
        and (not only.items or not set(only.items).isdisjoint(decision.items))
    )


def _comparable(seen: Seen, people: People, acts: Acts) -> dict[str, Any]:
    """What is compared of an action, by key of the test."""
    action = seen.action
    listed = {line.item: line.step for line in action.lines}
    return {
        "step": action.step,
        "do": action.kind,
        "tone": action.tone,
        "template": action.template,
        "language": action.language,
        "title": action.title,
        "set": action.set,
        "priority": action.priority,
        "assign": _named([people.names(action.assign)] if action.assign else [], acts.assign and (acts.assign,)),
        "from": action.sender,
        "attach": frozenset(action.attach),
        "to": _named(people.all(action.recipients, action.addresses), acts.to),
        "cc": _named(people.all(action.cc), acts.cc),
        "items": frozenset(listed),
        "amount": frozenset(str(each) for each in action.totals),
        "takes": frozenset(_taken(item, listed.get(item)) for item, _ in acts.takes or ()),
        "pay_by": action.pay_by.isoformat() if action.pay_by else "",
        "hours": f"{clock(action.window[0])} to {clock(action.window[1])}",
        "occurrence": action.occurrence,
        "in_place_of": action.in_place_of,
        "anchor": action.anchor,
        "approval": action.approval_by if action.state == "needs approval" else "",
    }


def _wanted(acts: Acts, key: str) -> Any:
    """What the test says of a key, in the same form; None where it says nothing."""
    match key:
        case "step":
            return acts.step or None
        case "from":
            return acts.sender
        case "assign":
            return None if acts.assign is None else frozenset(filter(None, (acts.assign,)))
        case "attach" | "to" | "cc" | "items":
            value = getattr(acts, key)
            return None if value is None else frozenset(value)
        case "amount":
            return None if acts.amount is None else frozenset(str(each) for each in acts.amount)
        case "takes":
            return None if acts.takes is None else frozenset(_taken(*each) for each in acts.takes)
        case "hours":
            return acts.hours and f"{clock(acts.hours[0])} to {clock(acts.hours[1])}"
        case "pay_by":
            return acts.pay_by and ("" if acts.pay_by == "none" else acts.pay_by.isoformat())
        case _:
            return getattr(acts, key)


def _named(people: list[set[str]], wanted: Sequence[str] | None) -> frozenset[str]:
    """Each person by the name that the test uses, else by the plainest."""
    return frozenset(next(iter(sorted(names & set(wanted or ()))), min(names, default="")) for names in people)


def _taken(item: str, step: str | None) -> str:
    return f"{item} not listed" if step is None else f"{item} to {step or 'none'}"


def _also_differs(acts: Acts, seen: Seen, people: People) -> list[Difference]:
    """The work that comes with the step, one for one and in its order."""
    if acts.also is None:
        return []
    with_it = [each for each in seen.decision.actions if comes_with(each, seen.action)]
    pairs = zip(acts.also, with_it, strict=False)
    same = all(not differences(wanted, Seen(seen.decision, got, False), people) for wanted, got in pairs)
    if same and len(with_it) == len(acts.also):
        return []
    return [Difference("also", f"{len(acts.also)} as described", said_actions(with_it) or "none")]
