"""What became of records that a source sent."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from playbook_engine.ingest.synced_records import Complaint

Outcome = Literal["new", "changed", "unchanged", "late", "deleted"]
"""`late`: a newer version stands, and this one is kept out."""

OUTCOMES: tuple[Outcome, ...] = Outcome.__args__  # type: ignore[attr-defined]

LISTED = 1000
"""So many complaints are listed; the others are counted."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How many records came, how many of them were taken how, and what is wrong with those that were refused.

    `unlisted`: complaints that are counted alone.
    """

    received: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    late: int = 0
    deleted: int = 0
    refused: int = 0
    complaints: tuple[Complaint, ...] = ()
    unlisted: int = 0

    def and_more(self, outcomes: Sequence[Outcome], complaints: list[Complaint], refused: int) -> "Report":
        """This report with what became of further records."""
        counts = {name: getattr(self, name) for name in OUTCOMES}
        for each in outcomes:
            counts[each] += 1
        room = LISTED - len(self.complaints)
        return Report(
            received=self.received + len(outcomes) + refused,
            refused=self.refused + refused,
            complaints=(*self.complaints, *complaints[:room]),
            unlisted=self.unlisted + len(complaints[room:]),
            **counts,
        )
