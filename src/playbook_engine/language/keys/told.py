"""Keys of what a timeline test says of accounts, contacts, invoices and entities."""

from playbook_engine.language.keys.kinds import YES_NO, Enum, Keys, ListOf, MapOf, Part, Phrase, Text, Whole, key
from playbook_engine.model.book import InvoiceState

ITEMS = ListOf(Text(), single=True)
"""Items by id; an invoice's id stands for all its items."""

OWN = key("x", MapOf(Text(), Text()), "own facts by name without the prefix", "x: {health: red}")
CHANNELS = ListOf(Enum(("email", "letter", "sms", "call")), single=True)
STATES: tuple[str, ...] = InvoiceState.__args__  # type: ignore[attr-defined]
_TAGS = ListOf(Text(), single=True)

ACCOUNT = Keys(
    name="given account",
    one="an account",
    sentence="A customer; `none` takes a default away.",
    keys=(
        key("id", Text(), "its id", "id: ACME", default="ACME"),
        key("name", Text(), "its name", "name: Acme GmbH"),
        key("parent", Text(), "id of the parent account", "parent: GROUP"),
        key("payer", Text(), "id of the account that pays", "payer: GROUP"),
        key("tier", Text(), "its tier", "tier: strategic"),
        key("country", Text(), "its country", "country: DE"),
        key("language", Text(), "language to write in", "language: de"),
        key("time_zone", Phrase("time zone"), "its zone", "time_zone: Europe/Berlin"),
        key("status", Text(), "its status", "status: active"),
        key("owner", Text(), "who owns the relationship", "owner: kim@example.com", default="owner@example.com"),
        key("collector", Text(), "who collects", "collector: lee@example.com", default="collector@example.com"),
        key("renewal_date", Phrase("date"), "day of the renewal", "renewal_date: 2026-04-10"),
        key("customer_since", Phrase("date"), "first day as a customer", "customer_since: 2020-01-01"),
        key("terms_days", Whole(), "agreed days to pay", "terms_days: 30"),
        key("arr", Phrase("money"), "annual recurring revenue", "arr: 120000 EUR"),
        key("credit_limit", Phrase("money"), "credit limit", "credit_limit: 50000 EUR"),
        key("postal_address", Text(), "where letters go", "postal_address: 1 Sample Street"),
        key("tags", _TAGS, "labels", "tags: [vip]"),
        OWN,
    ),
)

CONTACT = Keys(
    name="given contact",
    one="a contact",
    sentence="A person at the customer, with the addresses that are written.",
    keys=(
        key("account", Text(), "whose contact it is", "account: SUB"),
        key("name", Text(), "the name", "name: Kim Doe"),
        key("role", Text(), "the role", "role: billing"),
        key("primary", YES_NO, "comes first among those of one role", "primary: yes", default="no"),
        key("language", Text(), "language to write in", "language: de"),
        key("email", Text(), "email address", "email: ap@acme.example"),
        key("phone", Text(), "for calls and text messages", "phone: +44 20 7946 0000"),
        key("postal_address", Text(), "where letters go", "postal_address: 1 Sample Street"),
        key("opted_out", CHANNELS, "channels that must not be used", "opted_out: sms"),
        key("bounced", CHANNELS, "channels that do not work", "bounced: email"),
        OWN,
    ),
)

INSTALMENT = Keys(
    name="instalment",
    one="an instalment",
    sentence="What falls due on one date of an invoice.",
    keys=(
        key("due", Phrase("date"), "when it falls due", "due: 2026-03-02", required=True),
        key("amount", Phrase("money"), "how much", "amount: 500 EUR", default="1000 of the base currency"),
        key("id", Text(), "its id", "id: INV-2/1", absent="the invoice's id and its number"),
        key("settled", Phrase("money"), "paid or credited without a record", "settled: 100 EUR"),
        OWN,
    ),
)

INVOICE = Keys(
    name="given invoice",
    one="an invoice",
    sentence="An invoice; without instalments it is one item with the invoice's id.",
    keys=(
        key("due", Phrase("date"), "when it falls due", "due: 2026-03-02"),
        key("amount", Phrase("money"), "how much", "amount: 12000 EUR", absent="1000 of the base currency"),
        key("issued", Phrase("date"), "when it was issued", "issued: 2026-02-01", absent="30 days before it falls due"),
        key(
            "instalments",
            ListOf(Part("instalment")),
            "what falls due when, in place of `due` and `amount`",
            "instalments: [{due: 2026-03-02, amount: 500 EUR}, {due: 2026-04-02, amount: 500 EUR}]",
        ),
        key("settled", Phrase("money"), "paid or credited without a record", "settled: 100 EUR"),
        key("account", Text(), "who is billed", "account: SUB"),
        key("entity", Text(), "our legal entity", "entity: DE01"),
        key("state", Enum(STATES), "its state", "state: draft", default="open"),
        key("kind", Text(), "kind of invoice", "kind: subscription"),
        key("payment_method", Text(), "how it is paid", "payment_method: card"),
        key("purchase_order", Text(), "the customer's order number", "purchase_order: PO-7"),
        key("tags", _TAGS, "labels", "tags: [leasing]"),
        OWN,
        key("item_x", MapOf(Text(), Text()), "own facts of its items", "item_x: {batch: b1}"),
    ),
)

ENTITY = Keys(
    name="given entity",
    one="an entity",
    sentence="One of our legal entities.",
    keys=(
        key("name", Text(), "its name", "name: Acme GmbH"),
        key("country", Text(), "its country", "country: DE"),
        key("currency", Phrase("currency"), "its currency", "currency: EUR"),
    ),
)
