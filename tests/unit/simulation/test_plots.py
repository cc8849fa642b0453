"""The numbers in a plot are those of a plain count over the acts, and every day has one place."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.plot_looks import NO_TONE, Spec, age_scale, shade, tone_scale
from playbook_engine.simulation.plot_rows import DAYS, MONTHS, WEEKS, age_class, bins
from playbook_engine.simulation.plot_timeline import MOST_LANES, timeline
from playbook_engine.simulation.plots import ageing, calendar, compared, funnel
from tests.unit.simulation.drawn_acts import FIRST, LAST, STEPS, TONES, acme, act, drawn_acts
from tests.unit.simulation.small import standard

DAY = dt.timedelta(days=1)
SPANS = st.tuples(st.dates(dt.date(2012, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 4000))


def contacts(acts: list[Act]) -> set[tuple[dt.date, str, str, str]]:
    return {
        (each.day, each.account, each.action.message, each.action.tone or NO_TONE)
        for each in acts
        if each.action.kind in CONTACT_KINDS
    }


def said(spec: Spec) -> str:
    """What stands in the place of an empty plot."""
    text: str = spec["datasets"]["nothing"][0]["said"]
    return text


class TestBins:
    @given(SPANS)
    def test_every_day_is_in_one_bin(self, span: tuple[dt.date, int]) -> None:
        first, days = span
        _, found = bins(first, first + days * DAY)
        assert found[0].first == first
        assert found[-1].last == first + days * DAY
        assert all(one.last + DAY == other.first for one, other in pairwise(found))
        assert all(each.first <= each.last for each in found)

    @pytest.mark.parametrize(
        ("days", "unit"), [(1, "day"), (DAYS, "day"), (DAYS + 1, "week"), (WEEKS + 1, "month"), (MONTHS + 1, "year")]
    )
    def test_long_spans_have_long_bins(self, days: int, unit: str) -> None:
        what, found = bins(FIRST, FIRST + (days - 1) * DAY)
        assert what == unit
        assert len(found) <= DAYS + 1

    def test_weeks_begin_on_monday_and_months_on_their_first(self) -> None:
        wednesday = dt.date(2026, 3, 4)
        assert [each.first.weekday() for each in bins(wednesday, wednesday + 100 * DAY)[1]][1:] == [0] * 14
        assert {each.first.day for each in bins(wednesday, wednesday + 800 * DAY)[1][1:]} == {1}


class TestCalendar:
    @given(drawn_acts())
    def test_its_bars_are_the_messages_to_customers_by_day_and_tone(self, acts: list[Act]) -> None:
        spec = calendar(acts, FIRST, LAST, TONES)
        expected = Counter((day.isoformat(), tone) for day, _, _, tone in contacts(acts))
        if not expected:
            assert said(spec) == "no contacts from 2 March to 15 March 2026"
            return
        rows = spec["datasets"]["contacts"]
        assert {(row["from"], row["tone"]): row["contacts"] for row in rows} == expected
        for day in {row["from"] for row in rows}:
            pile = [row for row in rows if row["from"] == day]
            assert [row["below"] for row in pile] == [0, *(row["above"] for row in pile[:-1])]
            assert [row["place"] for row in pile] == sorted(row["place"] for row in pile), "softest below"
        customers = len({account for _, account, _, _ in contacts(acts)})
        assert f": {len(contacts(acts))} contact" in spec["title"]["subtitle"]
        assert f"with {customers} customer" in spec["title"]["subtitle"]

    def test_weeks_add_up_days(self) -> None:
        acts = [act(day) for day in (0, 6, 7, 80)]
        rows = calendar(acts, FIRST, FIRST + 90 * DAY, TONES)["datasets"]["contacts"]
        assert [(row["from"], row["contacts"]) for row in rows] == [
            ("2026-03-02", 2),
            ("2026-03-09", 1),
            ("2026-05-18", 1),
        ]

    def test_days_outside_are_left_out(self) -> None:
        assert "nothing" in calendar([act(-1), act(14)], FIRST, LAST, TONES)["datasets"]


class TestFunnel:
    @given(drawn_acts())
    def test_each_step_has_the_customers_it_reached_once(self, acts: list[Act]) -> None:
        spec = funnel(acts, [standard()], TONES)
        reached = {(each.account, each.action.step) for each in acts}
        if not reached:
            assert said(spec) == "no step of a ladder was reached"
            return
        rows = spec["datasets"]["ladder standard"]
        assert list(dict.fromkeys(row["step"] for row in rows)) == list(STEPS), "in the order of the ladder"
        for step in STEPS:
            told = [row for row in rows if row["step"] == step]
            assert sum(row["customers"] for row in told) == len({account for account, name in reached if name == step})

    def test_a_customer_stands_in_the_stiffest_tone_that_was_heard(self) -> None:
        acts = [act(0, tone="firm"), act(1, tone="polite"), act(2, tone="")]
        rows = funnel(acts, [standard()], TONES)["datasets"]["ladder standard"]
        assert [(row["tone"], row["customers"]) for row in rows if row["step"] == "first"] == [("firm", 1)]


class TestAgeing:
    def test_each_currency_has_its_own_panel_and_each_day_its_sums(self) -> None:
        data = ageing([acme()], FIRST, LAST)["datasets"]
        assert list(data) == ["open EUR", "open JPY"]
        on = {
            (row["on"], row["age"]): (row["minor"], row["amount"])
            for row in data["open EUR"]
            if row["on"][-2:] in "02 03"
        }
        assert on == {
            ("2026-03-02", "not due"): (1_300_00, 1300.0),
            ("2026-03-03", "not due"): (300_00, 300.0),
            ("2026-03-03", "1 to 30"): (1_000_00, 1000.0),
        }
        assert {row["minor"] for row in data["open EUR"] if row["on"] == "2026-03-10"} == {300_00}, "paid that day"
        assert {(row["age"], row["amount"]) for row in data["open JPY"]} == {("31 to 60", 700.0)}

    @pytest.mark.parametrize(("days", "place"), [(-9, 0), (0, 0), (1, 1), (30, 1), (31, 2), (61, 3), (90, 3), (91, 4)])
    def test_classes_of_age_have_inclusive_bounds(self, days: int, place: int) -> None:
        assert age_class(days) == place

    def test_nothing_open_is_said(self) -> None:
        assert said(ageing([], FIRST, LAST)) == "nothing is open from 2 March to 15 March 2026"


class TestCompared:
    @given(drawn_acts(), drawn_acts())
    def test_both_sides_are_counted(self, before: list[Act], after: list[Act]) -> None:
        spec = compared(("now", before), ("next", after), FIRST, LAST)
        if not before and not after:
            assert said(spec) == "neither side does anything from 2 March to 15 March 2026"
            return
        one, other = (Counter(f"standard · {each.action.step}" for each in acts) for acts in (before, after))
        rows = spec["datasets"]["by step"]
        differing = {step for step in one | other if one[step] != other[step]}
        assert {row["step"] for row in rows} == differing
        assert {row["step"]: row["actions"] for row in rows if row["side"] == "now"} == {s: one[s] for s in differing}
        assert {row["step"]: row["actions"] for row in rows if row["side"] == "next"} == {
            s: other[s] for s in differing
        }
        over = spec["datasets"]["over time"]
        assert len(over) == 2 * 14, "days without contacts are there too"
        assert sum(row["contacts"] for row in over if row["side"] == "next") == len(contacts(after))

    def test_the_change_is_told_with_its_sign(self) -> None:
        spec = compared(("now", [act(0), act(1)]), ("next", [act(0), act(2, step="final")]), FIRST, LAST)
        assert [row["told"] for row in spec["datasets"]["by step"]] == ["0", "1  (+1)", "2", "1  (−1)"]

    def test_sides_of_one_name_are_told_apart(self) -> None:
        spec = compared(("main", [act(0)]), ("main", []), FIRST, LAST)
        assert {row["side"] for row in spec["datasets"]["by step"]} == {"main (before)", "main (after)"}


class TestTimeline:
    def test_an_item_is_drawn_from_its_issue_to_its_payment(self) -> None:
        data = timeline(acme(), [act(3), act(5, kind="task", tone="")], "ACME", FIRST, LAST, TONES)["datasets"]
        spans = {(row["item"], row["state"]): (row["from"], row["to"]) for row in data["spans"]}
        assert spans == {
            ("A", "not due"): ("2026-03-02", "2026-03-03"),
            ("A", "overdue"): ("2026-03-03", "2026-03-10"),
            ("B", "overdue"): ("2026-03-02", "2026-03-16"),
            ("B", "disputed"): ("2026-03-02", "2026-03-06"),
            ("C", "not due"): ("2026-03-02", "2026-03-12"),
            ("C", "overdue"): ("2026-03-12", "2026-03-16"),
            ("C", "promised"): ("2026-03-12", "2026-03-16"),
        }
        assert [(row["item"], row["on"], row["minor"]) for row in data["paid"]] == [("A", "2026-03-10", 1_000_00)]
        told = [(row["on"], row["item"], row["kind"], row["tone"]) for row in data["said"]]
        assert told == [("2026-03-07", "A", "our work", NO_TONE), ("2026-03-05", "A", "email", "polite")]

    def test_another_account_of_the_unit_is_left_out(self) -> None:
        spec = timeline(acme(), [act(3, account="BETA")], "BETA", FIRST, LAST, TONES)
        assert {row["item"] for row in spec["datasets"]["spans"]} == {"A"}, "what its action lists"
        assert said(timeline(acme(), [], "BETA", FIRST, LAST, TONES)).startswith("nothing is open")

    def test_of_many_items_those_of_which_most_was_said_are_drawn(self) -> None:
        acts = [act(day, anchor=f"X{day}-{number}") for day in range(14) for number in range(4)]
        acts += [act(13, anchor="X0-0", step="second")]
        spec = timeline(acme(), acts, "ACME", FIRST, LAST, TONES)
        lanes = spec["encoding"]["y"]["sort"]
        assert len(lanes) == MOST_LANES
        assert "X0-0" in lanes


class TestLooks:
    @given(st.integers(1, 12))
    def test_a_stiffer_tone_is_darker(self, count: int) -> None:
        tones = [f"tone {number}" for number in range(count)]
        lights = [light(each) for each in tone_scale(tones, [])["range"]]
        assert lights == sorted(lights, reverse=True)
        assert len(set(lights)) == count

    def test_older_is_darker(self) -> None:
        lights = [light(each) for each in age_scale(["a", "b", "c", "d", "e"])["range"]]
        assert lights == sorted(lights, reverse=True)

    def test_tones_of_old_come_after_those_of_today_and_no_tone_last(self) -> None:
        scale = tone_scale(TONES, [NO_TONE, "stern", "polite"])
        assert scale["domain"] == [*TONES, "stern", NO_TONE]
        assert len(scale["range"]) == 6

    def test_a_colour_between_two_stops_lies_between_them(self) -> None:
        assert [shade(("#000000", "#ffffff"), place, 3) for place in range(3)] == ["#000000", "#808080", "#ffffff"]
        assert shade(("#000000", "#ffffff"), 0, 1) == "#ffffff"


def light(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2): what is left of it without any hue."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
