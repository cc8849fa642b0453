"""A release: an immutable, fingerprinted set of playbooks that were checked together, with all that deciding needs."""

import datetime as dt

import msgspec

from playbook_engine.model.facts import CATALOGUE, Fact
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Playbook

FORMAT = 1
"""Raised when an older reader could not read a release."""

SEMANTICS = 1
"""Raised whenever any decision may change though release, state and as-of are the same."""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a message in one language; `path` is for messages to its author."""

    name: str
    language: str
    subject: str
    body: str
    path: str = ""


class ClosedDays(msgspec.Struct, frozen=True, kw_only=True):
    """Public holidays of a region from `first` to `last`, looked up when the release was built."""

    region: str
    days: tuple[dt.date, ...]


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """`playbooks`: the current version of each in the organisation's order, then older ones that cases still follow.

    `current` counts those in force; `covered` are the first and last day for which holidays were looked up.
    """

    format: int = FORMAT
    semantics: int = SEMANTICS
    organisation: Organisation
    playbooks: tuple[Playbook, ...]
    current: int
    templates: tuple[Template, ...] = ()
    closed_days: tuple[ClosedDays, ...] = ()
    covered: tuple[dt.date, dt.date] | None = None
    holidays_version: str = ""
    tzdata_version: str = ""


def catalogue_of(organisation: Organisation) -> dict[str, Fact]:
    """All facts that conditions of this organisation may read, own and derived ones included, by name."""
    own = {each.fact.name: each.fact for each in organisation.own_facts}
    anchored = {
        name: msgspec.structs.replace(fact, name=name)
        for fact in own.values()
        if fact.scope in ("item", "invoice")
        for name in (f"anchor.{fact.name.partition('.')[2]}",)
    }
    derived = {each.fact.name: each.fact for each in organisation.derived}
    return {**CATALOGUE, **own, **anchored, **derived}
