"""How a stage of the evaluator is taken out: in memory, for as long as a `MonkeyPatch` lasts."""

import sys
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from playbook_engine.engine import forecast, tracing
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Hold, Playbook, Step
from playbook_engine.model.release import Release

TakeOut = Callable[[pytest.MonkeyPatch], None]

EVERYTHING_LOADED = (forecast, tracing)
"""All modules of the engine hang on these two, so that every name that stands for a function is found."""

changed = msgspec.structs.replace


class Stage(msgspec.Struct, frozen=True):
    """A stage by its name, the rule of docs/semantics.md that it keeps, and how it is taken out."""

    name: str
    rule: str
    take_out: TakeOut


def replaced(path: str, make: Callable[[Any], Any]) -> TakeOut:
    """Takes out a function (`engine.module.name`) or method (`engine.module.Class.name`); `make` is given what is
    there.
    """
    room, module, *inside = path.split(".")

    def take_out(patch: pytest.MonkeyPatch) -> None:
        owner: Any = sys.modules[f"playbook_engine.{room}.{module}"]
        for name in inside[:-1]:
            owner = getattr(owner, name)
        before = vars(owner)[inside[-1]]
        if not isinstance(owner, type):
            _everywhere(patch, before, make(before))
        elif isinstance(before, staticmethod):
            patch.setattr(owner, inside[-1], staticmethod(make(before.__func__)))
        else:
            patch.setattr(owner, inside[-1], make(before))

    return take_out


def _everywhere(patch: pytest.MonkeyPatch, before: object, after: object) -> None:
    """Under every name that stands for a function: modules that import it have their own."""
    for module in [each for name, each in sys.modules.items() if name.startswith("playbook_engine.")]:
        for name in [name for name, value in vars(module).items() if value is before]:
            patch.setattr(module, name, after)


def answering(path: str, answer: Any = None) -> TakeOut:
    """Takes out what a function finds: it says the same to everything."""
    return replaced(path, lambda _: lambda *_args, **_named: answer)


def blind_in_release(change: Callable[[Release], Release]) -> TakeOut:
    """Takes out what a part of a release does: the engine sees each release as `change` makes it."""

    def take_out(patch: pytest.MonkeyPatch) -> None:
        compiled: Any = Evaluator.__init__
        patch.setattr(Evaluator, "__init__", lambda self, release: compiled(self, change(release)))

    return take_out


def blind_to(change: Callable[[Playbook], Playbook]) -> TakeOut:
    """Takes out what a key of a playbook does."""
    return blind_in_release(lambda each: changed(each, playbooks=tuple(change(one) for one in each.playbooks)))


def blind_in_organisation(change: Callable[[Organisation], Organisation]) -> TakeOut:
    """Takes out what a key of the organisation does."""
    return blind_in_release(lambda each: changed(each, organisation=change(each.organisation)))


def blind_to_key(name: str, value: Any, instead: Any) -> TakeOut:
    """Takes out one choice of a key of a playbook."""
    return blind_to(lambda each: changed(each, **{name: instead}) if getattr(each, name) == value else each)


def blind_in_steps(change: Callable[[Step], Step]) -> TakeOut:
    """Takes out what a key of a step or of a rule alongside does."""

    def all_of(playbook: Playbook) -> Playbook:
        cadence, alongside = tuple(map(change, playbook.cadence)), tuple(map(change, playbook.alongside))
        return changed(playbook, cadence=cadence, alongside=alongside)

    return blind_to(all_of)


def blind_to_key_of_step(name: str, value: Any, instead: Any) -> TakeOut:
    """Takes out one choice of a key of a step or of a rule alongside."""
    return blind_in_steps(lambda each: changed(each, **{name: instead}) if getattr(each, name) == value else each)


def blind_in_holds(change: Callable[[Hold], Hold | None]) -> TakeOut:
    """Takes out what some holds do, wherever they stand; None takes out the hold."""

    def all_of(holds: tuple[Hold, ...]) -> tuple[Hold, ...]:
        return tuple(made for made in map(change, holds) if made is not None)

    def both(release: Release) -> Release:
        organisation = changed(release.organisation, holds=all_of(release.organisation.holds))
        playbooks = tuple(changed(each, holds=all_of(each.holds)) for each in release.playbooks)
        return changed(release, organisation=organisation, playbooks=playbooks)

    return blind_in_release(both)
