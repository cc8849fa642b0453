"""Rules 5c, 10, 27, 34 and 35: which playbook takes an item, or why none does."""

import datetime as dt
from dataclasses import dataclass

from playbook_engine.model.playbook import Playbook
from tests.reference.bases import latest_membership
from tests.reference.facts import holds_in, value
from tests.reference.holds import holds_of
from tests.reference.money import MissingRates
from tests.reference.touches import is_ending, lists, renamed, touches_on
from tests.reference.world import Entry, Scope, View, World


@dataclass(frozen=True)
class Taken:
    """An item, the playbook in force that takes it, and the version that it follows."""

    entry: Entry
    current: Playbook
    version: Playbook


@dataclass(frozen=True)
class Left:
    """An item that no playbook takes, and why."""

    entry: Entry
    reason: str
    by: str = ""


def sorted_out(world: World) -> tuple[list[Taken], list[Left]]:
    """Every open item, taken or left."""
    taken, left = [], []
    for entry in world.entries:
        if entry.live and entry.gross > 0:
            outcome = _assigned(world, entry)
            if isinstance(outcome, Taken):
                taken.append(outcome)
            else:
                left.append(outcome)
    return taken, left


def playbooks_in_force(world: World) -> tuple[Playbook, ...]:
    """The current versions in the organisation's order."""
    return world.release.playbooks[: world.release.current]


def view_of(world: World, entry: Entry, version: Playbook, current: Playbook) -> View:
    """Rule 7e: how this version sees an item of its; rule 7c: a family's account is the payer."""
    account = world.payer if version.follow == "family" else entry.account
    grace = max((each.grace for each in holds_of(world, current)), default=0)
    net = version.amount == "net of credits"
    return View(world, account, world.day_of(account), net, version.grace, grace)


def _assigned(world: World, entry: Entry) -> Taken | Left:
    missing = _missing_fact(world, entry)
    if missing:
        return Left(entry, "missing fact", missing)
    try:
        taken = _staying(world, entry) or _first_match(world, entry)
    except MissingRates as unknown:
        return Left(entry, "missing rate", unknown.first)
    if taken is not None:
        return taken
    return Left(entry, "covered by credit" if entry.net == 0 else "uncovered")


def _missing_fact(world: World, entry: Entry) -> str:
    """The first required fact of the account or item that is missing."""
    grace = max((each.grace for each in world.organisation.holds), default=0)
    view = View(world, entry.account, world.day_of(entry.account), net=True, grace=0, promise_grace=grace)
    for name in world.organisation.required:
        if name.startswith(("account.", "invoice.", "item.")) and _is_missing(name, Scope(view, item=entry)):
            return name
    return ""


def _is_missing(name: str, scope: Scope) -> bool:
    try:
        return value(name, scope) is None
    except MissingRates:
        return False


def _staying(world: World, entry: Entry) -> Taken | None:
    """Rule 34, `stays: until paid`: an item whose latest membership names such a playbook stays."""
    membership = latest_membership(world, entry)
    for current in playbooks_in_force(world):
        if membership is not None and membership.playbook == current.name:
            version = version_of(world, entry, current)
            if version.stays == "until paid" and view_of(world, entry, version, current).is_open(entry):
                return Taken(entry, current, version)
    return None


def _first_match(world: World, entry: Entry) -> Taken | None:
    """The first playbook in order that is in effect and whose segment matches."""
    for current in playbooks_in_force(world):
        version = version_of(world, entry, current)
        view = view_of(world, entry, version, current)
        if not view.is_open(entry) or not _may_take(world, entry, version, view.day):
            continue
        if holds_in(Scope(view, item=entry), version.when):
            return Taken(entry, current, version)
    return None


def _may_take(world: World, entry: Entry, version: Playbook, day: dt.date) -> bool:
    """Rule 35: on days when it is not in effect a playbook takes no item that it has not got already."""
    membership = latest_membership(world, entry)
    if membership is not None and membership.playbook == version.name:
        return True
    begun = not version.effective_from or dt.date.fromisoformat(version.effective_from) <= day
    return begun and (not version.effective_until or day <= dt.date.fromisoformat(version.effective_until))


def version_of(world: World, entry: Entry, current: Playbook) -> Playbook:
    """Rule 35: the version of the earliest ending touch of this playbook that listed the item, if it is held."""
    if current.in_flight == "move":
        return current
    held = {each.version: each for each in world.release.playbooks if each.name == current.name}
    for touch in touches_on(world.unit, world.day_of(entry.account)):
        if touch.playbook != current.name or not lists(touch, entry.id):
            continue
        version = held.get(touch.version, current)
        if is_ending(version, renamed(version, touch)):
            return version
    return current
