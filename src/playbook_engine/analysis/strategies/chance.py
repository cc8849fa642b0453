"""Choices that follow from a seed and from what is chosen: the same in any process, and each part by itself."""

import zlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


class Chance:
    """Choices for one thing; each of its parts has choices of its own, whatever is chosen for the others."""

    __slots__ = ("_seed", "_state")

    def __init__(self, seed: int) -> None:
        self._seed = self._state = _mixed(seed & _MASK)

    def part(self, *names: str | int) -> "Chance":
        """The choices for a part of the thing."""
        seed = self._seed
        for name in names:
            number = zlib.crc32(name.encode()) if isinstance(name, str) else name
            seed = _mixed((seed ^ number) & _MASK)
        return Chance(seed)

    def below(self, end: int) -> int:
        """A whole number from 0 to `end` - 1."""
        self._state = _mixed(self._state)
        return self._state % end

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self.below(high - low + 1)

    def percent(self, share: int) -> bool:
        """True in `share` of a hundred cases."""
        return self.below(100) < share

    def pick(self, options: Sequence[T]) -> T:
        """One of some options."""
        return options[self.below(len(options))]

    def some(self, options: Sequence[T], least: int, most: int) -> tuple[T, ...]:
        """From `least` to `most` different options, in a chosen order."""
        left = list(options)
        count = min(self.between(least, most), len(left))
        return tuple(left.pop(self.below(len(left))) for _ in range(count))


def _mixed(value: int) -> int:
    """A 64-bit number in which every bit hangs on every bit of `value` (the finaliser of SplitMix64)."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)
