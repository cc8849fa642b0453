"""Open days, offsets and the day of an instant, worked out with a calendar at hand."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.engine.days import OpenDays, add_months, end_of_month, local, offset
from playbook_engine.model.playbook import Calendar
from tests.reference.build import WEEKDAYS, clause, day

EASTER = frozenset(day(text).toordinal() for text in ("2026-04-03", "2026-04-06"))
WORKING = OpenDays(Calendar(weekdays=WEEKDAYS), EASTER)
BACKWARDS = OpenDays(Calendar(weekdays=WEEKDAYS, closed="previous open day"), EASTER)
ALWAYS_OPEN = OpenDays(None, frozenset())
NEVER_OPEN = OpenDays(Calendar(weekdays=()), frozenset())

DATES = st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31)).map(dt.date.toordinal)


def at(text: str) -> int:
    return day(text).toordinal()


def told(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()


class TestOpenDays:
    """Rule 30."""

    @pytest.mark.parametrize(
        ("on", "is_open"),
        [
            ("2026-04-02", True),
            ("2026-04-03", False),
            ("2026-04-04", False),
            ("2026-04-06", False),
            ("2026-04-07", True),
        ],
    )
    def test_weekends_and_holidays_are_closed(self, on: str, is_open: bool) -> None:
        assert WORKING.is_open(at(on)) is is_open

    def test_without_a_calendar_every_day_and_hour_is_open(self) -> None:
        assert ALWAYS_OPEN.is_open(at("2026-04-05"))
        assert ALWAYS_OPEN.window == (0, 24 * 60)

    @pytest.mark.parametrize(
        ("on", "rolled"),
        [("2026-04-02", "2026-04-02"), ("2026-04-03", "2026-04-07"), ("2026-03-28", "2026-03-30")],
    )
    def test_a_date_on_a_closed_day_rolls_to_the_next_open_one(self, on: str, rolled: str) -> None:
        assert told(WORKING.roll(at(on), at("2026-01-01"))) == rolled

    @pytest.mark.parametrize(
        ("base", "rolled"),
        [("2026-03-31", "2026-04-02"), ("2026-04-01", "2026-04-02"), ("2026-04-02", "2026-04-07")],
    )
    def test_going_back_ends_before_the_day_it_counts_from(self, base: str, rolled: str) -> None:
        assert told(BACKWARDS.roll(at("2026-04-05"), at(base))) == rolled

    def test_one_date_rolls_by_its_own_base_each_time(self) -> None:
        assert [told(BACKWARDS.roll(at("2026-04-05"), at(base))) for base in ("2026-04-02", "2026-03-31")] == [
            "2026-04-07",
            "2026-04-02",
        ]

    @pytest.mark.parametrize(
        ("count", "found"),
        [(0, "2026-04-04"), (1, "2026-04-07"), (2, "2026-04-08"), (-1, "2026-04-02"), (-3, "2026-03-31")],
    )
    def test_business_days_from_a_holiday_on_a_saturday(self, count: int, found: str) -> None:
        assert told(WORKING.add(at("2026-04-04"), count)) == found

    @given(DATES, st.integers(1, 40))
    def test_business_days_later_there_are_as_many_open_days_between(self, base: int, count: int) -> None:
        later = WORKING.add(base, count)
        assert WORKING.is_open(later)
        assert sum(WORKING.is_open(each) for each in range(base + 1, later + 1)) == count
        earlier = WORKING.add(base, -count)
        assert sum(WORKING.is_open(each) for each in range(earlier, base)) == count

    @given(DATES, DATES)
    def test_nothing_open_lies_between_a_date_and_where_it_rolls(self, on: int, base: int) -> None:
        for calendar in (WORKING, BACKWARDS):
            rolled = calendar.roll(on, base)
            assert calendar.is_open(rolled)
            assert rolled >= on or base < rolled
            between = range(on, rolled) if rolled > on else range(rolled + 1, on + 1)
            assert rolled == on or not any(calendar.is_open(each) for each in between)

    def test_a_calendar_without_any_open_day_is_searched_to_an_end(self) -> None:
        start = at("2026-01-01")
        assert NEVER_OPEN.next_open(start) > start + 366
        assert NEVER_OPEN.add(start, 2) > start + 366
        assert NEVER_OPEN.add(start, -2) < start - 366


class TestOffsets:
    """Rule 4: months, then days, then the end of the month, always from the base."""

    @pytest.mark.parametrize(
        ("base", "phrase", "found"),
        [
            ("2026-01-31", "1 month after due", "2026-02-28"),
            ("2028-01-31", "1 month after due", "2028-02-29"),
            ("2026-01-31", "2 months after due", "2026-03-31"),
            ("2026-03-31", "1 month before due", "2026-02-28"),
            ("2026-11-30", "3 months after due", "2027-02-28"),
            ("2026-01-15", "12 months before due", "2025-01-15"),
            ("2026-01-31", "1 month 3 days after due", "2026-03-03"),
            ("2026-01-15", "30 days after due at end of month", "2026-02-28"),
            ("2026-12-31", "1 day after due at end of month", "2027-01-31"),
            ("2026-12-01", "0 days after due at end of month", "2026-12-31"),
            ("2026-04-02", "1 business day after due", "2026-04-07"),
            ("2026-04-07", "1 business day before due", "2026-04-02"),
            ("2026-04-04", "0 business days after due", "2026-04-04"),
            ("2026-04-02", "on due", "2026-04-02"),
        ],
    )
    def test_by_the_calendar(self, base: str, phrase: str, found: str) -> None:
        assert told(offset(at(base), clause(phrase), WORKING)) == found

    @given(DATES, st.integers(-40, 40))
    def test_months_keep_the_day_or_end_with_the_month(self, base: int, months: int) -> None:
        was, now = dt.date.fromordinal(base), dt.date.fromordinal(add_months(base, months))
        assert (now.year - was.year) * 12 + now.month - was.month == months
        assert now.day == was.day or (now.day < was.day and now.toordinal() == end_of_month(now.toordinal()))

    @given(DATES)
    def test_the_day_after_the_end_of_a_month_is_a_first(self, base: int) -> None:
        last = end_of_month(base)
        assert last >= base
        assert dt.date.fromordinal(last).month == dt.date.fromordinal(base).month
        assert dt.date.fromordinal(last + 1).day == 1


class TestDayOfAnInstant:
    """Rule 1."""

    @pytest.mark.parametrize(
        ("zone", "found"), [("Europe/London", ("2026-03-16", 23 * 60 + 30)), ("Europe/Berlin", ("2026-03-17", 30))]
    )
    def test_half_past_eleven_in_london_is_tomorrow_in_berlin(self, zone: str, found: tuple[str, int]) -> None:
        on, minute = local(dt.datetime(2026, 3, 16, 23, 30, tzinfo=dt.UTC), ZoneInfo(zone))
        assert (told(on), minute) == found

    def test_a_date_is_that_date_everywhere_and_has_no_minute(self) -> None:
        assert local(day("2026-03-16"), ZoneInfo("Pacific/Auckland")) == (at("2026-03-16"), None)

    def test_an_instant_without_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="an instant needs its zone"):
            local(dt.datetime(2026, 3, 16, 9), dt.UTC)  # noqa: DTZ001
