"""What was measured, and what was aimed at: data that one place prints as a table and another as JSON."""

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a table: seconds of one `unit`, and `ratio`, how many times those of the first line."""

    name: str
    seconds: float
    unit: str
    ratio: float | None = None
    note: str = ""


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """A number that was aimed at and what was reached; `at_most` where less is better."""

    what: str
    aim: float
    reached: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.reached <= self.aim if self.at_most else self.reached >= self.aim


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that a process of its own held: before it began its work, and at its peak."""

    way: str
    invoices: int
    before: int
    peak: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One benchmark: what it measures on how much, its lines, and its aims."""

    name: str
    title: str
    size: int
    figures: tuple[Figure, ...]
    memory: tuple[Memory, ...] = ()
    aims: tuple[Aim, ...] = ()
    notes: tuple[str, ...] = ()
