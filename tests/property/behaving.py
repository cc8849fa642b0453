"""A lively behaviour for generated cases: everything may happen, most of it within weeks."""

from playbook_engine.model.behaviour import Ages, Behaviour, Habits

AGES = 200
"""Days around the due date of which something is known."""


def often(first: int, one_in: int) -> Ages:
    """At each age it happens to one in so many of those who still could."""
    return Ages(first, (one_in,) * AGES, (1,) * AGES)


LIVELY = Behaviour(
    everyone=Habits(
        pays=often(-60, 25),
        disputed=often(-60, 60),
        rests=often(1, 10),
        disputes=often(-60, 30),
        resolves=often(1, 8),
        promises=often(1, 20),
        replies=often(1, 6),
        fails=often(-30, 40),
        first_payments=10,
        in_parts=4,
        parts=((30, 2), (50, 3)),
        ahead=((3, 1), (10, 2)),
        kept=6,
        broken=4,
        reply_kinds=(("out of office", 1), ("reply", 3)),
        dispute_reasons=(("price", 2), ("quantity", 1)),
    )
)
