"""Which release is followed, by whom, and when; and releases made ready to decide with."""

import datetime as dt
import hashlib
from collections.abc import Iterable

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.release import Release
from playbook_engine.service.production.caller import NotFound
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.releases import read_release
from playbook_engine.store.database import Work
from playbook_engine.store.releases import ActivationRow, list_activations, read_body

WHOLE = 10_000
"""All units, as a share."""


class Shadow(msgspec.Struct, frozen=True):
    """A release that is decided beside the one in force, by the number of its activation."""

    activation: int
    release: int


class Effective(msgspec.Struct, frozen=True, kw_only=True):
    """The activations that count at an instant, the one that goes before the others first.

    `next_change_at`: when one that is planned begins to count.
    """

    active: tuple[ActivationRow, ...] = ()
    shadows: tuple[ActivationRow, ...] = ()
    next_change_at: dt.datetime | None = None

    def release_for(self, unit: str) -> int | None:
        """The release that a unit follows; None while none is in force for it."""
        return next((each.release for each in self.active if takes(each, unit)), None)

    def shadows_for(self, unit: str) -> tuple[Shadow, ...]:
        """The releases that are decided beside it, and never acted on."""
        return tuple(Shadow(each.number, each.release) for each in self.shadows if takes(each, unit))

    def releases(self) -> tuple[int, ...]:
        """All that any unit may follow, the first first; those that another one covers whole are left out."""
        found: dict[int, None] = {}
        for each in self.active:
            found[each.release] = None
            if each.share == WHOLE:
                break
        return tuple(found)


def takes(activation: ActivationRow, unit: str) -> bool:
    """Whether a unit belongs to the share; a larger share with the same salt has all units of the smaller one."""
    if activation.share >= WHOLE:
        return True
    drawn = hashlib.sha256(f"{activation.salt}/{unit}".encode()).digest()
    return int.from_bytes(drawn[:8]) % WHOLE < activation.share


async def effective(work: Work, at: dt.datetime) -> Effective:
    """What counts at an instant: of the activations that have begun and not ended the one begun last goes first."""
    return effective_of(await list_activations(work), at)


def effective_of(activations: Iterable[ActivationRow], at: dt.datetime) -> Effective:
    """The same of activations that are at hand."""
    made = [each for each in activations if each.activated_at <= at and (each.ended_at is None or each.ended_at > at)]
    begun = sorted((each for each in made if each.from_at <= at), key=lambda each: (each.from_at, each.number))
    return Effective(
        active=tuple(each for each in reversed(begun) if each.mode == "active"),
        shadows=tuple(each for each in begun if each.mode == "shadow"),
        next_change_at=min((each.from_at for each in made if each.from_at > at), default=None),
    )


async def evaluator(runtime: Runtime, work: Work, number: int) -> Evaluator:
    """A release made ready to decide with, once in a process. Raises NotFound."""
    found = runtime.evaluators.get((work.organisation, number))
    if found is not None:
        runtime.evaluators.move_to_end((work.organisation, number))
        return found
    return runtime.keep(work.organisation, number, Evaluator(await whole_release(work, number)))


async def whole_release(work: Work, number: int) -> Release:
    """A release as a value. Raises NotFound."""
    body = await read_body(work, number)
    if body is None:
        raise NotFound(f"there is no release {number}", "`GET /v1/releases` lists them")
    return read_release(body, f"release {number}")
