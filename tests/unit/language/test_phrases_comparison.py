"""Comparisons in words: every form of the design, what it means, and what is said of a slip."""

import datetime as dt
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language.keys.phrases import ALWAYS_ALLOWED, COMPARISONS
from playbook_engine.language.phrases.comparison import Known, any_of, comparison, refuse_list_of_nots
from playbook_engine.language.phrases.quantities import exact
from playbook_engine.language.phrases.words import Misread
from playbook_engine.language.phrases.written import comparison_phrases
from playbook_engine.model.condition import (
    AnyOf,
    Condition,
    Has,
    InAmount,
    InDays,
    InRange,
    Interval,
    Not,
    OneOf,
    Predicate,
    Present,
    StartsWith,
    Test,
)
from playbook_engine.model.facts import Fact, Kind

TONES = ("friendly", "polite", "firm", "final")
KNOWN = Known(currency="EUR", tones=TONES)
FACTS: dict[Kind, Fact] = {
    kind: Fact(name=f"account.{kind}", kind=kind, sentence="a fact", optional=kind != "tags")
    for kind in ("text", "tags", "number", "money", "percent", "date", "yes/no")
}
DAYS = Fact(name="item.days_overdue", kind="number", sentence="days", unit="days")


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def read(text: str, kind: Kind) -> Condition:
    return comparison(text, FACTS[kind], KNOWN)


def predicate(text: str, kind: Kind) -> Predicate:
    condition = read(text, kind)
    assert isinstance(condition, Test)
    return condition.predicate


def misread(text: str, fact: Fact) -> Misread:
    with pytest.raises(Misread) as caught:
        comparison(text, fact, KNOWN)
    return caught.value


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("15", Interval(15, 15)),
        ("15 to 29", Interval(15, 29)),
        ("from 15 to 29", Interval(15, 29)),
        ("from 15 to below 30", Interval(15, 30, high_open=True)),
        ("at least 15", Interval(15)),
        ("at most 29", Interval(None, 29)),
        ("more than 15", Interval(15, low_open=True)),
        ("less than 29", Interval(None, 29, high_open=True)),
        ("at least 0.5", Interval("1/2")),
        ("at least 1.50", Interval("3/2")),
        ("at least -3", Interval(-3)),
    ],
)
def test_numbers(text: str, interval: Interval) -> None:
    assert read(text, "number") == Test("account.number", InRange(interval), text)


@pytest.mark.parametrize(("text", "days"), [("at least 30 days", 30), ("at least 2 weeks", 14), ("at least 1 day", 1)])
def test_a_number_of_days_may_say_so(text: str, days: int) -> None:
    assert comparison(text, DAYS, KNOWN) == Test("item.days_overdue", InRange(Interval(days)), text)


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("at least 1000 EUR", (("EUR", Interval(100_000)),)),
        ("1000.10 EUR", (("EUR", Interval(100_010, 100_010)),)),
        ("from 1000 EUR to below 5000 EUR", (("EUR", Interval(100_000, 500_000, high_open=True)),)),
        ("from 1000 to below 5000 EUR", (("EUR", Interval(100_000, 500_000, high_open=True)),)),
        ("1000 to 5000 JPY", (("JPY", Interval(1000, 5000)),)),
        ("more than 0.5 KWD", (("KWD", Interval(500, low_open=True)),)),
        ("at least 1000 EUR or 1100 USD", (("EUR", Interval(100_000)), ("USD", Interval(110_000)))),
        (
            "at most 10 EUR or less than 11 USD or 12 GBP",
            (
                ("EUR", Interval(None, 1000)),
                ("USD", Interval(None, 1100, high_open=True)),
                ("GBP", Interval(None, 1200, high_open=True)),
            ),
        ),
        (
            "from 1000 EUR to below 5000 EUR or from 1100 to below 5500 USD",
            (("EUR", Interval(100_000, 500_000, high_open=True)), ("USD", Interval(110_000, 550_000, high_open=True))),
        ),
    ],
)
def test_money_in_minor_units_once_for_each_currency(text: str, intervals: tuple[tuple[str, Interval], ...]) -> None:
    assert read(text, "money") == Test("account.money", InAmount(intervals), text)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("at least 10%", Interval("1/10")),
        ("10% to 20%", Interval("1/10", "1/5")),
        ("10 to 20%", Interval("1/10", "1/5")),
        ("less than 100%", Interval(None, 1, high_open=True)),
        ("at least 12.5%", Interval("1/8")),
    ],
)
def test_shares_are_exact_fractions(text: str, interval: Interval) -> None:
    assert predicate(text, "percent") == InRange(interval)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("before 2026-03-01", InRange(Interval(None, day("2026-02-28")))),
        ("on or before 2026-03-01", InRange(Interval(None, day("2026-03-01")))),
        ("after 2026-03-01", InRange(Interval(day("2026-03-02")))),
        ("on or after 2026-03-01", InRange(Interval(day("2026-03-01")))),
        ("on 2026-03-01", InRange(Interval(day("2026-03-01"), day("2026-03-01")))),
        ("2026-03-01", InRange(Interval(day("2026-03-01"), day("2026-03-01")))),
        ("2026-03-01 to 2026-03-31", InRange(Interval(day("2026-03-01"), day("2026-03-31")))),
        ("within 30 days", InDays(Interval(0, 30))),
        ("within 2 weeks", InDays(Interval(0, 14))),
        ("in the last 90 days", InDays(Interval(-90, 0))),
        ("more than 90 days ago", InDays(Interval(None, -91))),
        ("at least 90 days ago", InDays(Interval(None, -90))),
        ("more than 30 days ahead", InDays(Interval(31, None))),
        ("today", InDays(Interval(0, 0))),
    ],
)
def test_dates(text: str, found: Predicate) -> None:
    assert predicate(text, "date") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("strategic", OneOf(("strategic",))),
        ("out of office", OneOf(("out of office",))),
        ("starts with PO-", StartsWith(("PO-",))),
        ("is none", OneOf(("none",))),
        ("is at least 5", OneOf(("at least 5",))),
        ("is", OneOf(("is",))),
        ("NO", OneOf(("NO",))),
        ("present", Present()),
    ],
)
def test_texts(text: str, found: Predicate) -> None:
    assert predicate(text, "text") == found


