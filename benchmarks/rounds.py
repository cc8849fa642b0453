"""Rounds of several contenders, interleaved in one process, so that noise hits all alike."""

import gc
import time
from collections.abc import Callable, Mapping

ROUNDS = 9

Contender = Callable[[int], object]
"""Does the work of one block, given by number."""


def interleaved(contenders: Mapping[str, Contender], blocks: int = 1, rounds: int = ROUNDS) -> dict[str, float]:
    """The least seconds of each contender for each block over all rounds, summed over the blocks.

    In a round the blocks follow each other, and in a block the contenders: no contender finds a block still warm, and a
    short noise spoils one block of one round only. Garbage is collected between the runs, never within.
    """
    best = {name: [float("inf")] * blocks for name in contenders}
    gc.collect()
    gc.freeze()
    try:
        for _ in range(rounds):
            for block in range(blocks):
                for name, work in contenders.items():
                    best[name][block] = min(best[name][block], _seconds(work, block))
    finally:
        gc.unfreeze()
    return {name: sum(each) for name, each in best.items()}


def _seconds(work: Contender, block: int) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        work(block)
        return time.perf_counter() - start
    finally:
        gc.enable()
