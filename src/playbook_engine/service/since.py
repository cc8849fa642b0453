"""A set of playbooks against an earlier state: cases under way are pinned to versions, so these must be honest."""

import re
from collections.abc import Iterator, Mapping

from playbook_engine.engine.ledger import Ledger
from playbook_engine.model.book import Book, Membership, Unit
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Release
from playbook_engine.service.codes_since import LOWER_VERSION, REMOVED, REMOVED_UNSEEN, SAME_VERSION
from playbook_engine.service.meaning import meaning_of

_VERSION = re.compile(rb"^version[ \t]*:[ \t]*([^\s#]+)", re.MULTILINE)


def compared(old: Release, new: Release, files: Mapping[str, bytes], book: Book | None = None) -> Iterator[Diagnostic]:
    """What must not have changed as it did; `files` of the new state, for places. With a book, cases are counted."""
    present = {each.name: each for each in new.playbooks[: new.current]}
    for before in old.playbooks[: old.current]:
        after = present.get(before.name)
        if after is None:
            yield from _removed(before, book)
        elif after.version < before.version:
            yield _lowered(before, after, files)
        elif after.version == before.version and meaning_of(old, before) != meaning_of(new, after):
            yield _changed(after, files)


def _changed(after: Playbook, files: Mapping[str, bytes]) -> Diagnostic:
    return found(
        SAME_VERSION,
        f"the meaning of `{after.name}` changed, and its version is still {after.version}",
        _place(after.name, files),
        help=f"write `version: {after.version + 1}`; cases under way may then keep the version they started with",
    )


def _lowered(before: Playbook, after: Playbook, files: Mapping[str, bytes]) -> Diagnostic:
    return found(
        LOWER_VERSION,
        f"`{after.name}` has version {after.version}, and had {before.version} before",
        _place(after.name, files),
        help=f"write `version: {before.version + 1}`, or `{before.version}` where nothing changed",
    )


def _removed(before: Playbook, book: Book | None) -> Iterator[Diagnostic]:
    place = Place("organisation.yaml")
    if book is None:
        yield found(
            REMOVED_UNSEEN,
            f"`{before.name}` is gone; cases that follow it go to whichever playbook takes them",
            place,
            help="give `--book` to see whether there are any",
        )
    elif count := followers(before.name, book):
        yield found(
            REMOVED,
            f"`{before.name}` is gone, and open items of the book follow it: {count}",
            place,
            help="keep it until they are paid; `effective: {until: ..}` lets it take no new ones",
        )


def followers(playbook: str, book: Book) -> int:
    """How many open items are with a playbook, by their latest membership."""
    return sum(_followers(playbook, unit) for unit in book.units)


def _followers(playbook: str, unit: Unit) -> int:
    latest: dict[str, Membership] = {}
    for each in sorted(unit.memberships, key=lambda each: (each.since, each.id)):
        latest[each.item] = each
    return sum(1 for item in Ledger(unit).items if item.id in latest and latest[item.id].playbook == playbook)


def _place(playbook: str, files: Mapping[str, bytes]) -> Place:
    """The version in a playbook's file."""
    path = next((path for path in (f"{playbook}.yaml", f"{playbook}.yml") if path in files), f"{playbook}.yaml")
    match = _VERSION.search(files.get(path, b""))
    if match is None:
        return Place(path)
    line = files[path].count(b"\n", 0, match.start()) + 1
    start = match.start(1) - match.start() + 1
    return Place(path, line, start, line, start + len(match[1]))
