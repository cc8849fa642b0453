"""Rules 5c, 10c, 27 and 42: decisions about items that no playbook chases."""

from msgspec.structs import replace

from playbook_engine.model.book import Account
from playbook_engine.model.decision import Action, Decision, Line, Silence
from playbook_engine.model.money import Money
from tests.reference.actions import totals_of
from tests.reference.assignment import Left, Taken
from tests.reference.bases import latest_membership
from tests.reference.calendars import closed_reason
from tests.reference.cases import account_of, currency_of, leading, shared_id
from tests.reference.credits import reversals
from tests.reference.touches import touches_on
from tests.reference.world import Entry, World, by_age, by_due


def not_chased(world: World, taken: list[Taken]) -> list[Decision]:
    """The items of playbooks that chase nobody, by account, entity and currency."""
    groups: dict[str, list[Taken]] = {}
    for each in taken:
        if not each.version.chase:
            groups.setdefault(f"{shared_id(world, each)}/not chased", []).append(each)
    return [_not_chased(world, name, members) for name, members in groups.items()]


def _not_chased(world: World, name: str, members: list[Taken]) -> Decision:
    first = leading(world, members, {})
    playbook, account = first.version, account_of(world, first)
    entries = sorted((each.entry for each in members), key=by_due)
    return Decision(
        case=name,
        account=account.id,
        day=world.day_of(account),
        playbook=playbook.name,
        version=playbook.version,
        entity=first.entry.entity,
        currency=currency_of(world, first),
        anchor=first.entry.id,
        items=tuple(each.id for each in entries),
        entered=entered(world, entries, playbook.name),
        silence=Silence(reason="not chased", by=playbook.name, because=playbook.because),
    )


def entered(world: World, entries: list[Entry], playbook: str) -> tuple[str, ...]:
    """The items whose latest membership does not name this playbook."""
    found = []
    for each in entries:
        membership = latest_membership(world, each)
        if membership is None or membership.playbook != playbook:
            found.append(each.id)
    return tuple(found)


def left_over(world: World, left: list[Left]) -> list[Decision]:
    """The items that no playbook takes, by reason, account, entity and currency; each missing fact apart."""
    groups: dict[str, list[Left]] = {}
    for each in left:
        entry = each.entry
        name = f"-{each.reason}/{entry.account.id}/{entry.entity}/{entry.currency}"
        if each.reason == "missing fact":
            name += f"/{each.by}"
        groups.setdefault(name, []).append(each)
    return [_left_over(world, name, members) for name, members in groups.items()]


def _left_over(world: World, name: str, members: list[Left]) -> Decision:
    one = members[0].entry
    entries = sorted((each.entry for each in members), key=by_due)
    decision = Decision(
        case=name,
        account=one.account.id,
        day=world.day_of(one.account),
        entity=one.entity,
        currency=one.currency,
        items=tuple(each.id for each in entries),
    )
    by = min(each.by for each in members)
    match members[0].reason:
        case "missing fact":
            return replace(decision, silence=Silence(reason="missing fact", by=by), exceptions=("missing fact",))
        case "missing rate":
            return replace(decision, silence=Silence(reason="missing rate", by=by), exceptions=("missing rate",))
        case "uncovered":
            return replace(decision, silence=Silence(reason="uncovered"), exceptions=("uncovered",))
    return replace(
        decision,
        silence=Silence(reason="covered by credit"),
        actions=_apply_credit(world, one.account, entries),
    )


def _apply_credit(world: World, account: Account, entries: list[Entry]) -> tuple[Action, ...]:
    """Rule 10c: once an anchor, an internal task to apply the credit; stale data stops it like everything."""
    anchor = min(entries, key=by_age)
    day, calendar = world.day_of(account), world.organisation.work_calendar
    mine = [each for each in touches_on(world.unit, day) if each.step == "apply-credit" and each.anchor == anchor.id]
    done = any(each.outcome != "failed" for each in mine)
    if done or stale_source(world, account) or closed_reason(world, calendar, account):
        return ()
    lines = tuple(Line(item=each.id, amount=Money(each.gross, each.currency)) for each in entries)
    turn = len(reversals(world.unit, anchor.id))
    name = f"{world.organisation.name}//apply-credit/{anchor.id}/{anchor.due}/{turn}/{len(mine) + 1}"
    task = Action(
        id=name,
        message=name,
        kind="task",
        step="apply-credit",
        on=day,
        anchor=anchor.id,
        occurrence=len(mine) + 1,
        window=(calendar.opens, calendar.closes) if calendar else (0, 24 * 60),
        language=account.language or world.organisation.language,
        lines=lines,
        totals=totals_of(lines),
        assign=_collector(world, account),
        title="Apply credit",
    )
    return (task,)


def _collector(world: World, account: Account) -> str:
    """Who has the role `collector`, if there is one."""
    for role in world.organisation.roles:
        if role.name == "collector":
            by_field = {"owner": account.owner, "collector": account.collector}.get(role.field)
            return by_field or role.person or role.name
    return ""


def stale_source(world: World, account: Account) -> str:
    """The first source by name that is older than the organisation allows, or was never synced; empty: none."""
    day = world.day_of(account)
    for source, days in sorted(world.organisation.freshness):
        synced = [each.on for each in world.setting.freshness if each.id == source]
        if not synced or (day - max(synced)).days > days:
            return source
    return ""
