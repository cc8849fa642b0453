"""Stages that let an action go: holds of the case, recipients, guarantees, calendar, limits, messages, approval."""

from collections.abc import Callable
from typing import Any

from playbook_engine.model.playbook import Guarantee, Limit, Step, Work
from playbook_engine.model.release import Release
from tests.knockout.taking_out import (
    Stage,
    TakeOut,
    answering,
    blind_in_holds,
    blind_in_release,
    blind_in_steps,
    blind_to_key,
    changed,
    replaced,
)


def _limits(change: Callable[[Limit], Limit | None]) -> TakeOut:
    """Limits as they are changed, wherever they stand; None takes one out."""

    def all_of(limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
        return tuple(made for made in map(change, limits) if made is not None)

    def both(release: Release) -> Release:
        organisation = changed(release.organisation, limits=all_of(release.organisation.limits))
        playbooks = tuple(changed(each, limits=all_of(each.limits)) for each in release.playbooks)
        return changed(release, organisation=organisation, playbooks=playbooks)

    return blind_in_release(both)


def _per(scope: str) -> TakeOut:
    return _limits(lambda each: None if each.per == scope else each)


def _guarantees(change: Callable[[Guarantee], Guarantee]) -> TakeOut:
    def both(release: Release) -> Release:
        organisation = changed(release.organisation, guarantees=tuple(map(change, release.organisation.guarantees)))
        playbooks = tuple(changed(each, guarantees=tuple(map(change, each.guarantees))) for each in release.playbooks)
        return changed(release, organisation=organisation, playbooks=playbooks)

    return blind_in_release(both)


def _work(**instead: Any) -> TakeOut:
    def blind(work: Work) -> Work:
        return changed(work, **instead)

    return blind_in_steps(lambda step: changed(step, work=blind(step.work), also=tuple(map(blind, step.also))))


def _approvals(**instead: Any) -> TakeOut:
    def blind(step: Step) -> Step:
        return step if step.approval is None else changed(step, approval=changed(step.approval, **instead))

    return blind_in_steps(blind)


def _whatever_was_shown(_standing: Any) -> Any:
    """An approval stands whatever would go out now."""

    def standing(case: Any, _task: Any, action: Any) -> Any:
        found = case.world.history.approvals.get(action.id)
        return found if found is not None and found.answer == "approved" else None

    return standing


def _answered_or_not(ended: Any) -> Any:
    """Nobody ever refuses."""

    def made(approval: Any, today: int, last_day: Any) -> Any:
        return None if approval.answer == "refused" else ended(approval, today, last_day)

    return made


def _reachable(_address: Any) -> Any:
    """Everybody may be contacted in every way for which there is an address."""

    def address(case: Any, contact: Any, kind: str) -> str:
        if kind == "letter":
            return contact.postal_address or case.account.record.postal_address or ""
        return (contact.email if kind == "email" else contact.phone) or ""

    return address


def _at_any_hour(keep_hours: Any) -> Any:
    return lambda case, action, _minute: keep_hours(case, action, None)


SENDING = (
    Stage("holds of cases", "24d", blind_in_holds(lambda each: None if each.covers == "case" else each)),
    Stage("holds that stop a part", "24d", blind_in_holds(lambda each: changed(each, stops=None))),
    Stage("work instead of a held step", "24d", blind_in_holds(lambda each: changed(each, instead=None))),
    Stage("opted-out and bounced channels", "27", replaced("engine.sending._address", _reachable)),
    Stage(
        "the order of channels",
        "27",
        replaced("engine.sending._reach", lambda reach: lambda case, task, kinds: reach(case, task, kinds[:1])),
    ),
    Stage(
        "the order of recipients",
        "27",
        replaced("engine.sending._contacts", lambda found: lambda *of: found(*of)[::-1]),
    ),
    Stage("further work of a step", "16", blind_in_steps(lambda each: changed(each, also=()))),
    Stage("occurrences", "16", answering("engine.progress.occurrence", 1)),
    Stage("the items that a message lists", "13a", answering("engine.sending._is_listed", answer=True)),
    Stage("guarantees", "27", answering("engine.sending._keep_guarantees")),
    Stage("guarantees unless approved", "32d", _guarantees(lambda each: changed(each, unless_approved_by=""))),
    Stage("closed days", "30c", answering("engine.days.OpenDays.is_open", answer=True)),
    Stage(
        "dates that roll to open days",
        "30b",
        replaced("engine.days.OpenDays.roll", lambda _: lambda _self, day, _base: day),
    ),
    Stage(
        "the calendar of our own work",
        "30a",
        replaced(
            "engine.plans.Rules.open_days",
            lambda found: (
                lambda self, calendar, country: found(
                    self, None if calendar is self.organisation.work_calendar else calendar, country
                )
            ),
        ),
    ),
    Stage("hours of a day", "31", replaced("engine.sending._keep_hours", _at_any_hour)),
    Stage("limits per account", "28", _per("account")),
    Stage("limits per family", "28", _per("family")),
    Stage("limits per contact", "28", _per("contact")),
    Stage("limits per item", "28", _per("item")),
    Stage("limits per playbook", "28", _per("playbook")),
    Stage("the window of a limit", "3c", _limits(lambda each: changed(each, days=1))),
    Stage("limits over what goes today", "28", answering("engine.limits._counts", answer=False)),
    Stage("one message for several actions", "29", answering("engine.limits._place")),
    Stage("the words of the highest", "29", blind_to_key("combine", "highest", "same step")),
    Stage("approvals", "32a", blind_in_steps(lambda each: changed(each, approval=None))),
    Stage("what an approval covers", "32a", replaced("engine.sending._standing", _whatever_was_shown)),
    Stage("approvals that expire", "32b", _approvals(expires=None)),
    Stage("approvals that are refused", "32c", replaced("engine.history._ended", _answered_or_not)),
    Stage("asking again after a refusal", "13b", _approvals(if_refused="pass")),
    Stage("a new date to pay by", "12", _work(pay_by=None)),
    Stage("exceptions of refused and expired work", "21", answering("engine.deciding._ended_badly", frozenset())),
    Stage("the next day of change", "33", answering("engine.horizon.Horizon.of_case")),
)
"""In the order of the rules."""
