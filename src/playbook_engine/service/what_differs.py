"""In what two releases differ, apart from what that does: playbooks, the organisation's parts, letters."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from playbook_engine.model.organisation import Organisation
from playbook_engine.model.release import Release
from playbook_engine.service.meaning import meaning_of
from playbook_engine.simulation.acts import Act

_PARTS = {
    "playbooks": "the order of the playbooks", "base_currency": "the base currency", "time_zone": "the time zone",
    "language": "the language", "tones": "the tones", "roles": "the roles", "work_calendar": "the work calendar",
    "calendar": "the calendar of customers", "closed_days": "the closed days", "freshness": "how old sources may be",
    "required": "the required facts", "own_facts": "the facts of your own", "derived": "the derived facts",
    "tables": "the decision tables", "holds": "the holds", "limits": "the limits", "guarantees": "the guarantees",
}  # fmt: skip
"""Parts of an organisation as a reader calls them."""


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook, or part of the organisation, that is not the same; versions are 0 where it is not there."""

    what: str
    change: Literal["new", "removed", "changed", "renumbered", "described otherwise"]
    playbook: bool = False
    version_before: int = 0
    version_after: int = 0


class Reworded(msgspec.Struct, frozen=True, kw_only=True):
    """A letter whose text is not the same, and how many pieces of work go out with it."""

    template: str
    language: str
    change: Literal["new", "removed", "changed"]
    used: int


def differing(before: Release, after: Release) -> tuple[Differing, ...]:
    """The playbooks that differ in the later order, removed ones last, then the parts of the organisation."""
    return (*_playbooks(before, after), *_organisation(before.organisation, after.organisation))


def reworded(before: Release, after: Release, acts: Iterable[Act]) -> tuple[Reworded, ...]:
    """The letters whose text differs, by name and language; `acts` are those of the later release."""
    one, other = ({(each.name, each.language): (each.subject, each.body) for each in release.templates}
                  for release in (before, after))  # fmt: skip
    used = Counter((each.action.template, each.action.language) for each in acts)
    return tuple(
        Reworded(template=key[0], language=key[1], change=_how(key in one, key in other), used=used[key])
        for key in sorted(one.keys() | other.keys())
        if one.get(key) != other.get(key)
    )


def _playbooks(before: Release, after: Release) -> Iterator[Differing]:
    one, other = ({each.name: each for each in release.playbooks[: release.current]} for release in (before, after))
    for name in (*other, *(each for each in one if each not in other)):
        old, new = one.get(name), other.get(name)
        if old is None or new is None:
            change = _how(old is not None, new is not None)
        elif meaning_of(before, old) != meaning_of(after, new):
            change = "changed"
        elif old.version != new.version:
            yield _of(name, "renumbered", old.version, new.version)
            continue
        elif old != new:
            yield _of(name, "described otherwise", old.version, new.version)
            continue
        else:
            continue
        yield _of(name, change, old.version if old else 0, new.version if new else 0)


def _of(
    name: str, change: Literal["new", "removed", "changed", "renumbered", "described otherwise"], old: int, new: int
) -> Differing:
    return Differing(what=name, change=change, playbook=True, version_before=old, version_after=new)


def _organisation(before: Organisation, after: Organisation) -> Iterator[Differing]:
    for field, words in _PARTS.items():
        if getattr(before, field) != getattr(after, field):
            yield Differing(what=words, change="changed")


def _how(before: bool, after: bool) -> Literal["new", "removed", "changed"]:
    if before and after:
        return "changed"
    return "removed" if before else "new"
