"""Rounds of several contenders, interleaved in one process, so that noise hits all alike."""

import gc
import time
from collections.abc import Callable, Mapping

ROUNDS = 9


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The least seconds of each contender over all rounds; garbage is collected between runs, never within."""
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(rounds):
        for name, run in contenders.items():
            gc.collect()
            gc.disable()
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
            gc.enable()
    return best
