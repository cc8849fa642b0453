"""Chance of a scenario: every draw is a hash of the seed and of what is drawn for, never the next of a stream."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from struct import Struct
from typing import TypeVar

T = TypeVar("T")

WHOLE = 1 << 32
"""Draws of a day are whole numbers below this."""

_PER_BLOCK = 16
_BLOCK = Struct(f"<{_PER_BLOCK}I")


class Chance:
    """All draws of one run of a scenario. Equal names give equal draws, whoever asks and whatever was drawn before."""

    __slots__ = ("_key",)

    def __init__(self, seed: str, run: int = 0) -> None:
        self._key = blake2b(f"{run}\x1f{seed}".encode(), digest_size=32).digest()

    def of(self, *names: str) -> int:
        """One draw, a number of 64 bits."""
        return int.from_bytes(blake2b("\x1f".join(names).encode(), key=self._key, digest_size=8).digest())

    def by_day(self, *names: str) -> Callable[[int], Sequence[int]]:
        """Draws below `WHOLE` for each day, sixteen days at a time: of day d the one at `d & 15` in block `d >> 4`."""
        begun = blake2b("\x1f".join(names).encode(), key=self._key, digest_size=_BLOCK.size)

        def block(number: int) -> Sequence[int]:
            state = begun.copy()
            state.update(b"\x1f%d" % number)
            return _BLOCK.unpack(state.digest())

        return block


def picked(counts: Sequence[tuple[T, int]], draw: int) -> T:
    """One of some values, each as likely as it was often."""
    rest = draw % sum(count for _, count in counts)
    for value, count in counts:
        if rest < count:
            return value
        rest -= count
    raise AssertionError("the rest of a division is below what it is divided by")
