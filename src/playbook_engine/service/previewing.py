"""The message that an action would send, in each language its template is written in."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NoReturn

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.language.messages import CannotRender, Message, messages_in, render_message
from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.release import Release
from playbook_engine.service.as_of import AsOf, day_of
from playbook_engine.service.deciding import as_known, concerns, narrowed
from playbook_engine.service.forecasting import synced
from playbook_engine.service.wrong_use import Unusable, WrongUse, unknown

LOOK_AHEAD = 120
"""Days ahead that are searched for the next message where none goes on the day itself."""

_Group = tuple[Decision, tuple[Action, ...]]


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """One message on one day: the action that leads it, all that go out with it, and its text in each language.

    The first text is the one that would go.
    """

    day: dt.date
    account: str
    playbook: str
    action: Action
    joined: tuple[str, ...]
    texts: tuple[Message, ...]


def preview_action(
    release: Release, book: Book, as_of: AsOf, account: str, *, step: str = "", language: str = ""
) -> tuple[Preview, ...]:
    """The messages to an account on a day, else those of the next day that has any; of one step, in one language.

    Raises WrongUse where there is none, and Unusable where a template cannot be filled in.
    """
    chosen = as_known(narrowed(book, account), as_of, release)
    unit, evaluator = chosen.units[0], Evaluator(release)

    def wanted(decisions: Iterable[Decision]) -> list[_Group]:
        own = [each for each in decisions if concerns(each, account, unit)]
        return [group for group in messages_in(own) if group[1][0].template and (not step or step in _steps(group))]

    until = day_of(as_of) + dt.timedelta(days=LOOK_AHEAD)
    setting = synced(chosen.setting, release.organisation, day_of(as_of), until)
    groups = wanted(evaluator.decide(chosen.setting, unit, as_of)) or _next_day(
        wanted, forecast(evaluator, setting, unit, as_of, until)
    )
    if not groups:
        _refuse(release, account, step, as_of)
    return tuple(_previewed(release, chosen.setting, unit, each, language) for each in groups)


def _steps(group: _Group) -> set[str]:
    return {action.step for action in group[1]}


def _next_day(wanted: Callable[[Iterable[Decision]], list[_Group]], decisions: Iterable[Decision]) -> list[_Group]:
    """The messages of the first coming day that has any."""
    by_day: dict[dt.date, list[Decision]] = {}
    for each in decisions:
        by_day.setdefault(each.day, []).append(each)
    return next((groups for day in sorted(by_day) if (groups := wanted(by_day[day]))), [])


def _refuse(release: Release, account: str, step: str, as_of: AsOf) -> NoReturn:
    """Say why there is nothing to show."""
    steps = {
        name
        for each in release.playbooks
        for name in (*(rule.name for rule in (*each.cadence, *each.alongside)), *(rule.name for rule in each.exhausted))
    }
    if step and step not in steps:
        raise unknown("step", step, sorted(steps))
    what = f"no message of step `{step}`" if step else "no message"
    raise WrongUse(
        f"{what} goes to `{account}` from {as_of.isoformat()} on, within {LOOK_AHEAD} days",
        f"`playbook explain --account {account}` says why",
        404,
    )


def _previewed(release: Release, setting: Setting, unit: Unit, group: _Group, language: str) -> Preview:
    decision, actions = group
    lead = actions[0]
    written = [each.language for each in release.templates if each.name == lead.template]
    if language and language not in written:
        raise unknown("text in", language, written, f"`{lead.template}` is written in {', '.join(written)}")
    try:
        own = render_message(release, unit, decision, actions, setting=setting, language=language)
        others = [each for each in written if each != own.language and not language]
        texts = [
            own,
            *(render_message(release, unit, decision, actions, setting=setting, language=each) for each in others),
        ]
    except CannotRender as error:
        raise Unusable(str(error), "`playbook check` reads every template") from error
    return Preview(
        day=decision.day,
        account=decision.account,
        playbook=decision.playbook,
        action=lead,
        joined=tuple(each.id for each in actions),
        texts=tuple(texts),
    )
