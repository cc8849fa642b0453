"""Rule 41: limits, calendar, windows and guarantees are never broken, by any mixture of playbooks."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Account, Touch, Unit
from playbook_engine.model.condition import ALWAYS, Condition, InDays, Interval, Not, OneOf, Test
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.playbook import CONTACT_KINDS, Calendar, Guarantee, Limit, Stops
from playbook_engine.model.release import Release
from playbook_engine.model.taking import take
from tests.property.growing import grown
from tests.property.laws import of_cases

DAYS = tuple(range(0, 28, 2))
TIMES = (dt.time(0, 30), dt.time(9, 59), dt.time(12, 0), dt.time(17, 0), dt.time(18, 1))


class TestLimits:
    """Rule 41 with rules 3c and 28: at most so many contacts in any so many days."""

    @of_cases()
    def test_no_contact_goes_over_a_limit_that_binds_it(self, case: Drawn) -> None:
        for drawn in (case, grown(case, 5)):
            for decisions, unit, day in _lived(drawn):
                before = _remembered(unit, day)
                for one in _decided(decisions):
                    before.append(one)
                    for limit in _binding(drawn.release, one):
                        _keeps(limit, one, before)


class TestCalendars:
    """Rule 41 with rules 30c and 31: nothing goes on a closed day, nor when the hours are over."""

    @of_cases()
    def test_nothing_goes_on_a_closed_day_and_hours_are_the_calendars(self, case: Drawn) -> None:
        for decisions, unit, day in _lived(case):
            for decision, action in _by_themselves(decisions):
                calendar = _calendar(case.release, decision, action)
                if calendar is not None:
                    account = next(each for each in unit.accounts if each.id == decision.account)
                    assert is_open(case.release, calendar, account, day), f"closed day: {action.id}"
                    assert action.window == (calendar.opens, calendar.closes), f"window: {action.id}"

    @of_cases()
    def test_nothing_goes_when_the_hours_of_the_day_are_over(self, case: Drawn) -> None:
        release = _in_utc(case.release)
        unit = msgspec.structs.replace(
            case.unit, accounts=tuple(msgspec.structs.replace(each, time_zone=None) for each in case.unit.accounts)
        )
        evaluator = Evaluator(release)
        for time in TIMES:
            now = dt.datetime.combine(case.day, time, dt.UTC)
            for _, action in _by_themselves(evaluator.decide(case.setting, unit, now)):
                assert time.hour * 60 + time.minute < action.window[1], f"hours over: {action.id}"


class TestGuarantees:
    """Rule 41: guarantees are never broken."""

    @of_cases()
    def test_what_must_never_go_does_not_go_without_approval(self, case: Drawn) -> None:
        guarantee = _guarantee(case)
        release = _with_guarantee(case.release, guarantee)
        for drawn in (case, grown(msgspec.structs.replace(case, release=release), 2)):
            for decisions, unit, day in _lived(msgspec.structs.replace(drawn, release=release)):
                for decision, action in _actions(decisions):
                    account = next(each for each in unit.accounts if each.id == decision.account)
                    if decision.playbook and _forbids(guarantee, action) and _applies(guarantee.when, account, day):
                        assert _approved(guarantee, action, unit), f"guarantee: {action.id} as {action.tone}"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A contact as limits count it: done before, or decided today."""

    on: dt.date
    account: str
    playbook: str
    recipients: tuple[str, ...]
    items: tuple[str, ...]
    message: str


def _lived(case: Drawn) -> Iterator[tuple[tuple[Decision, ...], Unit, dt.date]]:
    """The decisions of some weeks, each day's taken as done on the next, with the unit that they were made for."""
    evaluator, unit = Evaluator(case.release), case.unit
    for days in DAYS:
        decisions = evaluator.decide(case.setting, unit, case.after(days))
        yield decisions, unit, case.after(days)
        unit = take(unit, decisions)


def _actions(decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Action]]:
    for decision in decisions:
        for action in decision.actions:
            yield decision, action


def _by_themselves(decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Action]]:
    """All but our own people's work that goes with a step, which follows the step's day."""
    return ((decision, action) for decision, action in _actions(decisions) if "/also" not in action.step)


def _remembered(unit: Unit, today: dt.date) -> list[Contact]:
    happened = [each for each in unit.touches if each.outcome in {"done", "unknown"} and each.kind in CONTACT_KINDS]
    return [_of_touch(each, today) for each in happened]


def _of_touch(touch: Touch, today: dt.date) -> Contact:
    return Contact(
        on=min(touch.on, today),
        account=touch.account,
        playbook=touch.playbook,
        recipients=touch.recipients,
        items=tuple(each.item for each in touch.items),
        message=touch.message or touch.id,
    )


def _decided(decisions: Iterable[Decision]) -> list[Contact]:
    pairs = [pair for pair in _actions(decisions) if pair[1].kind in CONTACT_KINDS]
    return [_of_action(decision, action) for decision, action in pairs]


