"""The as-of as a person types it."""

import datetime as dt

import pytest

from playbook_engine.service.as_of import day_of, parse_as_of, parse_day
from playbook_engine.service.wrong_use import WrongUse


def test_a_day_is_that_day() -> None:
    assert parse_as_of("2026-03-16") == dt.date(2026, 3, 16)
    assert not isinstance(parse_as_of("2026-03-16"), dt.datetime)


@pytest.mark.parametrize("text", ["2026-03-16T09:00:00+01:00", "2026-03-16T09:00+01:00", "2026-03-16T08:00:00Z"])
def test_an_instant_with_an_offset_is_that_instant(text: str) -> None:
    assert parse_as_of(text) == dt.datetime(2026, 3, 16, 8, tzinfo=dt.UTC)
    assert day_of(parse_as_of(text)) == dt.date(2026, 3, 16)


def test_an_instant_without_an_offset_is_refused_with_a_way_out() -> None:
    with pytest.raises(WrongUse, match="time zone") as caught:
        parse_as_of("2026-03-16T09:00:00")
    assert "2026-03-16T09:00:00+01:00" in caught.value.help


@pytest.mark.parametrize("text", ["today", "16.03.2026", "2026-3-16", "20260316", "٢٠٢٦-03-16", "2026-W12-1"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="neither a day nor an instant"):
        parse_as_of(text)


def test_no_day_is_told_how_to_give_one() -> None:
    with pytest.raises(WrongUse, match="no day is given") as caught:
        parse_as_of("")
    assert "--as-of" in caught.value.help


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2026-03-16T25:00:00Z", "0000-01-01"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="no day of the calendar"):
        parse_as_of(text)


def test_where_a_day_is_asked_for_an_instant_is_refused() -> None:
    assert parse_day("2026-03-16") == dt.date(2026, 3, 16)
    for text in ("2026-03-16T09:00:00Z", "2026-02-30"):
        with pytest.raises(WrongUse):
            parse_day(text)
