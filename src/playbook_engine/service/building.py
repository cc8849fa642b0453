"""A release from checked playbooks, with the older versions that cases under way still follow."""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from playbook_engine.model.book import Book
from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Release

T = TypeVar("T")


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """A release, its fingerprint, and the older versions kept in it as `name@version`."""

    release: Release
    fingerprint: str
    kept: tuple[str, ...] = ()


def built(release: Release, previous: Release | None = None, book: Book | None = None) -> Built:
    """A release with the versions of the previous one that it replaces, of a book's cases only where one is given.

    A playbook that moves its cases to the new version (`in_flight: move`), or is gone, keeps no older one.
    """
    older = tuple(_kept(release, previous, None if book is None else _followed(book))) if previous else ()
    if previous is not None and older:
        release = msgspec.structs.replace(
            release,
            playbooks=(*release.playbooks, *older),
            templates=_with(release.templates, previous.templates, "name", "language"),
            closed_days=_with(release.closed_days, previous.closed_days, "region"),
        )
    return Built(
        release=release,
        fingerprint=fingerprint(release),
        kept=tuple(f"{each.name}@{each.version}" for each in older),
    )


def _kept(release: Release, previous: Release, followed: set[tuple[str, int]] | None) -> Iterator[Playbook]:
    current = {each.name: each for each in release.playbooks[: release.current]}
    present = {(each.name, each.version) for each in release.playbooks}
    for each in sorted(previous.playbooks, key=lambda each: (each.name, -each.version)):
        key = (each.name, each.version)
        if each.name not in current or current[each.name].in_flight == "move" or key in present:
            continue
        if followed is None or key in followed:
            yield each


def _followed(book: Book) -> set[tuple[str, int]]:
    """Versions that a touch or a membership of the book names."""
    touches = {(each.playbook, each.version) for unit in book.units for each in unit.touches}
    return touches | {(each.playbook, each.version) for unit in book.units for each in unit.memberships}


def _with(values: tuple[T, ...], older: tuple[T, ...], *keys: str) -> tuple[T, ...]:
    """The values, and those older ones whose key none of them has."""
    have = {tuple(getattr(each, key) for key in keys) for each in values}
    return (*values, *(each for each in older if tuple(getattr(each, key) for key in keys) not in have))
