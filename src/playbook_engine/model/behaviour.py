"""How customers behaved, as counts: what a scenario draws from. Nothing in it is a guess; all of it was counted."""

import msgspec


class Ages(msgspec.Struct, frozen=True, omit_defaults=True):
    """Of each age in days from `first` on: how many could, and of how many it happened at that age.

    The age of a payment is its distance to the due date; what has not happened yet counts as long as it was watched.
    """

    first: int = 0
    could: tuple[int, ...] = ()
    did: tuple[int, ...] = ()


class Habits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was counted of a group of customers.

    By days after due: `pays` the first payment of an item about which nothing stands, `disputed` that of one while it
    is disputed, `disputes`, `promises`, `fails` (an attempt to collect).
    `rests`: the next payment of an item paid in part, by days after the one before; `resolves`: by days after a
    dispute was opened; `replies`: by days after a contact. `parts`: percent of the item that a first part was,
    `ahead`: days from a promise to the day promised, each with how often.
    """

    pays: Ages = Ages()
    disputed: Ages = Ages()
    rests: Ages = Ages()
    disputes: Ages = Ages()
    resolves: Ages = Ages()
    promises: Ages = Ages()
    replies: Ages = Ages()
    fails: Ages = Ages()
    first_payments: int = 0
    in_parts: int = 0
    parts: tuple[tuple[int, int], ...] = ()
    ahead: tuple[tuple[int, int], ...] = ()
    kept: int = 0
    broken: int = 0
    reply_kinds: tuple[tuple[str, int], ...] = ()
    dispute_reasons: tuple[tuple[str, int], ...] = ()


class Behaviour(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The habits of everyone and of each tier; those of an account are counted from its own records.

    At each age the closest group counts that has at least `least` who could: the account, its tier, everyone.
    """

    everyone: Habits = Habits()
    tiers: dict[str, Habits] = {}
    least: int = 5
