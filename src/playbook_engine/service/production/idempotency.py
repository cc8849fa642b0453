"""Writes that may be sent again: the same key and request get the first answer, and nothing happens twice."""

import datetime as dt

import msgspec
from sqlalchemy.exc import IntegrityError

from playbook_engine.service.production.caller import Caller, Conflict
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import Unusable
from playbook_engine.store.database import Work
from playbook_engine.store.idempotency import (
    CARRIED_OUT,
    Repeated,
    answer,
    begin,
    carried_out,
    find,
    forget,
    forget_old,
)

LOST = dt.timedelta(minutes=5)
"""A request that is at work for longer died with its server before it changed anything."""

SWEPT = 200
"""After so many keys of one process old ones are dropped."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered the first time."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Repeats:
    """The keys that requests came with. One a process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._count = 0

    async def begin(self, caller: Caller, key: str, request: str) -> Answer | None:
        """The first answer where there is one; None where the request is to be carried out now.

        Raises Unusable for a key that came with another request, Conflict while the first is at work, and where what it
        asked for is done but its answer was not kept.
        """
        try:
            async with self._runtime.work(caller) as work:
                found = await find(work, key)
                if found is not None and _died(found, work.at):
                    await forget(work, key, found.at)
                    found = None
                if found is None:
                    await self._first(work, key, request)
                    return None
        except IntegrityError:
            raise _at_work() from None
        return _repeated(found, request)

    async def end(self, caller: Caller, key: str, given: Answer) -> None:
        """Keep the first answer."""
        async with self._runtime.work(caller) as work:
            await answer(work, key, given.status, msgspec.json.encode(given.headers), given.body)

    async def done(self, caller: Caller, key: str) -> None:
        """It is done, and the answer must not be kept: it holds a secret."""
        async with self._runtime.work(caller) as work:
            await carried_out(work, key)

    async def undo(self, caller: Caller, key: str) -> None:
        """Nothing was changed: the key is free again."""
        async with self._runtime.work(caller) as work:
            await forget(work, key)

    async def _first(self, work: Work, key: str, request: str) -> None:
        self._count += 1
        if self._count % SWEPT == 1:
            await forget_old(work, work.at - dt.timedelta(hours=self._runtime.settings.idempotency_hours))
        await begin(work, key, request)


def _died(found: Repeated, now: dt.datetime) -> bool:
    return found.status is None and found.at + LOST < now


def _repeated(found: Repeated, request: str) -> Answer:
    if found.request != request:
        raise Unusable("this `Idempotency-Key` came with another request", "a new request needs a new key")
    if found.status is None:
        raise _at_work()
    if found.status == CARRIED_OUT:
        raise Conflict(
            "what this `Idempotency-Key` asked for was carried out, and its answer was not kept", "read how it is now"
        )
    headers = msgspec.json.decode(found.headers or b"[]", type=list[tuple[str, str]])
    return Answer(status=found.status, headers=headers, body=found.body or b"")


def _at_work() -> Conflict:
    return Conflict("the first request with this `Idempotency-Key` is at work", "ask again in a moment")
