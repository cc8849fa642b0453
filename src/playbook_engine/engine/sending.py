"""From a chosen piece of work to an action: recipients, listed items, guarantees, calendar, approval (rules 13, 16, 27
to 32).
"""

from collections.abc import Sequence

from playbook_engine.engine.cases import Case, as_date
from playbook_engine.engine.history import CONTACTS
from playbook_engine.engine.holding import stops
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import GuaranteePlan
from playbook_engine.engine.progress import occurrence
from playbook_engine.engine.schedule import Schedule
from playbook_engine.engine.state import Scope
from playbook_engine.model.book import Approval, Contact
from playbook_engine.model.decision import Action, Line, Reason
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import ActionKind, ApprovalRule, Recipient, Work


class Task:
    """A piece of work that a case wants done: of a ladder step, a rule alongside, the end of the ladder, or instead of
    a held step.
    """

    __slots__ = ("also", "approval", "each", "in_place_of", "item", "key", "level", "names", "step", "work")

    def __init__(
        self, step: str, work: Work, item: OpenItem, *, names: frozenset[str] | None = None, level: int = -1,
        approval: ApprovalRule | None = None, also: Sequence[Work] = (), each: bool = False, in_place_of: str = "",
        key: int = 0,
    ) -> None:  # fmt: skip
        self.step = step
        self.work = work
        self.item = item
        self.names = names or frozenset((step,))
        self.level = level
        self.approval = approval
        self.also = also
        self.each = each
        self.in_place_of = in_place_of
        self.key = key


