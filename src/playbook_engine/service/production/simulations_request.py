"""What a simulation is asked for, and everything that it needs brought together: releases and a book, read only."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from playbook_engine.ingest.git_folder import NoRevision, read_revision
from playbook_engine.ingest.json_book import read_json_book
from playbook_engine.ingest.reading import read_source
from playbook_engine.language.folder import load
from playbook_engine.model.book import Book
from playbook_engine.model.diagnostic import Diagnostic, errors, in_order
from playbook_engine.model.release import Release
from playbook_engine.service.production.releases import effective, whole_release
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_book
from playbook_engine.service.simulating import Customers
from playbook_engine.service.wrong_use import Unusable, WrongUse
from playbook_engine.store.database import Work

What = Literal["scenario", "back-test", "plan"]

MOST_FILES = 2000


class Playbooks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where playbooks come from: a draft's `files` (path to text), a stored `release`, a git `revision`.

    With none of the three: the release in force.
    """

    files: dict[str, str] | None = None
    release: int | None = None
    revision: str | None = None


class SimulationRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A dry run. `scenario`: the coming days, with nothing said a forecast; `back-test`: days that are past; `plan`:
    two releases side by side, `against` being the earlier.

    The book stands in `book`, as the book's JSON, or is what is stored, as it was known `as_of` an instant (now where
    left out). `account` alone is answered at once. `scenario` is the text of a scenario file; fields beside it go
    before what it says. The same request gives the same answer: all chance is drawn from `seed`.
    """

    what: What = "scenario"
    playbooks: Playbooks = Playbooks()
    against: Playbooks | None = None
    book: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    as_of: dt.datetime | None = None
    account: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    days: int | None = None
    scenario: str = ""
    seed: str | None = None
    customers: Customers | None = None
    approvals: Literal["given", "refused", "never"] | None = None
    new_invoices: int | None = None
    runs: int | None = None
    strategic: tuple[str, ...] = ("strategic",)
    fail_on: tuple[str, ...] = ()


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A release, and what it is called by."""

    name: str
    release: Release


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A request with all that it needs at hand; `today` is the organisation's."""

    request: SimulationRequest
    subject: Named
    against: Named | None
    book: Book
    today: dt.date


class Faulty(Unusable):
    """Playbooks, a book or a scenario in a request with faults; each with its place in what was sent."""

    def __init__(self, message: str, faults: tuple[Diagnostic, ...]) -> None:
        super().__init__(message, "each fault is listed with its place")
        self.faults = faults


async def prepare(runtime: Runtime, work: Work, request: SimulationRequest) -> Prepared:
    """Bring together what a request needs; nothing is written. Raises WrongUse, Faulty."""
    subject = await _release(runtime, work, request.playbooks, "playbooks")
    against = None
    if request.what == "plan":
        against = await _release(runtime, work, request.against or Playbooks(), "against")
    moment = request.as_of or work.at
    book = await _book(work, request, subject.release)
    today = moment.astimezone(ZoneInfo(subject.release.organisation.time_zone)).date()
    return Prepared(request=request, subject=subject, against=against, book=book, today=today)


def refuse_impossible(request: SimulationRequest, longest: int) -> None:
    """What can be said without looking at anything. Raises WrongUse."""
    for name, source in (("playbooks", request.playbooks), ("against", request.against or Playbooks())):
        given = [each for each in (source.files, source.release, source.revision) if each is not None]
        if len(given) > 1:
            raise WrongUse(f"`{name}` names several sources", "give one of `files`, `release` and `revision`", 422)
    if request.against is not None and request.what != "plan":
        raise WrongUse("`against` is for a plan", "ask for `what: plan`, or leave it out", 422)
    if request.as_of is not None and request.as_of.tzinfo is None:
        raise WrongUse("`as_of` has no offset", "write it as `2026-03-16T09:00:00Z`", 422)
    if request.book is not msgspec.UNSET and request.as_of is not None:
        raise WrongUse("`as_of` is for the stored book", "leave out `as_of`, or `book`", 422)
    if request.what == "back-test" and (request.first is None or request.last is None):
        raise WrongUse("a back-test needs its days", "give `first` and `last`", 422)
    days = request.days or 0
    if request.first is not None and request.last is not None:
        days = (request.last - request.first).days
    if days > longest:
        raise WrongUse(f"{days} days are more than the {longest} that one simulation may span", "ask for fewer", 422)


async def _release(runtime: Runtime, work: Work, source: Playbooks, name: str) -> Named:
    if source.files is not None:
        return Named(name="draft", release=await asyncio.to_thread(_of_draft, source.files, name))
    if source.revision is not None:
        files = await asyncio.to_thread(_of_revision, runtime.settings.playbooks_repository, source.revision)
        return Named(name=source.revision, release=await asyncio.to_thread(_checked, files, name))
    number = source.release if source.release is not None else await _in_force(work)
    return Named(name=f"release {number}", release=await whole_release(work, number))


async def _in_force(work: Work) -> int:
    found = (await effective(work, work.at)).releases()
    if not found:
        raise WrongUse("no release is in force", "name one, send `files`, or activate one first", 409)
    return found[-1]


def _of_draft(files: dict[str, str], name: str) -> Release:
    if not files or len(files) > MOST_FILES:
        raise WrongUse(f"`{name}.files` holds {len(files)} files", f"give 1 to {MOST_FILES}: path to text", 422)
    return _checked({path: text.encode() for path, text in files.items()}, name)


def _of_revision(repository: str, revision: str) -> dict[str, bytes]:
    if not repository:
        raise WrongUse(
            "this server knows no git repository", "set `PLAYBOOK_ENGINE_PLAYBOOKS_REPOSITORY`, or send `files`", 422
        )
    try:
        return read_revision(Path(repository), revision)
    except NoRevision as wrong:
        raise WrongUse(f"`{revision}` cannot be read: {wrong}", "name a commit, a branch or a tag", 422) from None


def _checked(files: dict[str, bytes], name: str) -> Release:
    loaded = load(files)
    if loaded.release is None:
        found = tuple(errors(in_order(list(loaded.diagnostics))))
        raise Faulty(f"the playbooks of `{name}` have {len(found)} fault{'' if len(found) == 1 else 's'}", found)
    return loaded.release


async def _book(work: Work, request: SimulationRequest, release: Release) -> Book:
    if request.book is msgspec.UNSET:
        return await load_book(work, request.as_of)
    return await asyncio.to_thread(_of_json, bytes(request.book), release)


def _of_json(data: bytes, release: Release) -> Book:
    own = {each.fact.name: each.fact for each in release.organisation.own_facts}
    reading = read_source(read_json_book(data, "book"), own, release.organisation.base_currency, "book")
    found = tuple(errors(list(reading.diagnostics)))
    if found:
        raise Faulty(f"the book has {len(found)} fault{'' if len(found) == 1 else 's'}", found)
    return reading.book
