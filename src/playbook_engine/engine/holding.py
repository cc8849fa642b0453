"""Which items a hold leaves out, and which holds stop a case (rule 24)."""

from collections.abc import Sequence

from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import HoldPlan, Plan
from playbook_engine.engine.state import AccountView, Scope, World
from playbook_engine.model.playbook import ActionKind, Stops

MANUAL = "manual"
"""The name under which manual stops are reported."""


def lay_holds(plan: Plan, items: Sequence[OpenItem], account: AccountView) -> dict[str, str]:
    """Sets what is left of each item, and gives the held-out ones with the name of the hold. Raises Unknown."""
    world, basis = account.world, plan.view.basis
    out: dict[str, str] = {}
    scope = Scope(world, account)
    for item in items:
        item.left = getattr(item, basis)
        claimed = world.claims.concern(item)
        if claimed and world.claims.on_hold(item, world.day):
            out[item.id] = MANUAL
            continue
        scope.item = item
        for hold in plan.item_holds if claimed else plan.unclaimed_holds:
            if not hold.when(scope):
                continue
            if hold.hold.covers == "amount" and _reduced(hold, plan, item, world):
                continue
            out[item.id] = hold.hold.name
            break
    return out


def _reduced(hold: HoldPlan, plan: Plan, item: OpenItem, world: World) -> bool:
    """Whether something is left of an item when the disputed or promised part is taken off; takes it off."""
    part = world.claims.held_part(item, hold.facts, world.day, plan.view.promise_grace, plan.view.basis)
    if part is None or part >= item.left:
        return False
    item.left -= part
    return True


def standing(plan: Plan, items: Sequence[OpenItem], scope: Scope) -> list[HoldPlan]:
    """The holds that cover a case today, in order. Raises Unknown."""
    return [hold for hold in plan.case_holds if _covers(hold, items, scope)]


def _covers(hold: HoldPlan, items: Sequence[OpenItem], scope: Scope) -> bool:
    if not hold.reads_item:
        return hold.when(scope)
    return any(
        hold.when(Scope(scope.world, scope.account, item=item, case=scope.case, anchor=scope.anchor)) for item in items
    )


def stops(rule: Stops | None, kind: ActionKind, tone: str) -> bool:
    """Whether a hold stops (or a guarantee forbids) a kind of action in a tone; no rule stops everything."""
    if rule is None:
        return True
    return (not rule.kinds or kind in rule.kinds) and (not rule.tones or tone in rule.tones)
