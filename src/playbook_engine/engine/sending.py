"""From a chosen piece of work to an action: recipients, listed items, guarantees, calendar, approval (rules 13, 16, 27
to 32).
"""

from collections.abc import Sequence

from msgspec.structs import replace

from playbook_engine.engine.cases import Case, as_date
from playbook_engine.engine.history import CONTACTS
from playbook_engine.engine.holding import covers, stops
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import GuaranteePlan, HoldPlan
from playbook_engine.engine.progress import occurrence
from playbook_engine.engine.schedule import Schedule
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.walking import Unknown
from playbook_engine.model.book import Approval, Contact
from playbook_engine.model.decision import Action, Line, Reason
from playbook_engine.model.money import MissingRate, Money, total_in
from playbook_engine.model.playbook import ActionKind, ApprovalRule, Recipient, Work


class Task:
    """A piece of work that a case wants done: of a ladder step, a rule alongside, the end of the ladder, or instead of
    a held step.
    """

    __slots__ = ("also", "approval", "each", "in_place_of", "item", "level", "names", "rank", "scope", "step", "work")

    def __init__(
        self, step: str, work: Work, item: OpenItem, scope: Scope, *, names: frozenset[str] | None = None,
        level: int = -1, approval: ApprovalRule | None = None, also: Sequence[Work] = (), each: bool = False,
        in_place_of: str = "", rank: int = -1,
    ) -> None:  # fmt: skip
        self.rank = rank
        self.scope = scope
        self.step = step
        self.work = work
        self.item = item
        self.names = names or frozenset((step,))
        self.level = level
        self.approval = approval
        self.also = also
        self.each = each
        self.in_place_of = in_place_of