def test_labels() -> None:
    name = "account.tags"
    assert read("has vip", "tags") == Test(name, Has(("vip",)), "has vip")
    assert read("has vip or partner", "tags") == Test(name, Has(("vip", "partner")), "has vip or partner")
    assert read("has all of a and b", "tags") == Test(name, Has(("a", "b"), every=True), "has all of a and b")
    assert read("has none of vip or partner", "tags") == Not(Test(name, Has(("vip", "partner")), "has vip or partner"))


def test_none_and_not_are_plain_opposites() -> None:
    assert read("none", "text") == Not(Test("account.text", Present(), "present"))
    assert read("not strategic", "text") == Not(read("strategic", "text"))
    assert read("not at least 5", "number") == Not(read("at least 5", "number"))
    assert read("not none", "date") == Not(Not(read("present", "date")))
    assert read("not", "text") == Test("account.text", OneOf(("not",)), "not")


def test_yes_and_no() -> None:
    assert predicate("yes", "yes/no") == OneOf(("yes",))
    assert predicate("no", "yes/no") == OneOf(("no",))


def test_a_list_of_texts_is_one_test() -> None:
    fact = FACTS["text"]
    parts = [comparison(each, fact, KNOWN) for each in ("DE", "AT", "NO", "DE")]
    assert any_of(parts, fact) == Test("account.text", OneOf(("DE", "AT", "NO")), "[DE, AT, NO, DE]")
    prefixes = [comparison(each, fact, KNOWN) for each in ("starts with PO-", "starts with SO-")]
    assert any_of(prefixes, fact) == Test(
        "account.text", StartsWith(("PO-", "SO-")), "[starts with PO-, starts with SO-]"
    )


def test_a_list_of_other_comparisons_is_any_of_them() -> None:
    fact = FACTS["number"]
    parts = [comparison(each, fact, KNOWN) for each in ("5", "at least 10")]
    assert any_of(parts, fact) == AnyOf(tuple(parts))
    assert any_of(parts[:1], fact) == parts[0]


def test_a_list_of_opposites_is_refused() -> None:
    with pytest.raises(Misread) as caught:
        refuse_list_of_nots(["not DE", "not AT"], FACTS["text"])
    assert caught.value.kind.code == "PB218"
    assert caught.value.help == "for neither of them write `not: {account.text: [DE, AT]}`"
    refuse_list_of_nots(["not DE", "none"], FACTS["text"])


def test_a_tone_may_be_compared_by_its_order() -> None:
    fact = Fact(name="anchor.last_tone", kind="text", sentence="tone", optional=True)
    assert comparison("firm or stronger", fact, KNOWN) == Test(
        "anchor.last_tone", OneOf(("firm", "final")), "firm or stronger"
    )
    assert comparison("polite or softer", fact, KNOWN) == Test(
        "anchor.last_tone", OneOf(("friendly", "polite")), "polite or softer"
    )
    assert misread("frim", fact).help == "did you mean `firm`?"


