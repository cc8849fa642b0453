"""Limits on contacts, and messages that go out as one (rules 28 and 29)."""

from collections.abc import Iterable

from msgspec.structs import replace

from playbook_engine.engine.cases import Case
from playbook_engine.engine.history import CONTACTS, Mark
from playbook_engine.engine.sending import Stopped, Task, may_say
from playbook_engine.model.decision import Action
from playbook_engine.model.playbook import Limit

Place = tuple[str, ...]


class Sent:
    """An action that goes today, with the case and the task it comes from, and the message it is part of."""

    __slots__ = ("action", "case", "message", "place", "task")

    def __init__(self, action: Action, case: Case, task: Task, place: Place | None, message: str) -> None:
        self.action = action
        self.case = case
        self.task = task
        self.place = place
        self.message = message


class Outbox:
    """What goes out of a unit today, in the order of rule 28."""

    __slots__ = ("sent",)

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def take(self, action: Action, case: Case, task: Task) -> None:
        """Let an action go if every limit that binds it allows. Raises Stopped, Unknown, MissingRate."""
        if action.kind not in CONTACTS:
            self.sent.append(Sent(action, case, task, None, action.message))
            return
        wanted = Sent(action, case, task, _place(action, case), action.id)
        together = [each for each in self.sent if wanted.place is not None and each.place == wanted.place]
        if together and not _agree([*together, wanted]):
            wanted.place = (*wanted.place, action.id) if wanted.place else None
        elif together:
            wanted.message = together[0].message
        for limit in (*case.rules.organisation.limits, *case.plan.playbook.limits):
            self._keep(limit, action, case, wanted.message)
        self.sent.append(wanted)

    def _keep(self, limit: Limit, action: Action, case: Case, message: str) -> None:
        """A message is one contact a day: what goes of it on another day is another one."""
        today, history = case.world.day, case.world.history
        first = today - limit.days + 1
        marks = [mark for mark in history.contacts if mark.day >= first]
        for key in _keys(limit.per, action, case):
            before = [mark for mark in marks if _concerns(limit.per, key, mark)]
            seen = {(mark.day, mark.touch.message or mark.touch.id) for mark in before}
            seen.update(
                (each.case.world.day, each.message)
                for each in self.sent
                if first <= each.case.world.day <= today and _counts(limit.per, key, each)
            )
            if (today, message) not in seen and len(seen) >= limit.contacts:
                free = min((mark.day + limit.days for mark in before), default=today + 1)
                raise Stopped("limit", f"{limit.contacts} in {limit.days} days per {limit.per}", until=free)

    def messages(self) -> list[Sent]:
        """All that goes, each message named by its most advanced action, whose words it has (rule 29)."""
        groups: dict[Place, list[Sent]] = {}
        for each in self.sent:
            if each.place:
                groups.setdefault(each.place, []).append(each)
        for group in groups.values():
            if len(group) > 1:
                _join(group)
        return self.sent


def _place(action: Action, case: Case) -> Place | None:
    """What actions have in common that go out as one message; None where nothing is combined."""
    rule = case.plan.playbook.combine
    if rule == "no":
        return None
    same = (rule, case.account.record.id, case.entity, case.plan.name, action.kind, *action.recipients, action.state)
    return (*same, action.step) if rule == "same step" else (*same, "")


def _leader(group: list[Sent]) -> Sent:
    """The most advanced, the first of them where several are."""
    return max(group, key=lambda each: each.task.rank)


def _agree(group: list[Sent]) -> bool:
    """Whether all may speak in the tone of the most advanced (rule 29)."""
    tone = _leader(group).action.tone
    return all(each.action.tone == tone or _may_say(each, tone) for each in group if _is_highest(each))


def _is_highest(sent: Sent) -> bool:
    return sent.case.plan.playbook.combine == "highest"


def _may_say(sent: Sent, tone: str) -> bool:
    return sent.task.approval is None and may_say(sent.case, sent.task, replace(sent.action, tone=tone))


def _join(group: list[Sent]) -> None:
    leader = _leader(group).action
    for each in group:
        each.action = replace(each.action, message=leader.id)
        if _is_highest(each):
            each.action = replace(each.action, tone=leader.tone, template=leader.template, pay_by=leader.pay_by)


def _keys(per: str, action: Action, case: Case) -> Iterable[Place]:
    match per:
        case "account":
            return ((case.account.record.id,),)
        case "family":
            return ((),)
        case "contact":
            return tuple((each,) for each in action.recipients)
        case "item":
            return tuple((line.item,) for line in action.lines)
        case _:
            return ((case.account.record.id, case.plan.name),)


def _concerns(per: str, key: Place, mark: Mark) -> bool:
    touch = mark.touch
    match per:
        case "account":
            return (touch.account,) == key
        case "family":
            return True
        case "contact":
            return key[0] in touch.recipients
        case "item":
            return key[0] in mark.steps
        case _:
            return (touch.account, touch.playbook) == key


def _counts(per: str, key: Place, sent: Sent) -> bool:
    return sent.action.kind in CONTACTS and key in _keys(per, sent.action, sent.case)
