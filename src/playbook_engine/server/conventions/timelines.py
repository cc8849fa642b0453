"""A timeline as it is asked for by the texts of a query, page by page."""

import datetime as dt
from typing import Any, cast

from playbook_engine.server.conventions.pages import read_cursor, write_cursor
from playbook_engine.server.wire.accounts_one import Timeline
from playbook_engine.service.production.asking.questions import (
    Query,
    Text,
    Whole,
    WrongQuestion,
    among_in,
    check_names,
    instant_of,
    limit_of,
    one,
    required,
)
from playbook_engine.service.production.asking.timeline import Question, timeline_of
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.timelines import SORTS, Place, Sort

NAMES = ("account", "as_of", "sort", "entry", "limit", "cursor")

_KEYS = {0: (str, str, int), 1: (int,), 2: (int,)}
"""What a place of each sort holds."""


async def timeline_page(runtime: Runtime, caller: Caller, query: Query) -> Timeline:
    """The page that a query asks for. Raises Faulty, NotFound, Forbidden."""
    asked = _asked(query)
    about = [asked.account, asked.until, asked.newest_first, asked.sorts]
    part = await timeline_of(runtime, caller, _from(asked, about, one(query, "cursor")))
    return Timeline(items=part.entries, next=None if part.last is None else write_cursor(about, part.last))


def _asked(query: Query) -> Question:
    check_names(query, NAMES)
    sorts = cast("tuple[Sort, ...]", among_in(query, "entry", SORTS))
    order = among_in(query, "sort", ("at", "-at"))
    return Question(
        account=required(query, "account"),
        until=instant_of(query, "as_of"),
        newest_first=bool(order) and order[0] == "-at",
        sorts=tuple(each for each in SORTS if each in sorts) or SORTS,
        limit=limit_of(query),
    )


def _from(asked: Question, about: list[Any], cursor: str) -> Question:
    place = read_cursor(cursor or None, about, tuple[dt.datetime, int, tuple[Whole | Text, ...]])
    if place is None:
        return asked
    if tuple(type(each) for each in place[2]) != _KEYS.get(place[1]):
        raise WrongQuestion("cursor", "it is not a cursor of this timeline", "take `next` of the page before")
    return Question(
        account=asked.account, until=asked.until, after=cast("Place", place), newest_first=asked.newest_first,
        sorts=asked.sorts, limit=asked.limit,
    )  # fmt: skip