SLIPS: list[tuple[str, Kind, str, str, str, str]] = [
    ("at least 1000", "money", "PB211", "1000",
     "`account.money` is money, and `1000` has no currency", "write `at least 1000 EUR`"),
    ("at least 1000 eur", "money", "PB211", "1000 eur",
     "`account.money` is money, and `eur` is no currency", "write `EUR`"),
    ("at least 1.000 EUR", "money", "PB211", "1.000",
     "`account.money` is money, and `1.000` has more decimal places than EUR has (2)",
     "write `1000 EUR` if the point is meant to part thousands"),
    ("at least 1,000 EUR", "money", "PB211", "1,000",
     "`account.money` is money, and `1,000` has separators between its digits", "write `1000`"),
    ("EUR 1000", "money", "PB211", "EUR",
     "`account.money` is money, and `EUR` is no number", "write `at least 1000 EUR`"),
    ("at least 1 EUR or 2 EUR", "money", "PB211", "2 EUR",
     "`account.money` is money, and EUR is given twice", "one amount a currency"),
    ("1 EUR to 2 USD", "money", "PB211", "1 EUR to 2 USD",
     "`account.money` is money, and one range is in two currencies", "write `at least 1000 EUR`"),
    (">= 5", "number", "PB211", ">=",
     "`account.number` is a number, and `>=` is written in words: `at least`", "write `at least 5`"),
    ("at least", "number", "PB211", "",
     "`account.number` is a number, and a number is missing", "write `at least 5`"),
    ("strategic", "number", "PB211", "strategic",
     "`account.number` is a number, and `strategic` is no number", "write `at least 5`"),
    ("5 apples", "number", "PB211", "apples",
     "`account.number` is a number, and `apples` is too much after the comparison", "write `at least 5`"),
    ("from 1 until 5", "number", "PB211", "until",
     "`account.number` is a number, and `to` is missing", "write `from 10 to 20`, or `at least 10`"),
    ("10 to 5", "number", "PB217", "10 to 5", "nothing lies in this range", "the first end is the smaller one"),
    ("from 5 to below 5", "number", "PB217", "from 5 to below 5", "nothing lies in this range", ""),
    ("at least 0.1", "percent", "PB211", "0.1", "`account.percent` is a share, and `0.1` has no `%`", "write `10%`"),
    ("at least 10%", "number", "PB211", "10%",
     "`account.number` is a number, and a number is no share", "leave out the `%`"),
    ("2026-02-30", "date", "PB211", "2026-02-30",
     "`account.date` is a date, and `2026-02-30` is no day of the calendar", "that month ends on `2026-02-28`"),
    ("30 days", "date", "PB211", "30",
     "`account.date` is a date, and `30` is no date", "write `within 30 days` or `before 2026-03-01`"),
    ("more than 90 days", "date", "PB211", "",
     "`account.date` is a date, and `ago` or `ahead` is missing",
     "write `more than 90 days ago` or `more than 30 days ahead`"),
    ("within 3 months", "date", "PB211", "months",
     "`account.date` is a date, and months cannot stand here", "write days or weeks, such as `30 days`"),
    ("2026-03-31 to 2026-03-01", "date", "PB217", "2026-03-31 to 2026-03-01",
     "no day lies in this range", "the first day is the earlier one"),
    ("at least 5", "text", "PB211", "at least 5",
     "`account.text` is a text and has no order",
     "write the texts it may be; for this very text write `is at least 5`"),
    ("has vip", "text", "PB211", "has vip", "`account.text` is a text, no set of labels", "write `vip`"),
    ("DE or AT", "text", "PB211", "DE or AT",
     "several texts are a list", "write a list: `[DE, AT]`; for this very text write `is DE or AT`"),
    ("vip", "tags", "PB211", "vip", "`account.tags` holds labels", "write `has vip`"),
    ("has vip and partner", "tags", "PB205", "and",
     "`and` does not join labels here", "write `has all of vip and ..`"),
    ("none", "tags", "PB213", "none",
     "`account.tags` is always known", "for no label at all there is no phrase: name the labels"),
    ("not 5 apples", "number", "PB211", "apples",
     "`account.number` is a number, and `apples` is too much after the comparison", "write `at least 5`"),
    ("", "number", "PB205", "", "nothing is compared", "write `at least 5`"),
    ("٣", "number", "PB211", "٣",
     "`account.number` is a number, and `٣` is written with other digits than 0 to 9", "write `3`"),
    ("y", "yes/no", "PB211", "y", "`account.yes/no` is `yes` or `no`", "write `yes`"),
]  # fmt: skip
"""The phrase, the fact's type; the code, what is marked, what is said, the way out."""


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip[1]}: {slip[0]}")
def test_a_slip_is_named_at_its_column_with_a_way_out(slip: tuple[str, Kind, str, str, str, str]) -> None:
    text, kind, *expected = slip
    fault = misread(text, FACTS[kind])
    assert [fault.kind.code, text[fault.start : fault.end], fault.message, fault.help] == expected