class Stopped(Exception):
    """Something keeps an action from going; `by` names it."""

    def __init__(self, reason: Reason, by: str = "", until: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.by = by
        self.until = until


def propose(case: Case, task: Task, kinds: Sequence[ActionKind], minute: int | None) -> Action:
    """The action of a task, if recipients, guarantees and calendar let it go. Raises Stopped, Unknown, MissingRate."""
    turn = occurrence(case.plan.name, task.names, task.item.id, case.world, _instead(task))
    kind, contacts, addresses = _reach(case, task, kinds)
    action = _action(case, task, turn, kind, contacts, addresses)
    action = _with_approval(case, task, action)
    _keep_guarantees(case, task, action, contacts)
    _keep_hours(case, action, minute)
    return action


def with_also(case: Case, task: Task, work: Work, action: Action, number: int, minute: int | None) -> Action:
    """The further work of a step, in the state of its action. Raises Stopped, Unknown, MissingRate."""
    extra = Task(task.step, work, task.item, names=task.names, level=task.level, each=task.each)
    kind, contacts, addresses = _reach(case, extra, work.do)
    made = _action(case, extra, action.occurrence, kind, contacts, addresses)
    fields = {name: getattr(made, name) for name in made.__struct_fields__}
    identity = f"{action.id}/also{number}"
    same = {
        "id": identity,
        "message": identity,
        "step": f"{task.step}/also{number}",
        "state": action.state,
        "approval_by": action.approval_by,
    }
    lines = action.lines if kind in CONTACTS else ()
    made = Action(**{**fields, **same, "lines": lines, "totals": _totals(lines)})
    if kind in CONTACTS:
        _keep_guarantees(case, task, made, contacts)
        _keep_hours(case, made, minute)
    return made


def _instead(task: Task) -> str:
    return task.in_place_of if task.step.startswith("hold-") else ""


def person(case: Case, role: str) -> str:
    """Who a role is for this account: the account's own field, else a fixed person, else the role's name."""
    found = case.rules.roles.get(role)
    if found is None:
        return role
    own = getattr(case.account.record, found.field) if found.field else None
    return own or found.person or role


def _reach(case: Case, task: Task, kinds: Sequence[ActionKind]) -> tuple[ActionKind, list[Contact], list[str]]:
    """The first channel and contacts that can be reached, without the pairs that failed (rule 21)."""
    failed = _failed(case, task)
    for kind in kinds:
        if kind not in CONTACTS:
            return kind, [], []
        for wanted in task.work.to or (Recipient(),):
            if wanted.internal:
                continue
            found = [
                each for each in _contacts(case, wanted) if (kind, each.id) not in failed and _address(case, each, kind)
            ]
            if found:
                chosen = found if wanted.every else found[:1]
                return kind, chosen, [_address(case, each, kind) for each in chosen]
    raise Stopped("no contact")


def _failed(case: Case, task: Task) -> set[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for mark in case.world.history.anchored(task.item.id):
        touch = mark.touch
        if touch.playbook != case.plan.name or touch.step not in task.names:
            continue
        if touch.outcome == "failed":
            pairs.update((touch.kind, each) for each in touch.recipients)
        else:
            pairs.clear()
    return pairs


def _contacts(case: Case, wanted: Recipient) -> list[Contact]:
    account = case.account.record.id
    found = [
        each
        for each in case.world.unit.contacts
        if each.account == account and (not wanted.role or each.role == wanted.role)
    ]
    return sorted(found, key=lambda each: (not each.primary, each.id))


def _address(case: Case, contact: Contact, kind: str) -> str:
    if kind in contact.opted_out or kind in contact.bounced:
        return ""
    if kind == "email":
        return contact.email or ""
    if kind == "letter":
        return contact.postal_address or case.account.record.postal_address or ""
    return contact.phone or ""


def _action(
    case: Case, task: Task, turn: int, kind: ActionKind, contacts: list[Contact], addresses: list[str]
) -> Action:
    work, item, today = task.work, task.item, case.world.day
    lines = _lines(case, task)
    reach = case.open_days if kind in CONTACTS else case.work_days
    identity = (
        f"{case.rules.organisation.name}/{case.plan.name}/{task.step}/{item.id}/{as_date(item.due)}/{item.reversals}/{turn}"
        + (f"/{_instead(task)}" if _instead(task) else "")
    )
    each_item = item if task.each else None
    return Action(
        id=identity,
        message=identity,
        kind=kind,
        step=task.step,
        on=as_date(today),
        anchor=item.id,
        occurrence=turn,
        in_place_of=task.in_place_of,
        window=reach.window,
        tone=case.text(work.tone, each_item),
        template=case.text(work.template, each_item),
        language=_language(case, contacts),
        sender=case.plan.playbook.sender,
        recipients=tuple(each.id for each in contacts) if kind in CONTACTS else _persons(case, work.to),
        addresses=tuple(addresses),
        cc=_copies(case, work.cc),
        lines=lines,
        totals=_totals(lines),
        attach=work.attach,
        pay_by=as_date(today + work.pay_by) if work.pay_by is not None else None,
        assign=person(case, case.text(work.assign, each_item)) if work.assign else "",
        priority=work.priority,
        title=work.title,
        set=work.set,
    )


def _language(case: Case, contacts: list[Contact]) -> str:
    own = contacts[0].language if contacts else None
    return own or case.account.record.language or case.rules.organisation.language


def _persons(case: Case, wanted: Sequence[Recipient]) -> tuple[str, ...]:
    return tuple(person(case, each.role) for each in wanted if each.internal)


def _copies(case: Case, wanted: Sequence[Recipient]) -> tuple[str, ...]:
    copies: list[str] = []
    for each in wanted:
        if each.internal:
            copies.append(person(case, each.role))
            continue
        reachable = [address for contact in _contacts(case, each) if (address := _address(case, contact, "email"))]
        copies += reachable if each.every else reachable[:1]
    return tuple(copies)


def _lines(case: Case, task: Task) -> tuple[Line, ...]:
    """Which items are listed, and the ladder step that each is taken to (rules 13a and 24)."""
    live = [each for each in case.live if each is task.item] if task.each else case.live
    listed = [each for each in live if each is task.item or _is_listed(case, task, each)]
    return tuple(
        Line(item=each.id, amount=Money(each.left, each.currency), step=_taken_to(case, task, each))
        for each in sorted(listed, key=lambda each: (each.due, each.id))
    )


def _is_listed(case: Case, task: Task, item: OpenItem) -> bool:
    rule, today = task.work.items, case.world.day
    match rule.which:
        case "overdue":
            return item.due < today - case.plan.view.grace
        case "open":
            return True
        case "due within":
            return item.due <= today + rule.days
        case "condition":
            assert case.scope is not None
            scope = Scope(case.world, case.account, item=item, case=case.scope.case, anchor=case.scope.anchor)
            return case.plan.filter_of(rule)(scope)


def _taken_to(case: Case, task: Task, item: OpenItem) -> str:
    if task.level < 0:
        return ""
    if item is task.item:
        return task.step
    alone: Schedule = case.schedule_of(item, None)
    for step in reversed(case.plan.steps[: task.level + 1]):
        if alone.reached(step):
            return step.name
    return ""


def _totals(lines: Sequence[Line]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.amount.currency] = sums.get(line.amount.currency, 0) + line.amount.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def _with_approval(case: Case, task: Task, action: Action) -> Action:
    rule = task.approval
    if rule is None or covers(case.world.history.approvals.get(action.id), action):
        return action
    fields = {name: getattr(action, name) for name in action.__struct_fields__}
    return Action(**{**fields, "state": "needs approval", "approval_by": rule.by})


def covers(approval: Approval | None, action: Action) -> bool:
    """Whether an approval is for what would go out now (rule 32a); one past its last day has ended the step already."""
    if approval is None or approval.answer != "approved":
        return False
    if (approval.step, approval.tone) != (action.step, action.tone) or set(approval.recipients) != set(
        action.recipients
    ):
        return False
    if not {line.item for line in action.lines} <= set(approval.items):
        return False
    shown = approval.amount
    return shown is None or all(
        total.currency == shown.currency and total.minor <= shown.minor for total in action.totals
    )


def _keep_guarantees(case: Case, task: Task, action: Action, contacts: Sequence[Contact]) -> None:
    for plan in case.plan.guarantees:
        rule = plan.guarantee
        if not stops(rule.never, action.kind, action.tone) or not _applies(case, plan, contacts):
            continue
        if rule.unless_approved_by and _approved(case, task, action, rule.unless_approved_by):
            continue
        case.alarms.add(rule.name)
        raise Stopped("guarantee", rule.name)


def _applies(case: Case, plan: GuaranteePlan, contacts: Sequence[Contact]) -> bool:
    assert case.scope is not None
    if not plan.reads_contact:
        return plan.when(case.scope)
    return any(
        plan.when(Scope(case.world, case.account, case=case.scope.case, anchor=case.scope.anchor, contact=each))
        for each in contacts
    )


def _approved(case: Case, task: Task, action: Action, role: str) -> bool:
    if action.state == "needs approval":
        return action.approval_by == role
    approval = case.world.history.approvals.get(action.id)
    return task.approval is not None and covers(approval, action) and approval is not None and approval.role == role


def _keep_hours(case: Case, action: Action, minute: int | None) -> None:
    days = case.open_days if action.kind in CONTACTS else case.work_days
    today = case.world.day
    if not days.is_open(today):
        raise Stopped("closed day", until=days.next_open(today + 1))
    if minute is not None and minute >= days.window[1]:
        raise Stopped("outside hours", until=days.next_open(today + 1))
