"""The names that a folder gives to things: what an editor may offer, and what it may call unknown."""

from collections.abc import Iterator, Mapping

import msgspec

from playbook_engine.language.folder import ORGANISATION, Loaded, load
from playbook_engine.language.nodes import Mapping as MappingNode
from playbook_engine.language.nodes import Node
from playbook_engine.language.reading import read
from playbook_engine.model.facts import CATALOGUE, Fact
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import catalogue_of

FAMILIAR = "apply-credit"
"""A task that every playbook may bring without naming it."""


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True):
    """The names of one folder; `closed`: there are no others, so any other name is wrong.

    `own` are the facts that the organisation adds to the book, `steps` all that a timeline test may expect, `former`
    what steps were called before.
    """

    closed: bool = True
    facts: dict[str, Fact]
    own: dict[str, Fact] = {}
    playbooks: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


ANYBODY = Vocabulary(facts=CATALOGUE, closed=False)
"""Nothing is known but the catalogue of facts, so any name may stand."""


def vocabulary_of(files: Mapping[str, bytes], loaded: Loaded | None = None) -> Vocabulary:
    """The names of a folder, given as path within it to content; of one with faults, those that could be read.

    Where not even the organisation file can be read, any name may stand.
    """
    known = loaded or load(files)
    own = known.organisation
    if own is None:
        return ANYBODY
    root = read(ORGANISATION, files[ORGANISATION]).node
    return Vocabulary(
        facts=catalogue_of(own),
        own={each.fact.name: each.fact for each in own.own_facts},
        playbooks=tuple(dict.fromkeys(each.name for each in known.playbooks)),
        tones=own.tones,
        roles=_named(root, "roles"),
        templates=_templates(known),
        tables=_named(root, "tables"),
        calendars=_named(root, "calendars"),
        segments=tuple(dict.fromkeys((*_named(root, "segments"), *(each.name for each in known.playbooks)))),
        steps=tuple(dict.fromkeys(_steps(own, known.playbooks))),
        former=tuple(dict.fromkeys(name for each in known.playbooks for name in _former(each))),
    )


def _templates(loaded: Loaded) -> tuple[str, ...]:
    """Each folder below `templates` is one; `parts` are what they are made of."""
    folders = {path.split("/")[1] for path in loaded.template_sources if path.count("/") > 1}
    return tuple(sorted(folders - {"parts"}))


def _named(root: Node | None, key: str) -> tuple[str, ...]:
    """The names under a key of the organisation file."""
    inner = root.get(key) if isinstance(root, MappingNode) else None
    return tuple(name.text for name, _ in inner.entries) if isinstance(inner, MappingNode) else ()


def _steps(own: Organisation, playbooks: tuple[Playbook, ...]) -> Iterator[str]:
    for each in playbooks:
        yield from (step.name for step in (*each.cadence, *each.alongside))
        yield from (end.name for end in each.exhausted)
    holds = [*own.holds, *(hold for each in playbooks for hold in each.holds)]
    yield from (f"hold-{each.name}" for each in holds)
    yield FAMILIAR


def _former(playbook: Playbook) -> Iterator[str]:
    for step in (*playbook.cadence, *playbook.alongside):
        yield from step.was