def test_a_value_that_a_fact_never_has() -> None:
    fact = Fact(name="item.promise", kind="text", sentence="state", optional=True, values=("open", "kept", "broken"))
    fault = misread("opne", fact)
    assert (fault.kind.code, fault.help) == ("PB212", "did you mean `open`?")
    assert misread("x", fact).help == "it is one of `open`, `kept` or `broken`"


def test_a_fact_that_is_always_known_cannot_be_asked_for() -> None:
    fact = Fact(name="account.id", kind="text", sentence="id")
    assert misread("present", fact).kind.code == "PB213"
    assert misread("none", fact).help == "for that very text write `is none`"


@pytest.mark.parametrize("kind", COMPARISONS)
def test_the_parser_reads_the_example_of_every_form(kind: Kind) -> None:
    for form in COMPARISONS[kind]:
        read(form.example, kind)
    if kind != "tags":
        for form in ALWAYS_ALLOWED:
            read(form.example, kind)


BOUND = st.integers(-10_000, 10_000)


@st.composite
def intervals(draw: st.DrawFn, value: st.SearchStrategy[int | str]) -> Interval:
    low, high = draw(value), draw(value)
    if Fraction(low) > Fraction(high):
        low, high = high, low
    match draw(st.sampled_from(["low", "high", "both", "exactly"])):
        case "low":
            return Interval(low, None, low_open=draw(st.booleans()))
        case "high":
            return Interval(None, high, high_open=draw(st.booleans()))
        case "both" if low != high:
            return Interval(low, high, high_open=draw(st.booleans()))
        case _:
            return Interval(low, low)


def _hundredths(number: int) -> int | str:
    return exact(Fraction(number, 100))


MONEY = st.dictionaries(st.sampled_from(["EUR", "JPY", "KWD"]), intervals(BOUND), min_size=1).map(
    lambda found: InAmount(tuple(found.items()))
)
NUMBERS = intervals(BOUND.map(_hundredths)).map(InRange)
DATES = st.integers(day("2000-01-01"), day("2030-12-31"))
PREDICATES: dict[Kind, st.SearchStrategy[Predicate]] = {
    "number": NUMBERS,
    "percent": NUMBERS,
    "money": MONEY,
    "date": st.one_of(
        DATES.map(lambda first: InRange(Interval(first, first + 3))),
        DATES.map(lambda first: InRange(Interval(first))),
        st.integers(1, 99).map(lambda days: InDays(Interval(0, days))),
        st.integers(1, 99).map(lambda days: InDays(Interval(-days, 0))),
        st.integers(0, 99).map(lambda days: InDays(Interval(None, -days))),
        st.integers(0, 99).map(lambda days: InDays(Interval(days, None))),
    ),
    "text": st.from_regex(r"[A-Za-z0-9]+( [a-z0-9]+){0,3}", fullmatch=True).map(lambda text: OneOf((text,))),
    "tags": st.lists(st.from_regex("[a-m-]{1,9}", fullmatch=True), min_size=1, unique=True).map(
        lambda tags: Has(tuple(tags))
    ),
    "yes/no": st.sampled_from(["yes", "no"]).map(lambda word: OneOf((word,))),
}


class TestWrittenOut:
    """A comparison written out and read again is the same."""

    @given(st.data(), st.sampled_from(sorted(PREDICATES)))
    def test_reading_what_was_written_gives_it_back(self, data: st.DataObject, kind: Kind) -> None:
        drawn = data.draw(PREDICATES[kind])
        (text,) = comparison_phrases(drawn, FACTS[kind])
        assert predicate(text, kind) == drawn

    @given(st.data(), st.sampled_from(sorted(PREDICATES)))
    def test_an_editor_accepts_what_was_written(self, data: st.DataObject, kind: Kind) -> None:
        (text,) = comparison_phrases(data.draw(PREDICATES[kind]), FACTS[kind])
        assert any(re.fullmatch(form.pattern, text) for form in COMPARISONS[kind])