class Stopped(Exception):
    """Something keeps an action from going; `by` names it."""

    def __init__(self, reason: Reason, by: str = "", until: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.by = by
        self.until = until


def propose(case: Case, task: Task, kinds: Sequence[ActionKind], minute: int | None) -> Action:
    """The action of a task, if recipients, guarantees and calendar let it go. Raises Stopped, Unknown, MissingRate."""
    turn = occurrence(case.plan.name, task.names, task.item.id, case.history, _instead(task))
    kind, contacts, addresses = _reach(case, task, kinds)
    action = _action(case, task, turn, kind, contacts, addresses)
    action = _with_approval(case, task, action)
    _keep_guarantees(case, task, action, contacts, action)
    _keep_hours(case, action, minute)
    return action


def with_also(
    case: Case, task: Task, work: Work, kinds: Sequence[ActionKind], action: Action, number: int, minute: int | None
) -> Action:
    """The further work of a step, in the state of its action. Raises Stopped, Unknown, MissingRate."""
    extra = Task(
        task.step,
        work,
        task.item,
        task.scope,
        names=task.names,
        approval=task.approval,
        each=task.each,
        in_place_of=task.in_place_of,
    )
    kind, contacts, addresses = _reach(case, extra, kinds)
    made = _action(case, extra, action.occurrence, kind, contacts, addresses)
    identity = f"{action.id}/also{number}"
    made = replace(
        made,
        id=identity,
        message=identity,
        step=f"{task.step}/also{number}",
        state=action.state,
        approval_by=action.approval_by,
    )
    _keep_guarantees(case, extra, made, contacts, action)
    if kind not in CONTACTS:
        return replace(made, lines=(), totals=())
    _keep_hours(case, made, minute)
    return made


def left_by_holds(case: Case, task: Task, work: Work) -> tuple[list[ActionKind], HoldPlan | None]:
    """The kinds that the holds of the case leave, and the hold that left none (rule 24d). Raises Unknown."""
    kinds = list(work.do)
    if not case.plan.case_holds:
        return kinds, None
    assert case.scope is not None
    for plan in case.plan.case_holds:
        if covers(plan, case.items, case.scope):
            tone = case.text(work.tone, task.scope)
            kinds = [kind for kind in kinds if not stops(plan.hold.stops, kind, tone)]
            if not kinds:
                return kinds, plan
    return kinds, None


def may_say(case: Case, task: Task, action: Action) -> bool:
    """Whether no guarantee and no hold of the case is against an action as it would be worded. Raises Unknown."""
    assert case.scope is not None
    for plan in case.plan.case_holds:
        if stops(plan.hold.stops, action.kind, action.tone) and covers(plan, case.items, case.scope):
            return False
    contacts = [each for each in case.world.unit.contacts if each.id in action.recipients]
    return not any(
        stops(plan.guarantee.never, action.kind, action.tone) and _forbids(case, task, plan, contacts)
        for plan in case.plan.guarantees
    )


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
    asked_again = task.approval is not None and task.approval.if_refused == "again"
    for mark in case.history.anchored(task.item.id):
        touch = mark.touch
        if touch.playbook != case.plan.name or touch.step not in task.names:
            continue
        if touch.outcome == "failed":
            pairs.update((touch.kind, each) for each in touch.recipients)
        elif not (touch.outcome == "refused" and asked_again):
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
        tone=case.text(work.tone, task.scope),
        template=case.text(work.template, task.scope),
        language=_language(case, contacts),
        sender=case.plan.playbook.sender,
        recipients=tuple(each.id for each in contacts) if kind in CONTACTS else _persons(case, work.to),
        addresses=tuple(addresses),
        cc=_copies(case, work.cc),
        lines=lines,
        totals=_totals(lines),
        attach=work.attach,
        pay_by=as_date(today + work.pay_by) if work.pay_by is not None else None,
        assign=person(case, case.text(work.assign, task.scope)) if work.assign else "",
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
    """Its anchor, and what else the work lists of what is not held out; each with the step it is taken to."""
    listed = [task.item]
    if not task.each:
        listed += [each for each in case.live if each is not task.item and _is_listed(case, task, each)]
        listed.sort(key=_by_due)
    return tuple(
        Line(item=each.id, amount=Money(each.left, each.currency), step=_taken_to(case, task, each)) for each in listed
    )


def _by_due(item: OpenItem) -> tuple[int, str]:
    return item.due, item.id


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
            return case.plan.filter_of(rule)(case.scope_at(task.item, item))


def _taken_to(case: Case, task: Task, item: OpenItem) -> str:
    if task.level < 0:
        return ""
    if item is task.item:
        return task.step
    alone: Schedule = case.schedule_of(item, None)
    for step in reversed(case.plan.steps[: task.level + 1]):
        if alone.reached(step):
            return step.name if step.number > alone.track.last else ""
    return ""


def _totals(lines: Sequence[Line]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.amount.currency] = sums.get(line.amount.currency, 0) + line.amount.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def _with_approval(case: Case, task: Task, action: Action) -> Action:
    if task.approval is None or _standing(case, task, action) is not None:
        return action
    return replace(action, state="needs approval", approval_by=task.approval.by)


def _standing(case: Case, task: Task, action: Action) -> Approval | None:
    """The approval of what would go out now; one past its last day has ended the step already (rule 32a)."""
    approval = case.world.history.approvals.get(action.id)
    if approval is None or approval.answer != "approved" or approval.step not in task.names:
        return None
    same = approval.tone == action.tone and sorted(approval.recipients) == sorted(action.recipients)
    items = {line.item for line in action.lines} <= set(approval.items)
    return approval if same and items and _is_within(case, action, approval.amount) else None


def _is_within(case: Case, action: Action, shown: Money | None) -> bool:
    if shown is None:
        return True
    try:
        total = total_in({each.currency: each.minor for each in action.totals}, shown.currency, case.world.rates)
    except MissingRate:
        return False
    return total <= shown.minor


def _keep_guarantees(case: Case, task: Task, action: Action, contacts: Sequence[Contact], approved: Action) -> None:
    """Every guarantee that would be broken raises its alarm; `approved`: whose approval counts (rule 32d)."""
    broken = [
        plan.guarantee.name
        for plan in case.plan.guarantees
        if stops(plan.guarantee.never, action.kind, action.tone)
        and not _is_approved(case, task, approved, plan.guarantee.unless_approved_by)
        and _forbids(case, task, plan, contacts)
    ]
    if broken:
        case.alarms.update(broken)
        raise Stopped("guarantee", broken[0])


def _forbids(case: Case, task: Task, plan: GuaranteePlan, contacts: Sequence[Contact]) -> bool:
    """A condition about the contact holds when it does for one recipient (rule 7d). Raises Unknown."""
    if not plan.reads_contact:
        return plan.when(task.scope)
    unknown: set[str] = set()
    for each in contacts:
        scope = task.scope
        try:
            if plan.when(
                Scope(case.world, case.account, item=scope.item, case=scope.case, anchor=scope.anchor, contact=each)
            ):
                return True
        except Unknown as missing:
            unknown.update(missing.pairs)
    if unknown:
        raise Unknown(unknown)
    return False


def _is_approved(case: Case, task: Task, action: Action, role: str) -> bool:
    if not role:
        return False
    if action.state == "needs approval":
        return action.approval_by == role
    approval = _standing(case, task, action)
    return approval is not None and approval.role == role


def _keep_hours(case: Case, action: Action, minute: int | None) -> None:
    days = case.open_days if action.kind in CONTACTS else case.work_days
    today = case.world.day
    if not days.is_open(today):
        raise Stopped("closed day", until=days.next_open(today + 1))
    if minute is not None and minute >= days.window[1]:
        raise Stopped("outside hours", until=days.next_open(today + 1))
