"""Money: exact text and back, rates of a day, sums over currencies."""

import datetime as dt
from fractions import Fraction

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.model.money import (
    MissingRate,
    Money,
    Rate,
    convert,
    decimal_text,
    digits_of,
    parse_amount,
    parse_money,
    rates_on,
    total_in,
)

CURRENCIES = ("EUR", "USD", "JPY", "KWD", "CLF")
MONEY = st.builds(Money, st.integers(-(10**14), 10**14), st.sampled_from(CURRENCIES))
DAY = dt.date(2026, 3, 16)


def rate(source: str, target: str, value: str, on: str = "2026-01-01") -> Rate:
    return Rate(on=dt.date.fromisoformat(on), source=source, target=target, rate=value)


class TestText:
    @given(MONEY)
    def test_what_is_written_is_read_back(self, money: Money) -> None:
        assert parse_money(str(money)) == money

    @pytest.mark.parametrize(
        ("minor", "currency", "text"),
        [
            (100010, "EUR", "1000.10"),
            (-5, "EUR", "-0.05"),
            (5, "JPY", "5"),
            (-1, "KWD", "-0.001"),
            (12345, "CLF", "1.2345"),
        ],
    )
    def test_minor_units_as_each_currency_has_them(self, minor: int, currency: str, text: str) -> None:
        assert decimal_text(minor, currency) == text
        assert parse_amount(text, currency) == Money(minor, currency)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("1000", "has no currency"),
            ("EUR 1000", "has the currency in front: write `1000 EUR`"),
            ("EUR", "has no amount"),
            ("1,000 EUR", "is no amount"),
            ("1000 eur", "is no currency"),
            ("1e3 EUR", "is no amount"),
            ("١٠ EUR", "is no amount"),
            ("NaN EUR", "is no amount"),
            ("0.005 EUR", "more decimal places than EUR has"),
            ("1.5 JPY", "more decimal places than JPY has"),
            ("1000000000000000 EUR", "is no amount"),
        ],
    )
    def test_what_is_no_money_is_told_with_a_way_out(self, text: str, said: str) -> None:
        with pytest.raises(ValueError, match=said):
            parse_money(text)

    def test_zeros_after_the_last_place_are_nothing(self) -> None:
        assert parse_money("10.1000 EUR") == Money(1010, "EUR")
        assert parse_money("10.0 JPY") == Money(10, "JPY")

    @pytest.mark.parametrize(
        "currency", ["EUR", "USD", "CHF", "JPY", "KRW", "ISK", "KWD", "BHD", "TND", "CLF", "PYG", "VND"]
    )
    def test_decimal_places_are_those_of_the_locale_data(self, currency: str) -> None:
        assert digits_of(currency) == get_currency_precision(currency)

    def test_nothing_is_false(self) -> None:
        assert not Money(0, "EUR")
        assert Money(-1, "EUR")


class TestRates:
    """Rule 5b."""

    def test_the_latest_not_after_the_day(self) -> None:
        rates = [
            rate("USD", "EUR", text, on)
            for text, on in (("0.8", "2026-01-01"), ("0.9", "2026-03-16"), ("1", "2026-03-17"))
        ]
        assert rates_on(rates, DAY)["USD", "EUR"] == Fraction(9, 10)
        assert rates_on(rates[::-1], DAY) == rates_on(rates, DAY)

    def test_of_two_on_one_day_the_larger_text(self) -> None:
        assert rates_on([rate("USD", "EUR", "0.9"), rate("USD", "EUR", "0.91")], DAY)["USD", "EUR"] == Fraction(91, 100)
        assert rates_on([rate("USD", "EUR", "9"), rate("USD", "EUR", "10")], DAY)["USD", "EUR"] == 9

    def test_the_opposite_is_its_inverse_unless_it_is_given(self) -> None:
        one_way = rates_on([rate("USD", "EUR", "0.8")], DAY)
        assert one_way["EUR", "USD"] == Fraction(10, 8)
        both = rates_on([rate("USD", "EUR", "0.8"), rate("EUR", "USD", "1.2")], DAY)
        assert both["EUR", "USD"] == Fraction(12, 10)

    def test_minor_units_of_different_size(self) -> None:
        yen = rates_on([rate("EUR", "JPY", "160")], DAY)
        assert convert(100, "EUR", "JPY", yen) == 160
        assert convert(160, "JPY", "EUR", yen) == 100
        dinar = rates_on([rate("KWD", "EUR", "3")], DAY)
        assert convert(1000, "KWD", "EUR", dinar) == 300

    def test_a_rate_that_is_known_later_is_not_known(self) -> None:
        assert rates_on([rate("USD", "EUR", "0.8", "2026-03-17")], DAY) == {}

    @given(st.integers(1, 10**9), st.integers(1, 10**4), st.integers(1, 10**4))
    def test_there_and_back_is_exact(self, minor: int, over: int, under: int) -> None:
        rates = rates_on([rate("USD", "EUR", f"{over}/{under}")], DAY)
        assert convert(convert(minor, "USD", "EUR", rates), "EUR", "USD", rates) == minor


class TestSums:
    """Rule 5a and c."""

    def test_nothing_needs_no_rate(self) -> None:
        assert total_in({"USD": 0, "EUR": 5}, "EUR", {}) == 5
        assert convert(0, "USD", "EUR", {}) == 0

    def test_all_rates_that_lack_are_named(self) -> None:
        with pytest.raises(MissingRate) as found:
            total_in({"USD": 1, "JPY": 1, "EUR": 1}, "EUR", {})
        assert found.value.pairs == {"JPY>EUR", "USD>EUR"}
        assert found.value.pair == "JPY>EUR"

    @given(st.dictionaries(st.sampled_from(CURRENCIES), st.integers(-(10**9), 10**9)))
    def test_a_sum_is_the_sum_of_its_parts(self, sums: dict[str, int]) -> None:
        rates = rates_on([rate(each, "EUR", "0.7") for each in CURRENCIES if each != "EUR"], DAY)
        assert total_in(sums, "EUR", rates) == sum(convert(minor, each, "EUR", rates) for each, minor in sums.items())
