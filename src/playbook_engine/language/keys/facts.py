"""Keys of own facts, derived facts and decision tables."""

from playbook_engine.language.keys.kinds import (
    DAYS,
    KIND_OF_FACT,
    YES_NO,
    Conditions,
    Keys,
    ListOf,
    Part,
    Phrase,
    Refer,
    Text,
    Whole,
    key,
)

OWN_FACT = Keys(
    name="own fact",
    one="a fact of our own",
    sentence="A fact that the organisation adds to the catalogue.",
    keys=(
        key("type", KIND_OF_FACT, "what its values are", "type: text", required=True),
        key("sentence", Text(), "what it says", "sentence: health score of customer success"),
        key("values", ListOf(Text()), "all texts that it can be", "values: [red, yellow, green]"),
        key("unit", Text(), "unit of a number", "unit: days"),
        key("required", YES_NO, "missing, it makes the case one for a person", "required: yes", default="no"),
    ),
)

DERIVED = Keys(
    name="derived",
    one="a derived fact",
    sentence="A fact computed from others; exactly one way to compute it.",
    keys=(
        key("count", Refer("collection"), "how many records of the account", "count: promises"),
        *(
            key(name, Refer("fact"), f"the {words} of the records", f"{name}: {example}")
            for name, words, example in (
                ("sum_of", "sum of this field", "payment.amount"),
                ("max_of", "largest value of this field", "entry.days_overdue"),
                ("min_of", "smallest value of this field", "entry.balance"),
                ("earliest", "earliest of this date", "promise.on"),
                ("latest", "latest of this date", "payment.on"),
            )
        ),
        key("where", Conditions(), "only records that meet this", "where: {promise.state: broken}"),
        key(
            "in_last",
            DAYS,
            "only records of the last days, today included",
            "in_last: 180 days",
            absent="ever",
            dated="on 2026-06-30 counts from 2026-01-01",
        ),
        key(
            "sum",
            ListOf(Refer("fact")),
            "the sum of other facts",
            "sum: [account.open_promises, account.open_disputes]",
        ),
        key(
            "difference",
            ListOf(Refer("fact")),
            "the first fact less the second",
            "difference: [account.open_balance, account.credit_limit]",
        ),
        key(
            "share",
            ListOf(Refer("fact")),
            "the first fact as a share of the second",
            "share: [account.overdue_balance, account.open_balance]",
        ),
        key(
            "days_between",
            ListOf(Refer("fact")),
            "whole days from the first date to the second",
            "days_between: [account.customer_since, today.date]",
        ),
        key("look_up", Refer("table"), "what a decision table says", "look_up: tone-by-tier"),
        key(
            "score",
            ListOf(Part("points")),
            "the sum of the points of all conditions that hold",
            "score: [{points: 20, when: {account.broken_promises: at least 1}}]",
        ),
        key("type", KIND_OF_FACT, "the type it must have, checked", "type: number"),
        key("sentence", Text(), "what it says", "sentence: promises broken lately"),
    ),
)

POINTS = Keys(
    name="points",
    one="points",
    sentence="Points of a weighted score.",
    keys=(
        key("points", Whole(-1_000_000), "how many", "points: 20", required=True),
        key(
            "when",
            Conditions(),
            "given while this holds",
            "when: {account.broken_promises: at least 1}",
            required=True,
        ),
    ),
)

TABLE = Keys(
    name="table",
    one="a table",
    sentence="Rows are tried from the top; the first whose cells all hold gives its last cell.",
    keys=(
        key(
            "columns",
            ListOf(Refer("fact")),
            "the facts compared, one a column",
            "columns: [account.tier, anchor.days_overdue]",
            required=True,
        ),
        key(
            "rows",
            ListOf(ListOf(Phrase("comparison"))),
            "a comparison a column (`any` for all), then the value",
            "rows: [[strategic, at most 30, polite], [any, any, firm]]",
            required=True,
        ),
        key("otherwise", Text(), "the value where no row holds", "otherwise: firm", absent="missing"),
    ),
)
