"""Keys of a scenario file."""

from playbook_engine.language.keys.happenings import EVENT
from playbook_engine.language.keys.kinds import Enum, Keys, ListOf, MapOf, Part, Phrase, Text, Whole, key
from playbook_engine.model.playbook import CONTACT_KINDS

SCENARIO = Keys(
    name="scenario",
    one="a scenario",
    sentence="What happens on the coming days; every key may be left out.",
    keys=(
        key("scenario", Text(), "its name", "scenario: the largest customer pays a month late"),
        key("about", Text(), "what it is for", "about: what the call centre has to expect in summer"),
        key("from", Phrase("date"), "the first day", "from: 2026-03-16", absent="`--as-of`"),
        key("until", Phrase("date"), "the last day", "until: 2026-06-30", absent="`--until` or `--days`"),
        key("seed", Text(), "what all chance is made of: the same seed, the same draws", "seed: summer"),
        key(
            "customers",
            Enum(("as before", "nothing")),
            "what customers do of themselves: what they did before, or nothing",
            "customers: as before",
            default="nothing",
        ),
        key(
            "approvals",
            Enum(("given", "refused", "never")),
            "what becomes of questions; `never`: nobody answers",
            "approvals: never",
            default="given",
        ),
        key(
            "down",
            ListOf(Part("down"), single=True),
            "days on which nothing is decided",
            "down: {from: 2026-04-06, until: 2026-04-12}",
        ),
        key("new_invoices", Whole(0, 1_000_000), "how many are drawn like past ones", "new_invoices: 300"),
        key("runs", Whole(1, 1000), "how often it is drawn; several give bands", "runs: 20", default="1"),
        key(
            "costs",
            MapOf(Enum(CONTACT_KINDS), Phrase("money")),
            "what one contact costs, by channel",
            "costs: {letter: 1.10 EUR, call: 6 EUR}",
        ),
        key(
            "events",
            ListOf(Part(EVENT.name), single=True),
            "what happens by hand, each with its day",
            "events: [{on: 2026-04-12, payment: in full, for: INV-1}]",
        ),
    ),
)

DOWN = Keys(
    name="down",
    one="a time without decisions",
    sentence="A span of days, both ends included.",
    keys=(
        key("from", Phrase("date"), "the first day", "from: 2026-04-06", required=True),
        key("until", Phrase("date"), "the last day", "until: 2026-04-12", required=True),
    ),
)
