"""Which items a hold leaves out, and which holds stop a case (rule 24)."""

from collections.abc import Sequence
from fractions import Fraction

from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import HoldPlan, Plan
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.state import AccountView, World
from playbook_engine.engine.walking import Unknown
from playbook_engine.model.money import MissingRate, convert
from playbook_engine.model.playbook import ActionKind, Stops

MANUAL = "manual"
"""The name under which manual stops are reported."""


def lay_holds(plan: Plan, item: OpenItem, account: AccountView, unknown: set[str]) -> str:
    """Sets what is left of an item, and gives the name of what holds it out; pairs of missing rates go to `unknown`."""
    world = account.world
    whole: int = getattr(item, plan.view.basis)
    item.left = whole
    claimed = world.claims.concern(item)
    holds = plan.item_holds if claimed else plan.unclaimed_holds
    held = MANUAL if claimed and world.claims.on_hold(item, world.day) else ""
    if not holds:
        return held
    scope, read = Scope(world, account, item=item), frozenset[str]()
    for hold in holds:
        if not _stands(hold, scope, unknown):
            continue
        if hold.hold.covers == "amount":
            read |= hold.facts & AMOUNT_FACTS
            part = _part(read, item, plan, world) if hold.facts & AMOUNT_FACTS else None
            if part is not None and part < whole:
                item.left = whole - part
                continue
        held = held or hold.hold.name
    if held:
        item.left = whole
    return held


AMOUNT_FACTS = frozenset(("item.disputed", "item.dispute_reason", "item.promise"))
"""The facts that say which amounts an amount hold leaves out (rule 24c)."""


def _stands(hold: HoldPlan, scope: Scope, unknown: set[str]) -> bool:
    try:
        return hold.when(scope)
    except Unknown as missing:
        unknown.update(missing.pairs)
        return False


def _part(read: frozenset[str], item: OpenItem, plan: Plan, world: World) -> int | None:
    return world.claims.held_part(item, read, world.day, plan.view.promise_grace, plan.view.basis)


Member = tuple[OpenItem, Plan]
"""An item and the version of the playbook that it follows."""


def leading(members: Sequence[Member], current: Plan, currency: str, world: World, *, settled: bool) -> Member:
    """The item furthest along (rule 9); `settled`: balances are what holds have left."""
    if not current.from_issue and (len(members) == 1 or members[0][0].due < members[1][0].due):
        return members[0]  # members stand in order of due date

    def age(item: OpenItem) -> int:
        return item.issued if current.from_issue else item.due

    first = min(age(item) for item, _ in members)
    tied = [each for each in members if age(each[0]) == first]
    if len(tied) == 1:
        return tied[0]
    sizes: dict[str, int | Fraction] = {}
    try:
        for item, plan in tied:
            size = item.left if settled else getattr(item, plan.view.basis)
            sizes[item.id] = convert(size, item.currency, currency, world.rates)
    except MissingRate:
        sizes = {}
    return min(tied, key=lambda each: (-sizes.get(each[0].id, 0), each[0].issued, each[0].id))


def covers(hold: HoldPlan, items: Sequence[OpenItem], scope: Scope) -> bool:
    """Whether a hold covers a case; a condition about an item holds when it does for one (rule 7b). Raises Unknown."""
    if not hold.reads_item:
        return hold.when(scope)
    unknown: set[str] = set()
    for item in items:
        within = Scope(scope.world, scope.account, item=item, case=scope.case, anchor=scope.anchor)
        if _stands(hold, within, unknown):
            return True
    if unknown:
        raise Unknown(unknown)
    return False


def stops(rule: Stops | None, kind: ActionKind, tone: str) -> bool:
    """Whether a hold stops (or a guarantee forbids) a kind of action in a tone; no rule stops everything."""
    if rule is None:
        return True
    return (not rule.kinds or kind in rule.kinds) and (not rule.tones or tone in rule.tones)
