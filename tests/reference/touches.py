"""Rules 2b, 12 and 28: the touches of a unit, under the names that steps have today; contacts among them."""

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace

from playbook_engine.model.book import Touch, TouchedItem, Unit
from playbook_engine.model.playbook import CONTACT_KINDS, Playbook, Step


def touches_on(unit: Unit, day: dt.date) -> list[Touch]:
    """All touches in order; rule 2b: what is dated after the day counts as on the day."""
    clipped = [replace(each, on=min(each.on, day)) for each in unit.touches]
    return sorted(clipped, key=lambda each: (each.on, each.id))


def renamed(playbook: Playbook, touch: Touch) -> Touch:
    """Rule 12: steps are found by name, else by `was:`."""
    return replace(
        touch,
        step=name_today(playbook, touch.step),
        in_place_of=name_today(playbook, touch.in_place_of),
        items=tuple(TouchedItem(each.item, name_today(playbook, each.step)) for each in touch.items),
    )


def name_today(playbook: Playbook, name: str) -> str:
    """The present name of a step, or the name itself where no step has or had it."""
    steps = (*playbook.cadence, *playbook.alongside)
    names = {*(each.name for each in steps), *(each.name for each in playbook.exhausted)}
    if name in names:
        return name
    return next((each.name for each in steps if name in each.was), name)


def step_named(playbook: Playbook, name: str) -> Step | None:
    """A ladder step or a rule alongside by its present name."""
    return next((each for each in (*playbook.cadence, *playbook.alongside) if each.name == name), None)


def index_of(playbook: Playbook, name: str) -> int | None:
    """Place of a ladder step in the list."""
    return next((index for index, each in enumerate(playbook.cadence) if each.name == name), None)


def is_ending(playbook: Playbook, touch: Touch) -> bool:
    """Rule 13b: done, unknown, expired, or refused where that passes the step."""
    if touch.outcome == "refused":
        step = step_named(playbook, touch.step)
        asked_again = step is not None and step.approval is not None and step.approval.if_refused == "again"
        return not asked_again
    return touch.outcome != "failed"


def lists(touch: Touch, item: str) -> bool:
    """Whether the touch was about the item."""
    return touch.anchor == item or any(each.item == item for each in touch.items)


def took(playbook: Playbook, touch: Touch, item: str) -> int | None:
    """Rule 13a: the ladder step that a touch took an item to."""
    if touch.anchor == item:
        return index_of(playbook, touch.step)
    lines = [index_of(playbook, each.step) for each in touch.items if each.item == item]
    return max((each for each in lines if each is not None), default=None)


def is_done(touch: Touch) -> bool:
    """It went out, or is taken to have gone out."""
    return touch.outcome in {"done", "unknown"}


def contacts(touches: Iterable[Touch]) -> list[Touch]:
    """Rule 28: what reached a person at the customer."""
    return [each for each in touches if each.kind in CONTACT_KINDS and is_done(each)]


def message_of(touch: Touch) -> str:
    """Rule 28: touches with one message are one contact."""
    return f"message {touch.message}" if touch.message else f"touch {touch.id}"


def count_messages(touches: Iterable[Touch]) -> int:
    """How many contacts these touches are."""
    return len({message_of(each) for each in touches})
