"""What a playbook means, apart from what it is called and who looks after it."""

from collections.abc import Iterator

import msgspec

from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.organisation import Derived, Organisation
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Release


def fingerprints(release: Release) -> dict[str, str]:
    """The fingerprint of each playbook's meaning, by `name@version`."""
    return {f"{each.name}@{each.version}": meaning_of(release, each) for each in release.playbooks}


def meaning_of(release: Release, playbook: Playbook) -> str:
    """The fingerprint of one playbook with the tables and derived facts of the organisation that it reads.

    Its version, title and owner are no part of it, nor are templates: a wording may be corrected under one version.
    """
    bare = msgspec.structs.replace(playbook, version=0, title="", owner="", because="")
    kept = _what_it_reads(release.organisation, bare)
    return fingerprint(Release(organisation=kept, playbooks=(bare,), current=1))


def _what_it_reads(organisation: Organisation, playbook: Playbook) -> Organisation:
    """The part of the organisation that a playbook names, over tables and derived facts that name others in turn."""
    read, seen = set(_texts(playbook)), 0
    while len(read) != seen:
        seen = len(read)
        for each in (*organisation.tables, *organisation.derived):
            if _name_of(each) in read:
                read.update(_texts(each))
    return Organisation(
        name="",
        base_currency=organisation.base_currency,
        tones=organisation.tones,
        tables=tuple(each for each in organisation.tables if each.name in read),
        derived=tuple(each for each in organisation.derived if each.fact.name in read),
    )


def _name_of(each: msgspec.Struct) -> str:
    return each.fact.name if isinstance(each, Derived) else str(getattr(each, "name", ""))


def _texts(value: object) -> Iterator[str]:
    """Every text within a value; more than names, which does no harm."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _texts(getattr(value, name))
        case _:
            return
