"""The other ways of running a test find what they are there to find: deciders with one fault each."""

import datetime as dt
from collections.abc import Iterator

import msgspec

from playbook_engine.engine.evaluator import AsOf, Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.release import Release
from playbook_engine.model.timeline import Way
from playbook_engine.simulation.shuffling import shuffled
from playbook_engine.simulation.timeline import run
from tests.unit.simulation.small import FIRST, SECOND, release, standard, told

STORY = """
    - test: it
      given: {invoices: {A: {due: 2026-03-02, amount: 500 EUR}, B: {due: 2026-03-03, amount: 70 EUR}}}
      timeline:
        - {on: 2026-03-05, expect: {step: first, anchor: A}}
        - {on: 2026-03-12, expect: {step: second}}
        - {on: 2026-03-14, expect: silence}
"""


class Faulty:
    """The engine with a fault; the same as the engine where no method is overridden."""

    def __init__(self, chosen: Release | None = None) -> None:
        self.evaluator = Evaluator(chosen or release())

    @property
    def release(self) -> Release:
        return self.evaluator.release

    def decide(self, setting: Setting, unit: Unit, as_of: AsOf) -> tuple[Decision, ...]:
        return tuple(self.changed(each) for each in self.evaluator.decide(setting, self.seen(unit, as_of), as_of))

    def seen(self, unit: Unit, as_of: AsOf) -> Unit:
        return unit

    def changed(self, decision: Decision) -> Decision:
        return decision


class SlowOfMemory(Faulty):
    """Does not know yet what was done on the same day."""

    def seen(self, unit: Unit, as_of: AsOf) -> Unit:
        kept = tuple(each for each in unit.touches if each.on != as_of)
        return msgspec.structs.replace(unit, touches=kept)


class ByOrder(Faulty):
    """Takes the row that stands first for the anchor."""

    def seen(self, unit: Unit, as_of: AsOf) -> Unit:
        first, *rest = unit.invoices
        later = tuple(msgspec.structs.replace(each, state="void") for each in rest)
        return msgspec.structs.replace(unit, invoices=(first, *later))


class Sleepy(Faulty):
    """Names a day of change that is too late."""

    def changed(self, decision: Decision) -> Decision:
        day = decision.next_change_on
        return msgspec.structs.replace(decision, next_change_on=day + dt.timedelta(1) if day else None)


class Forgetful(Faulty):
    """Knows nothing of what was done on an earlier Monday."""

    def seen(self, unit: Unit, as_of: AsOf) -> Unit:
        kept = tuple(each for each in unit.touches if each.on.weekday() != 0)
        return msgspec.structs.replace(unit, touches=kept)


def expectations(decider: Faulty, way: Way, story: str = STORY) -> Iterator[str]:
    yield from (f"{each.day} {each.expected}" for each in run(decider, told(story), way).failures)


def test_a_sound_decider_passes_in_every_way() -> None:
    for way in ("as written", "twice a day", "shuffled", "named days", "mondays"):
        assert list(expectations(Faulty(), way)) == []


def test_twice_a_day_finds_what_is_done_again_at_once() -> None:
    assert list(expectations(SlowOfMemory(), "as written")) == []
    assert list(expectations(SlowOfMemory(), "twice a day")) == [
        "2026-03-05 nothing new at once",
        "2026-03-12 nothing new at once",
    ]


def test_shuffled_finds_what_hangs_on_the_order_of_rows() -> None:
    assert list(expectations(ByOrder(), "as written")) == []
    assert list(expectations(ByOrder(), "shuffled"))


def test_named_days_finds_a_day_that_was_not_named() -> None:
    assert list(expectations(Sleepy(), "as written")) == []
    assert list(expectations(Sleepy(), "named days")) == ["2026-03-12 step: second", "2026-03-13 nothing else"]


def test_mondays_finds_what_is_done_twice() -> None:
    story = STORY.replace("2026-03-14", "2026-03-23")
    short = release(standard(cadence=(FIRST, SECOND), exhausted=()))
    assert list(expectations(Forgetful(short), "mondays", story)) == ["2026-03-23 no action is done twice"]


def test_shuffling_changes_the_order_and_nothing_else() -> None:
    (unit,) = told(STORY).book.units
    mixed = shuffled(unit)
    assert sorted(mixed.invoices, key=lambda each: each.id) == sorted(unit.invoices, key=lambda each: each.id)
    assert mixed == shuffled(unit)
    assert mixed.invoices != unit.invoices
