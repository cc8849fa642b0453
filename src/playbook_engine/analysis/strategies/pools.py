"""The few constants that generated releases and books draw from, so that they meet at their boundaries."""

import datetime as dt

FIRST_DAY = dt.date(2026, 2, 9)
"""The earliest day that a generated case is decided for; a span with two month ends, one of them short."""

SPAN = 56
"""Days from the earliest to the latest day."""

DATES = tuple(dt.date(2026, month, day) for month, day in ((1, 31), (2, 28), (3, 1), (3, 16), (3, 31), (4, 15)))

DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 30)
"""Offsets and distances in days."""

COUNTS = (0, 1, 2, 3)

MINOR = (5_000, 10_000, 50_000, 100_000)
"""Amounts in minor units."""

SHARES = ("1/10", "1/2", "1", "1/3")
"""Percentages as fractions."""

CURRENCIES = ("EUR", "USD", "JPY")

COUNTRIES = ("DE", "AT", "US")

LANGUAGES = ("en", "de", "fr")

TONES = ("friendly", "polite", "firm", "final")

TAGS = ("vip", "partner", "do-not-contact")

ENTITIES = ("", "e1", "e2")

STEPS = ("first", "second", "third", "fourth")
"""Names of ladder steps: the same in all playbooks, so that one's touches could be taken for another's."""

BESIDE = ("courtesy", "heads-up", "watch")
"""Names of rules alongside."""

RENAMED = ("once-first", "once-second", "once-third", "once-fourth")
"""Earlier names of ladder steps."""

PLAYBOOKS = ("strategic", "standard", "long-tail")

CONTACT_ROLES = ("billing", "management", "legal")

TEXTS: dict[str, tuple[str, ...]] = {
    "id": ("a1", "a2", "n1", "n1-1"),
    "name": ("Acme", "Acme North", "Bolt"),
    "tier": ("strategic", "enterprise", "small"),
    "country": COUNTRIES,
    "language": LANGUAGES,
    "status": ("active", "closing"),
    "owner": ("Ada", "Ben"),
    "collector": ("Cleo", "Dan"),
    "parent": ("a1", "a2"),
    "currency": CURRENCIES,
    "entity": ENTITIES[1:],
    "kind": ("subscription", "usage"),
    "payment_method": ("card", "transfer"),
    "purchase_order": ("PO-1", "PO-2", "X-9"),
    "dispute_reason": ("price", "quality"),
    "reason": ("price", "quality", "expired card"),
    "last_step": STEPS,
    "last_tone": TONES,
    "role": CONTACT_ROLES,
    "method": ("card", "transfer"),
    "tone": TONES,
    "step": STEPS,
    "playbook": PLAYBOOKS,
    "outcome": ("done", "failed", "refused", "expired", "unknown"),
}
"""What a text fact may be, by the last part of its name."""

KINDS_OF_RECORD: dict[str, tuple[str, ...]] = {
    "touch.kind": ("email", "call", "task", "status"),
    "reply.kind": ("reply", "out of office", "objection"),
}
"""What `kind` may be for records that are no invoice."""

OTHER_TEXTS = ("red", "yellow", "green")
"""What a text fact of an organisation's own may be."""


def texts_of(name: str) -> tuple[str, ...]:
    """What a text fact of this name may be."""
    if ".x." in name:
        return OTHER_TEXTS
    return KINDS_OF_RECORD.get(name) or TEXTS[name.rpartition(".")[2]]
