"""Values by their declared type: exact where they are written our way, and a word on how to write them where not."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language.nodes import Scalar
from playbook_engine.language.refusals import no_value
from playbook_engine.language.scalars.dates import Duration, date, date_in, duration, duration_in, minutes, minutes_in
from playbook_engine.language.scalars.numbers import (
    decimal_in,
    money,
    money_in,
    number,
    percent,
    percent_in,
    whole,
    whole_in,
)
from playbook_engine.language.scalars.typed import Unfit
from playbook_engine.language.scalars.words import name, name_in, text, text_in, yes_no, yes_no_in
from playbook_engine.model.diagnostic import Diagnostic, Place
from playbook_engine.model.money import Money, digits_of

PLACE = Place("a.yaml", 3, 5, 3, 9)
READERS: dict[str, Callable[[str], object]] = {
    "whole": whole_in,
    "number": decimal_in,
    "percent": percent_in,
    "money": money_in,
    "date": date_in,
    "minutes": minutes_in,
    "duration": duration_in,
    "yes_no": yes_no_in,
    "name": name_in,
    "text": text_in,
}

GOOD: list[tuple[str, str, object]] = [
    ("whole", "0", 0),
    ("whole", "-3", -3),
    ("whole", "999999999999999", 999_999_999_999_999),
    ("number", "1000.10", Decimal("1000.10")),
    ("number", "-0.5", Decimal("-0.5")),
    ("number", "7", Decimal(7)),
    ("percent", "10%", Fraction(1, 10)),
    ("percent", "12.5%", Fraction(1, 8)),
    ("percent", "0%", Fraction(0)),
    ("percent", "150%", Fraction(3, 2)),
    ("money", "1000.10 EUR", Money(100_010, "EUR")),
    ("money", "1000.1 EUR", Money(100_010, "EUR")),
    ("money", "100 JPY", Money(100, "JPY")),
    ("money", "1.234 KWD", Money(1234, "KWD")),
    ("money", "-5 EUR", Money(-500, "EUR")),
    ("money", "0 EUR", Money(0, "EUR")),
    ("date", "2026-01-31", dt.date(2026, 1, 31)),
    ("date", "2024-02-29", dt.date(2024, 2, 29)),
    ("date", "1900-01-01", dt.date(1900, 1, 1)),
    ("date", "2200-12-31", dt.date(2200, 12, 31)),
    ("minutes", "00:00", 0),
    ("minutes", "09:00", 540),
    ("minutes", "23:59", 1439),
    ("minutes", "24:00", 1440),
    ("duration", "3 days", Duration(3, "day")),
    ("duration", "1 day", Duration(1, "day")),
    ("duration", "0 days", Duration(0, "day")),
    ("duration", "2 weeks", Duration(2, "week")),
    ("duration", "1 month", Duration(1, "month")),
    ("duration", "1 year", Duration(1, "year")),
    ("duration", "10 business days", Duration(10, "business day")),
    ("yes_no", "yes", True),
    ("yes_no", "true", True),
    ("yes_no", "no", False),
    ("yes_no", "false", False),
    ("name", "first-notice", "first-notice"),
    ("name", "2", "2"),
    ("text", "Decide on credit hold", "Decide on credit hold"),
]

# Type, text, a word of the message, a word of the help line.
BAD = [
    ("whole", "010", "begins with a zero", "`10`"),
    ("whole", "-007", "begins with a zero", "`-7`"),
    ("whole", "٣", "other digits", "`3`"),
    ("whole", "１２", "other digits", "`12`"),
    ("whole", "1_000", "separators", "`1000`"),
    ("whole", "1,000", "separators", "`1000`"),
    ("whole", "1 000", "separators", "`1000`"),
    ("whole", "1\u202f000", "separators", "`1000`"),
    ("whole", "0x10", "decimal", "`16`"),
    ("whole", "0o17", "decimal", "digits"),
    ("whole", "1e999999", "exponent", "digits"),
    ("whole", "+5", "plus", "`5`"),
    ("whole", "-0", "sign", "`0`"),
    ("whole", "1.0", "whole number", "without"),
    ("whole", "NaN", "no number", "number"),
    ("whole", ".inf", "no number", "number"),
    ("whole", "-.INF", "no number", "number"),
    ("whole", "five", "no number", "digits"),
    ("whole", "", "no number", "digits"),
    ("whole", "²", "no number", "digits"),
    ("whole", "9" * 16, "15 digits", "smaller"),
    ("number", "0,5", "decimal comma", "`0.5`"),
    ("number", ".5", "one side", "`0.5`"),
    ("number", "-.5", "one side", "`-0.5`"),
    ("number", "5.", "one side", "`5`"),
    ("number", "1,000.50", "separators", "`1000.50`"),
    ("number", "1.000,50", "separators", "`1000.50`"),
    ("number", "1'000", "separators", "`1000`"),
    ("number", "1.000.000", "separators", "`1000000`"),
    ("number", "00.5", "begins with a zero", "`0.5`"),
    ("number", "0." + "1" * 10, "9 decimal places", "fewer"),
    ("number", "1.2.3", "no number", "digits"),
    ("number", "nan", "no number", "number"),
    ("number", "1e9", "exponent", "digits"),
    ("percent", "10", "no percentage", "`10%`"),
    ("percent", "0.1", "no percentage", "`10%`"),
    ("percent", "10 %", "space", "`10%`"),
    ("percent", "10 percent", "no percentage", "`10%`"),
    ("percent", "1,5%", "decimal comma", "`1.5%`"),
    ("percent", "-5%", "below zero", "`0%`"),
    ("percent", "NaN%", "no number", "number"),
    ("percent", "lots", "no percentage", "`10%`"),
    ("money", "1,000 EUR", "separators", "`1000 EUR`"),
    ("money", "1.000,50 EUR", "separators", "`1000.50 EUR`"),
    ("money", "1 000 EUR", "separators", "`1000 EUR`"),
    ("money", "1\u00a0000 EUR", "separators", "`1000 EUR`"),
    ("money", "1.000 EUR", "3 decimal places", "`1000 EUR`"),
    ("money", "1.0000 EUR", "4 decimal places", "`1.00 EUR`"),
    ("money", "100.5 JPY", "1 decimal place,", "`100 JPY`"),
    ("money", "EUR 1000", "in front", "`1000 EUR`"),
    ("money", "EUR 1,000", "in front", "`1000 EUR`"),
    ("money", "€1000", "in front", "`1000 EUR`"),
    ("money", "1000 €", "three capital letters", "`1000 EUR`"),
    ("money", "1000 eur", "three capital letters", "`1000 EUR`"),
    ("money", "1000EUR", "three capital letters", "`1000 EUR`"),
    ("money", "1000  EUR", "three capital letters", "`1000 EUR`"),
    ("money", "1000", "no currency", "`1000 EUR`"),
    ("money", "EUR", "no amount", "`1000.10 EUR`"),
    ("money", "010 EUR", "begins with a zero", "`10 EUR`"),
    ("money", "١٠ EUR", "other digits", "`10 EUR`"),
    ("money", "1e5 EUR", "exponent", "digits"),
    ("money", "NaN EUR", "no amount", "`1000.10 EUR`"),
    ("money", "0x10 EUR", "decimal", "digits"),
    ("date", "31.01.2026", "no date", "`2026-01-31`"),
    ("date", "1. 2. 2026", "no date", "`2026-02-01`"),
    ("date", "01/31/2026", "no date", "`2026-01-31`"),
    ("date", "31/01/2026", "no date", "`2026-01-31`"),
    ("date", "05/06/2026", "no date", "year, month and day"),
    ("date", "20260131", "no date", "`2026-01-31`"),
    ("date", "2026/1/5", "no date", "`2026-01-05`"),
    ("date", "2026-1-5", "no date", "`2026-01-05`"),
    ("date", "2026-01-31T10:00", "no date", "`2026-01-31`"),
    ("date", "2026-02-30", "calendar", "`2026-02-28`"),
    ("date", "2026-00-10", "month", "year, month and day"),
    ("date", "2026-13-10", "month", "year, month and day"),
    ("date", "2026-01-00", "calendar", "`2026-01-31`"),
    ("date", "1899-12-31", "1900", "mistyped"),
    ("date", "2201-01-01", "2200", "mistyped"),
    ("date", "٢٠٢٦-٠١-٣١", "no date", "year, month and day"),
    ("date", "tomorrow", "no date", "year, month and day"),
    ("minutes", "9:00", "no time", "`09:00`"),
    ("minutes", "9am", "no time", "`09:00`"),
    ("minutes", "5 pm", "no time", "`17:00`"),
    ("minutes", "12am", "no time", "`00:00`"),
    ("minutes", "17.30", "no time", "`17:30`"),
    ("minutes", "17h", "no time", "`17:00`"),
    ("minutes", "09:00:00", "no time", "`09:00`"),
    ("minutes", "24:01", "no time", "`24:00`"),
    ("minutes", "09:60", "no time", "`24:00`"),
    ("minutes", "noon", "no time", "`09:00`"),
    ("duration", "3", "no length", "`3 days`"),
    ("duration", "3d", "no length", "`3 days`"),
    ("duration", "2w", "no length", "`2 weeks`"),
    ("duration", "3days", "no length", "`3 days`"),
    ("duration", "3  days", "no length", "`3 days`"),
    ("duration", "three days", "no length", "`3 days`"),
    ("duration", "1.5 days", "whole days", "whole number"),
    ("duration", "-3 days", "whole days", "whole number"),
    ("duration", "1,000 days", "separators", "`1000 days`"),
    ("duration", "٣ days", "other digits", "`3 days`"),
    ("duration", "3 dyas", "no unit", "`days`"),
    ("duration", "3 Days", "no unit", "`days`"),
    ("duration", "3 sprints", "no unit", "`business days`"),
    ("duration", "36501 days", "hundred years", "shorter"),
    ("yes_no", "Yes", "neither", "write `yes`"),
    ("yes_no", "on", "neither", "write `yes`"),
    ("yes_no", "0", "neither", "write `no`"),
    ("yes_no", "maybe", "neither", "`yes` or `no`"),
    ("name", "First Notice", "not a name", "`first-notice`"),
    ("name", "Éte_1", "not a name", "`ete-1`"),
    ("name", "a--b", "not a name", "`a-b`"),
    ("name", "日本", "not a name", "`first-notice`"),
    ("name", "x" * 65, "64", "shorter"),
    ("text", "  ", "empty", "leave the key out"),
    ("text", "a\nb", "several lines", "one line"),
]


@pytest.mark.parametrize(("kind", "given_text", "value"), GOOD)
def test_what_is_written_our_way_is_read_exactly(kind: str, given_text: str, value: object) -> None:
    read = READERS[kind](given_text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(("kind", "given_text", "said", "help"), BAD)
def test_what_is_not_is_explained(kind: str, given_text: str, said: str, help: str) -> None:
    unfit = READERS[kind](given_text)
    assert isinstance(unfit, Unfit)
    assert said in unfit.message
    assert help in unfit.help


def test_a_value_that_help_tells_to_write_can_be_read() -> None:
    tried = 0
    for kind, given_text, *_ in BAD:
        unfit = READERS[kind](given_text)
        assert isinstance(unfit, Unfit)
        told = re.fullmatch(r"write `([^`]+)`", unfit.help)
        if told:
            tried += 1
            assert not isinstance(READERS[kind](told[1]), Unfit), (kind, given_text, told[1])
    assert tried > 50


@pytest.mark.parametrize(
    ("least", "most", "given_text", "value"),
    [
        (1, None, "1", 1),
        (None, 5, "5", 5),
        (1, None, "0", "1 or more"),
        (None, 5, "6", "5 or less"),
        (0, None, "-1", "0 or more"),
    ],
)
def test_a_whole_number_keeps_its_bounds(
    least: int | None, most: int | None, given_text: str, value: int | str
) -> None:
    read = whole_in(given_text, least, most)
    assert (read.help.removeprefix("write ") if isinstance(read, Unfit) else read) == value


class TestScalars:
    """The same with a place."""

    @pytest.mark.parametrize(
        ("read", "good", "bad", "code"),
        [
            (text, "a", "", "PB131"),
            (yes_no, "yes", "on", "PB132"),
            (whole, "1", "1.0", "PB133"),
            (number, "1.0", "1,0", "PB134"),
            (percent, "1%", "1", "PB135"),
            (date, "2026-01-31", "31.1.2026", "PB136"),
            (minutes, "09:00", "9am", "PB137"),
            (money, "1 EUR", "1", "PB138"),
            (duration, "1 day", "1", "PB139"),
            (name, "a", "A", "PB140"),
        ],
    )
    def test_a_fault_has_code_and_place(self, read: Callable[[Scalar], object], good: str, bad: str, code: str) -> None:
        assert not isinstance(read(Scalar(good, False, PLACE)), Diagnostic)
        fault = read(Scalar(bad, False, PLACE))
        assert isinstance(fault, Diagnostic)
        assert (fault.code, fault.place) == (code, PLACE)
        assert fault.help

    @pytest.mark.parametrize("read", [text, yes_no, whole, number, percent, date, minutes, money, duration, name])
    def test_what_is_absent_is_the_fault_that_the_reader_reported(self, read: Callable[[Scalar], object]) -> None:
        assert read(Scalar("", False, PLACE, absent=True)) == no_value(PLACE)

    def test_quotes_do_not_change_a_type(self) -> None:
        assert money(Scalar("5 EUR", True, PLACE)) == Money(500, "EUR")


class TestDurations:
    @pytest.mark.parametrize(
        ("written", "days", "months"),
        [
            ("3 days", 3, None),
            ("2 weeks", 14, None),
            ("2 business days", None, None),
            ("1 month", None, 1),
            ("2 years", None, 24),
        ],
    )
    def test_are_days_or_months(self, written: str, days: int | None, months: int | None) -> None:
        read = duration_in(written)
        assert isinstance(read, Duration)
        assert (read.days, read.months) == (days, months)
        assert str(read) == written


@given(st.sampled_from(sorted(READERS)), st.text(max_size=20))
def test_any_text_is_a_value_or_explained(kind: str, given_text: str) -> None:
    READERS[kind](given_text)


@given(st.sampled_from(sorted(READERS)), st.text(alphabet="0123456789 .,-+eE%_:/xEURdays٣", max_size=12))
def test_anything_like_a_number_is_a_value_or_explained(kind: str, given_text: str) -> None:
    READERS[kind](given_text)


@given(st.integers(1 - 10**15, 10**15 - 1), st.sampled_from(["EUR", "JPY", "KWD", "USD"]))
def test_money_is_read_as_it_is_written(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    assert money_in(str(amount)) == amount


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**9 - 1))
def test_no_digit_of_a_number_is_lost(whole_part: int, decimals: int) -> None:
    written = f"{whole_part}.{decimals:09}"
    read = decimal_in(written)
    assert f"{read:f}" == written
    assert percent_in(f"{written}%") == Fraction(whole_part * 10**9 + decimals, 10**11)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: dt.date) -> None:
    assert date_in(day.isoformat()) == day
    unfit = date_in(f"{day.day}.{day.month}.{day.year}")
    assert isinstance(unfit, Unfit)
    assert unfit.help == f"write `{day.isoformat()}`"


@given(st.integers(0, 1439))
def test_every_minute_is_read_as_it_is_written(minute: int) -> None:
    assert minutes_in(f"{minute // 60:02}:{minute % 60:02}") == minute


@given(st.decimals(0, 10**9, places=3), st.sampled_from(["EUR", "JPY"]))
def test_an_amount_finer_than_its_currency_is_refused_and_never_rounded(amount: Decimal, currency: str) -> None:
    read = money_in(f"{amount} {currency}")
    assert isinstance(read, Unfit)
    assert f"{currency} has {digits_of(currency)}" in read.message