def _of_action(decision: Decision, action: Action) -> Contact:
    return Contact(
        on=action.on,
        account=decision.account,
        playbook=decision.playbook,
        recipients=action.recipients,
        items=tuple(line.item for line in action.lines),
        message=action.message,
    )


def _binding(release: Release, one: Contact) -> tuple[Limit, ...]:
    """The limits of the organisation, and those of its playbook."""
    own = {each.name: each.limits for each in release.playbooks[: release.current]}
    return (*release.organisation.limits, *own[one.playbook])


def _keeps(limit: Limit, one: Contact, so_far: list[Contact]) -> None:
    """What was done, and what of today was decided before (rule 28), is within a limit for every scope of a contact."""
    first = one.on - dt.timedelta(limit.days - 1)
    for scope in _scopes(limit, one):
        counted = {each.message for each in so_far if each.on >= first and scope in _scopes(limit, each)}
        assert len(counted) <= limit.contacts, f"over a limit: {limit} for {scope} on {one.on}"


def _scopes(limit: Limit, contact: Contact) -> tuple[tuple[str, ...], ...]:
    match limit.per:
        case "account":
            return (("account", contact.account),)
        case "family":
            return (("family",),)
        case "contact":
            return tuple(("contact", each) for each in contact.recipients)
        case "item":
            return tuple(("item", each) for each in contact.items)
        case "playbook":
            return (("playbook", contact.account, contact.playbook),)


def _calendar(release: Release, decision: Decision, action: Action) -> Calendar | None:
    organisation = release.organisation
    if action.kind not in CONTACT_KINDS:
        return organisation.work_calendar
    own = {each.name: each.calendar for each in release.playbooks[: release.current]}
    return own[decision.playbook] or organisation.calendar


def is_open(release: Release, calendar: Calendar, account: Account, day: dt.date) -> bool:
    """Rule 30, in other words than the engine's."""
    region = account.country if calendar.holidays == "account.country" else calendar.holidays
    holidays = next((each.days for each in release.closed_days if each.region == region), ())
    return (
        day.weekday() in calendar.weekdays
        and day not in holidays
        and day.isoformat() not in release.organisation.closed_days
    )


def _in_utc(release: Release) -> Release:
    return msgspec.structs.replace(release, organisation=msgspec.structs.replace(release.organisation, time_zone="UTC"))


_RENEWAL = 14
_CONDITIONS: tuple[Condition, ...] = (
    ALWAYS,
    Test("account.tier", OneOf(("strategic",))),
    Not(Test("account.tier", OneOf(("strategic",)))),
    Test("account.renewal_date", InDays(Interval(0, _RENEWAL))),
    Test("today.weekday", OneOf(("mon", "tue"))),
)
"""Conditions that this test can judge by itself."""


def _guarantee(case: Drawn) -> Guarantee:
    chance = Chance(case.day.toordinal() + len(case.unit.contacts))
    tones = case.release.organisation.tones
    start = chance.below(len(tones))
    some = chance.pick((tones[start:], tones[: start + 1]))
    kinds = chance.pick((CONTACT_KINDS, ("email",), ("task", "status")))
    return Guarantee(
        name="tried",
        never=chance.pick((Stops(kinds=kinds), Stops(tones=some), Stops(kinds=CONTACT_KINDS, tones=some))),
        when=chance.pick(_CONDITIONS),
        unless_approved_by=chance.pick(("", "desk", "collector")),
    )


def _with_guarantee(release: Release, guarantee: Guarantee) -> Release:
    organisation = release.organisation
    rules = (*organisation.guarantees, guarantee)
    return msgspec.structs.replace(release, organisation=msgspec.structs.replace(organisation, guarantees=rules))


def _forbids(guarantee: Guarantee, action: Action) -> bool:
    never = guarantee.never
    return (not never.kinds or action.kind in never.kinds) and (not never.tones or action.tone in never.tones)


def _applies(when: Condition, account: Account, day: dt.date) -> bool:
    match _CONDITIONS.index(when):
        case 0:
            return True
        case 1:
            return account.tier == "strategic"
        case 2:
            return account.tier != "strategic"
        case 3:
            renews = account.renewal_date
            return renews is not None and dt.timedelta(0) <= renews - day <= dt.timedelta(_RENEWAL)
        case _:
            return day.weekday() in {0, 1}


def _approved(guarantee: Guarantee, action: Action, unit: Unit) -> bool:
    """By the role that the guarantee names: asked for now, or given before."""
    if not guarantee.unless_approved_by:
        return False
    if action.state == "needs approval":
        return action.approval_by == guarantee.unless_approved_by
    given = [each for each in unit.approvals if each.id == action.id and each.answer == "approved"]
    return any(each.role == guarantee.unless_approved_by for each in given)
