"""Stages that choose what is done: progress, the step of the ladder, its end, rules alongside."""

from typing import Any

from playbook_engine.model.playbook import Playbook
from tests.knockout.taking_out import (
    Stage,
    TakeOut,
    answering,
    blind_in_steps,
    blind_to,
    blind_to_key,
    blind_to_key_of_step,
    changed,
    replaced,
)


def _anchors_only(taken_to: Any) -> Any:
    """Touches take no further item anywhere."""

    def own(plan: Any, item: Any, mark: Any, group: Any) -> Any:
        return taken_to(plan, item, mark, group) if mark.touch.anchor == item.id else []

    return own


def _whatever_the_due_date(counts: Any) -> Any:
    return lambda plan, item, mark, **_after_due: counts(plan, item, mark, after_due=False)


def _over_open_items(start: Any) -> Any:
    return lambda opened, _closed, *rest: start(opened, (), *rest)


def _without_end(_may_repeat: Any) -> Any:
    return lambda repeat, _count: repeat is not None


def _from_the_last_end(_repeat_day: Any) -> Any:
    return lambda schedule, step, repeat, last: schedule.rolled(step, last.day + repeat.every, last.day)


def _never_lapsing(compile_step: Any) -> Any:
    def made(self: Any, *rest: Any) -> None:
        compile_step(self, *rest)
        self.before_due = False

    return made


def _alongside(**instead: Any) -> TakeOut:
    def blind(playbook: Playbook) -> Playbook:
        return changed(playbook, alongside=tuple(changed(each, **instead) for each in playbook.alongside))

    return blind_to(blind)


CHOOSING = (
    Stage("progress from the lines of a message", "13a", replaced("engine.progress._taken_to", _anchors_only)),
    Stage("anchors that keep the progress", "13d", blind_to_key("when_anchor_changes", "keep", "rejoin")),
    Stage("anchors that restart", "13d", blind_to_key("when_anchor_changes", "restart", "rejoin")),
    Stage("touches before a new due date", "14a", replaced("engine.progress.counts", _whatever_the_due_date)),
    Stage("ladders anew after a reversal", "14b", blind_to_key("reopened", "again", "continue")),
    Stage("episodes over paid items", "15", replaced("engine.progress._start", _over_open_items)),
    Stage("at most one step a day", "17", answering("engine.cases.Case.went_today", answer=False)),
    Stage("steps after a skipped one", "18b", answering("engine.schedule.Schedule._does_not_apply", answer=False)),
    Stage("steps before due that lapse", "18e", replaced("engine.plans.StepPlan.__init__", _never_lapsing)),
    Stage("one step after another", "19", blind_to_key("catch_up", "next", "latest")),
    Stage("shifted ladders", "19", blind_to_key("catch_up", "shift", "latest")),
    Stage("the latest of missed steps", "19", blind_to_key("catch_up", "latest", "next")),
    Stage("missed steps that are never made up", "19", blind_to_key("catch_up", "never", "latest")),
    Stage("steps that wait", "20", blind_to_key_of_step("otherwise", "wait", "skip")),
    Stage("steps that fall back", "20", blind_to_key_of_step("otherwise", "previous step", "skip")),
    Stage("falling back once", "20", answering("engine.choosing._fell_back", answer=False)),
    Stage("pairs that failed", "21", answering("engine.sending._failed", frozenset())),
    Stage("repeats", "22", blind_in_steps(lambda each: changed(each, repeat=None))),
    Stage("the number of repeats", "22", replaced("engine.choosing.may_repeat", _without_end)),
    Stage("the pay-by before a repeat", "22", replaced("engine.choosing.repeat_day", _from_the_last_end)),
    Stage("the end of the ladder", "23a", blind_to(lambda each: changed(each, exhausted=()))),
    Stage("the end of the ladder, once", "23a", answering("engine.choosing._has_fired", answer=False)),
    Stage("rules alongside", "23b", blind_to(lambda each: changed(each, alongside=()))),
    Stage("rules alongside that are done", "23b", answering("engine.beside._done", [])),
    Stage("rules once per episode", "23b", blind_to_key_of_step("once_per", "episode", "anchor")),
    Stage("rules for each item", "23b", _alongside(each_item=False)),
    Stage("former names of steps", "12", blind_in_steps(lambda each: changed(each, was=()))),
)  # fmt: skip
"""In the order of the rules."""
