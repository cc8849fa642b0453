"""Rules 8, 9, 24 and 35: items grouped to cases, what holds leave out of them, and the item that leads."""

import datetime as dt
from fractions import Fraction

from playbook_engine.model.book import Account
from playbook_engine.model.playbook import Clause, Playbook
from tests.reference.assignment import Taken, view_of
from tests.reference.holds import Standing, standing
from tests.reference.money import MissingRates, total_in
from tests.reference.world import Case, Entry, World, by_due


def cases_of(world: World, taken: list[Taken]) -> list[Case]:
    """The cases of all playbooks that chase."""
    groups: dict[str, list[Taken]] = {}
    for each in taken:
        if each.version.chase:
            groups.setdefault(_case_id(world, each), []).append(each)
    return [_case(world, name, members) for name, members in groups.items()]


def account_of(world: World, each: Taken) -> Account:
    """Rule 8: the payer for `follow: family`, else the item's own account."""
    return world.payer if each.version.follow == "family" else each.entry.account


def currency_of(world: World, each: Taken) -> str:
    """Rule 8: the currency of the case."""
    together = each.version.currencies == "together"
    return world.organisation.base_currency if together else each.entry.currency


def shared_id(world: World, each: Taken) -> str:
    """Playbook, account, entity and currency."""
    account = account_of(world, each).id
    return f"{each.current.name}/{account}/{each.entry.entity}/{currency_of(world, each)}"


def _case_id(world: World, each: Taken) -> str:
    own = {"invoice": f"/{each.entry.invoice.id}", "item": f"/{each.entry.id}"}
    return shared_id(world, each) + own.get(each.version.follow, "")


def _case(world: World, name: str, members: list[Taken]) -> Case:
    """Holds of items are judged by each item's own version; the case then follows its anchor's (rule 35)."""
    current = members[0].current
    standings = {
        each.entry.id: standing(view_of(world, each.entry, each.version, current), each.entry, current)
        for each in members
    }
    free = [each for each in members if not standings[each.entry.id].held_by]
    earliest = leading(world, members, {})
    anchor = leading(world, free, standings) if free else None
    lead = anchor or earliest
    view = view_of(world, lead.entry, lead.version, current)
    entries = tuple(sorted((each.entry for each in members if view.is_open(each.entry)), key=by_due))
    return Case(
        id=name,
        playbook=lead.version,
        current=current,
        account=view.account,
        entity=lead.entry.entity,
        currency=currency_of(world, lead),
        entries=entries,
        group=group_of(world, lead),
        view=view,
        held={item: each.held_by for item, each in standings.items() if each.held_by},
        parts={item: each.part for item, each in standings.items() if each.part},
        anchor=anchor.entry if anchor else None,
        earliest=earliest.entry,
        unknown=frozenset(pair for each in standings.values() for pair in each.unknown),
    )


def group_of(world: World, lead: Taken) -> tuple[Entry, ...]:
    """Rule 15: all items, open or closed, of the case's account (family), entity and currency, or invoice or item."""
    return tuple(each for each in world.entries if each.live and _belongs(world, lead, each))


def _belongs(world: World, lead: Taken, other: Entry) -> bool:
    if lead.version.follow == "item":
        return other.id == lead.entry.id
    if lead.version.follow == "invoice":
        return other.invoice.id == lead.entry.invoice.id
    family = lead.version.follow == "family"
    together = lead.version.currencies == "together"
    return (
        (family or other.account.id == lead.entry.account.id)
        and other.entity == lead.entry.entity
        and (together or other.currency == lead.entry.currency)
    )


def leading(world: World, members: list[Taken], standings: dict[str, Standing]) -> Taken:
    """Rule 9: earliest due (or issue), then larger balance, earlier issue, id."""
    by_issue = _counts_from_issue(members[0].current)

    def age(each: Taken) -> dt.date:
        return each.entry.issued if by_issue else each.entry.due

    first = min(age(each) for each in members)
    tied = [each for each in members if age(each) == first]
    try:
        sizes = {each.entry.id: _size(world, each, standings) for each in tied}
    except MissingRates:
        # Rule 5c: balances compared only for order fall back on the next criterion.
        sizes = {}
    return min(tied, key=lambda each: (-sizes.get(each.entry.id, Fraction(0)), each.entry.issued, each.entry.id))


def _size(world: World, each: Taken, standings: dict[str, Standing]) -> Fraction:
    """What is asked for an item, in the currency of the case."""
    view = view_of(world, each.entry, each.version, each.current)
    part = standings[each.entry.id].part if each.entry.id in standings else 0
    amount = {each.entry.currency: Fraction(view.balance(each.entry) - part)}
    return total_in(amount, currency_of(world, each), world.setting, view.day)


def _counts_from_issue(playbook: Playbook) -> bool:
    """Whether the first clause of the ladder that counts from due or issue counts from issue."""
    clauses: list[Clause] = [clause for step in playbook.cadence for clause in step.at]
    first = next((each for each in clauses if each.base in {"due", "issue"}), None)
    return first is not None and first.base == "issue"
