"""Work that may be split: each part by itself, over several processes of one machine, with the results in order."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

import msgspec

from playbook_engine.service.wrong_use import WrongUse

T = TypeVar("T")
R = TypeVar("R")
Start = TypeVar("Start")

FEW = 200
"""Parts up to which a second process costs more than it saves, where nobody says how many there shall be."""
_BATCHES = 8
"""Batches for each process, so that a slow one does not keep the others waiting in the end."""

_worker: dict[str, Callable[[bytes], bytes]] = {}


def spread(
    make: Callable[[Start], Callable[[T], R]],
    start: Start,
    work: Sequence[T],
    result: type[R],
    processes: int = 0,
    watch: Callable[[Sequence[T]], Iterable[T]] = iter,
) -> Iterator[R]:
    """The result of each part of the work, in its order, whichever process made it.

    `make(start)` is called once in each process and gives the function for one part; it stands at the top of a module.
    `start`, the parts and the results are structs: they travel in their own encoding, since a pickled value that is
    equal to a default is no longer known as one, and gives other bytes. `processes`: 0 is as many as are of use.
    """
    count = how_many(processes, len(work))
    if count == 1:
        one = make(start)
        for part in watch(work):
            yield one(part)
        return
    # Not forked: the server that asks may run threads, whose locks a forked process would keep for ever.
    context = multiprocessing.get_context("spawn")
    size = max(1, len(work) // (count * _BATCHES))
    told = (make, type(start), msgspec.json.encode(start), type(work[0]))
    with ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=told) as pool:
        results = pool.map(_do, (msgspec.json.encode(part) for part in work), chunksize=size)
        try:
            for _, data in zip(watch(work), results, strict=True):
                yield msgspec.json.decode(data, type=result)
        finally:  # where the watch gives up, what has not begun is not begun any more
            pool.shutdown(wait=False, cancel_futures=True)


def how_many(processes: int, parts: int) -> int:
    """How many processes do the work. Raises WrongUse for less than none."""
    if processes < 0:
        raise WrongUse(f"`{processes}` is no number of processes", "give 1 or more, or 0 for as many as are of use")
    if parts < 2:
        return 1
    if processes == 0:
        return 1 if parts < FEW else min(os.cpu_count() or 1, parts)
    return min(processes, parts)


def _begin(make: Callable[[Any], Callable[[Any], Any]], start: type, data: bytes, part: type) -> None:
    one = make(msgspec.json.decode(data, type=start))
    parts: msgspec.json.Decoder[Any] = msgspec.json.Decoder(part)
    _worker["do"] = lambda each: msgspec.json.encode(one(parts.decode(each)))


def _do(part: bytes) -> bytes:
    return _worker["do"](part)
