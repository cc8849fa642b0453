"""A back-test is the evaluator on what was known each day: no more, no less, and no day is forgotten."""

import datetime as dt
from collections.abc import Iterator

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Book, Freshness, Setting, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.taking import take
from playbook_engine.service.deciding import decide_book
from playbook_engine.simulation.backtesting import BackTester, Span
from tests.property.growing import grown
from tests.property.laws import of_cases

BEFORE, AFTER = 20, 25


def span_of(case: Drawn) -> Span:
    return Span(first=case.after(-BEFORE), last=case.after(AFTER), syncs="recorded")


def without_ours(unit: Unit, first: dt.date) -> Unit:
    """A unit without what was done to it from a day on, by plain picking."""
    answered = [
        msgspec.structs.replace(each, answer=None, answered_on=None)
        if each.answered_on and each.answered_on >= first
        else each
        for each in unit.approvals
        if each.asked_on < first
    ]
    return msgspec.structs.replace(
        unit,
        touches=tuple(each for each in unit.touches if each.on < first),
        memberships=tuple(each for each in unit.memberships if each.since < first),
        approvals=tuple(answered),
    )


def every_day(case: Drawn, setting: Setting, span: Span) -> Iterator[tuple[dt.date, tuple[Decision, ...]]]:
    """Each day decided as `playbook decide` decides it, with all that was decided before taken as done."""
    unit, day = without_ours(case.unit, span.first), span.first
    while day <= span.last:
        decisions = decide_book(case.release, Book(setting=setting, units=(unit,)), day).decisions
        yield day, decisions
        unit = take(unit, decisions)
        day += dt.timedelta(days=1)


def replayed(case: Drawn, span: Span) -> dict[dt.date, list[Decision]]:
    """The decisions of a back-test by day."""
    found: dict[dt.date, list[Decision]] = {}
    for each in BackTester(Evaluator(case.release), case.setting, span).days(case.unit):
        found.setdefault(each.day, []).extend(each.decisions)
    return found


def acts(decisions: list[Decision] | tuple[Decision, ...]) -> list[Action]:
    return [action for each in decisions for action in each.actions]


class TestBackTest:
    """One day of a back-test is `decide` on the book as it was known that day, with the same touches."""

    @of_cases(0.5)
    def test_a_day_is_what_deciding_the_known_book_gives_and_the_days_between_have_no_action(self, case: Drawn) -> None:
        for drawn in (case, grown(case, 7)):
            span = span_of(drawn)
            looked = replayed(drawn, span)
            for day, decisions in every_day(drawn, drawn.setting, span):
                if day in looked:
                    assert tuple(looked[day]) == decisions, f"decided otherwise: on {day}"
                else:
                    assert not acts(decisions), f"forgotten: {day}"

    @of_cases(0.25)
    def test_daily_syncs_are_the_sources_read_on_every_day(self, case: Drawn) -> None:
        span = msgspec.structs.replace(span_of(case), syncs="daily")
        sources = [each for each, _ in case.release.organisation.freshness]
        known = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
        fresh = tuple(Freshness(id=each, on=span.last, known_at=known) for each in sources)
        setting = msgspec.structs.replace(case.setting, freshness=fresh)
        lived = [action for _, decisions in every_day(case, setting, span) for action in acts(decisions)]
        assert [each for decisions in replayed(case, span).values() for each in acts(decisions)] == lived

    @of_cases(0.25)
    def test_what_was_done_in_the_span_does_not_leak_into_it(self, case: Drawn) -> None:
        for drawn in (case, grown(case, 3)):
            span = span_of(drawn)
            bare = msgspec.structs.replace(drawn, unit=without_ours(drawn.unit, span.first))
            assert replayed(drawn, span) == replayed(bare, span)

    @of_cases(0.25)
    def test_two_spans_end_to_end_are_one(self, case: Drawn) -> None:
        """The days may be split over calls: what the first span did is a touch before the second."""
        span, middle = span_of(case), case.after(-3)
        first = msgspec.structs.replace(span, last=case.after(-4))
        unit = without_ours(case.unit, span.first)
        for _, decisions in every_day(case, case.setting, first):
            unit = take(unit, decisions)
        rest = replayed(msgspec.structs.replace(case, unit=unit), msgspec.structs.replace(span, first=middle))
        whole = replayed(case, span)
        lived = [each for day, decisions in whole.items() if day >= middle for each in acts(decisions)]
        assert [each for decisions in rest.values() for each in acts(decisions)] == lived
