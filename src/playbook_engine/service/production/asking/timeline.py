"""The timeline of an account: what was learnt, decided and done, by whom, in order."""

import datetime as dt
from typing import Any, Literal

import msgspec

from playbook_engine.model.decision import Decision
from playbook_engine.service.production.asking.account import check_past, no_account, unit_of_account
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.deciding_storing import ACTOR
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.accounts import accounts_by_id
from playbook_engine.store.timelines import SORTS, Entry, Place, Sort, Span, entries


class Learnt(msgspec.Struct, frozen=True, kw_only=True, tag_field="entry", tag="learnt"):
    """A record came in, another version of it, or its deletion; by the source that sent it."""

    at: dt.datetime
    by: str
    what: Literal["new", "changed", "deleted"]
    kind: str
    id: str
    revision: int
    version: int | None
    record: Any


class Decided(msgspec.Struct, frozen=True, kw_only=True, tag_field="entry", tag="decided"):
    """The account's cases were decided, and why then: its state changed, the day turned, or somebody asked."""

    at: dt.datetime
    by: str
    number: int
    as_of: dt.datetime
    release: int
    cause: str
    digest: str
    decisions: tuple[Decision, ...]


class Done(msgspec.Struct, frozen=True, kw_only=True, tag_field="entry", tag="done"):
    """Something was done, by a person, a system or the engine."""

    at: dt.datetime
    by: str
    number: int
    act: str
    subject: str
    id: str
    detail: Any


Told = Learnt | Decided | Done


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a timeline: `until` an instant, nothing where it is to reach to now."""

    account: str
    until: dt.datetime | None = None
    after: Place | None = None
    newest_first: bool = False
    sorts: tuple[Sort, ...] = SORTS
    limit: int = 100


class Part(msgspec.Struct, frozen=True):
    """Some entries, and the place of the last where more follow."""

    entries: tuple[Told, ...]
    last: Place | None


async def timeline_of(runtime: Runtime, caller: Caller, asked: Question) -> Part:
    """Entries of a timeline in order. Raises NotFound, WrongQuestion."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        check_past(work.at, asked.until)
        if asked.account not in await accounts_by_id(work, [asked.account]):
            raise no_account(asked.account)
        belongs = await unit_of_account(work, asked.account)
        span = Span(
            account=asked.account, unit=belongs.unit, until=asked.until or dt.datetime.max.replace(tzinfo=dt.UTC),
            after=asked.after, newest_first=asked.newest_first, alone=belongs.accounts == 1, sorts=asked.sorts,
        )  # fmt: skip
        found = await entries(work, span, asked.limit + 1)
    shown = found[: asked.limit]
    last = shown[-1].place if len(found) > asked.limit else None
    return Part(tuple(_told(each, asked.account, alone=span.alone) for each in shown), last)


_DECISIONS = msgspec.json.Decoder(Decision)


def _told(entry: Entry, account: str, *, alone: bool) -> Told:
    row = entry.row
    match entry.sort:
        case "learnt":
            return _learnt(row)
        case "decided":
            decisions = tuple(each for each in _DECISIONS.decode_lines(row["body"]) if alone or each.account == account)
            names = ("at", "number", "as_of", "release", "cause", "digest")
            return Decided(by=ACTOR, decisions=decisions, **{name: row[name] for name in names})
        case "done":
            detail = _plain(row["detail"])
            return Done(at=row["at"], by=row["actor"], number=row["number"], act=row["act"], subject=row["subject"],
                        id=row["subject_id"], detail=detail)  # fmt: skip


def _learnt(row: Any) -> Learnt:
    what: Literal["new", "changed", "deleted"] = "changed" if row["revision"] > 1 else "new"
    return Learnt(
        at=row["at"], by=row["source"], what=what if row["body"] is not None else "deleted", kind=row["kind"],
        id=row["id"], revision=row["revision"], version=row["version"], record=_plain(row["body"]),
    )  # fmt: skip


def _plain(body: bytes | None) -> Any:
    """What is stored as JSON; anything else as a text."""
    if body is None:
        return None
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body.decode(errors="replace")
