"""The tables of a plan that are folded away: by kind, row and person, and every change."""

from collections import Counter
from collections.abc import Iterable, Iterator

from playbook_engine.service.plan_tables import Cell, Table
from playbook_engine.service.plan_words import KIND_WORDS, amount, change_said, named, person_named
from playbook_engine.service.planning import Plan
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.comparing import Comparison
from playbook_engine.simulation.summing import Count, Fired, Tally

MOST_CONTACTED = 10
"""Customers in the list of those who hear from us most."""


def details(plan: Plan) -> Iterator[Table]:
    """The tables for those who want to know more."""
    found = plan.comparison
    kinds = ("what", "pieces of work", "customers", "strategic", "open on their invoices", "by days", "first on")
    yield Table(key="kinds", title="By kind of change", columns=kinds, rows=tuple(_groups(found)))
    for key, title, tallies in (
        ("playbook", "By playbook", found.by_playbook),
        ("tier", "By tier", found.by_tier),
        ("country", "By country", found.by_country),
    ):
        columns = (key, "before", "after", "new", "no longer", "came", "left", "otherwise changed")
        yield Table(key=key, title=title, columns=columns, rows=tuple(_tallied(tallies, found, key)),
                    note="Rows in which nothing changes are left out.")  # fmt: skip
    yield _people(found)
    asked = ("role", "before", "after", "most a day before", "after")
    yield Table(key="approvers", title="What people are asked to approve", columns=asked, rows=tuple(
        (each.role or "nobody named", *_both(each.asked), *_both(each.busiest))
        for each in found.approvers if each.asked.more or each.busiest.more
    ))  # fmt: skip
    yield _contacted(plan)
    yield _alarms("guarantees", "guarantee", "Guarantees that stop something", found.guarantees, plan)
    yield _alarms("troubles", "what", "What a person has to look at", found.troubles, plan)
    yield Table(key="changes", title="Every change", columns=("account", "what changes"), rows=tuple(
        (named(each.account, plan.names), change_said(each)) for each in found.changes
    ))  # fmt: skip


def _alarms(key: str, what: str, title: str, found: Iterable[Fired], plan: Plan) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (each.name, *_both(each.cases), _named(each.news, plan), _named(each.no_longer, plan), each.first)
        for each in found
        if each.news or each.no_longer
    )
    columns = (what, "cases before", "after", "newly for", "no longer for", "first on")
    return Table(key=key, title=title, columns=columns, rows=rows, note="What stays as it is is left out.")


def _named(accounts: Iterable[str], plan: Plan) -> str:
    return ", ".join(named(each, plan.names) for each in accounts) or "–"


def _groups(found: Comparison) -> Iterator[tuple[Cell, ...]]:
    for each in found.groups:
        days = "–" if each.days is None else str(each.days[0])
        if each.days is not None and each.days[0] != each.days[1]:
            days = f"{each.days[0]} to {each.days[1]}"
        shown = "\n".join(amount(one) for one in each.money) or "–"
        yield KIND_WORDS[each.kind], each.pieces, each.accounts, each.strategic, shown, days, each.first


def _tallied(tallies: Iterable[Tally], found: Comparison, key: str) -> Iterator[tuple[Cell, ...]]:
    """`otherwise changed` counts pieces of work that are there before and after, in the row where they are after."""
    changed = Counter(_value(each.after, key) for each in found.changes if each.before and each.after)
    for each in tallies:
        name = each.name[0]
        moves = (each.added, each.gone, each.came, each.left, changed[name])
        if any(moves):
            yield name or "none", each.before, each.after, *moves


def _value(act: Act, key: str) -> str:
    return {"playbook": act.playbook, "tier": act.tier, "country": act.country}[key]


def _people(found: Comparison) -> Table:
    columns = (
        "who", "calls before", "after", "tasks before", "after", "a day before", "after", "most a day before", "after",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for each in found.people:
        if not (each.calls.more or each.tasks.more or each.busiest.more):
            continue
        work = [each.calls.before + each.tasks.before, each.calls.after + each.tasks.after]
        a_day = [_share(count, found.work_days) for count in work]
        rows.append((person_named(each.name), *_both(each.calls), *_both(each.tasks), *a_day, *_both(each.busiest)))
    note = (
        f"Calls and tasks; a day is one of the {found.work_days:,} working days. "
        "Who has as much work as before is left out."
    )
    return Table(key="people", title="Work for our people", columns=columns, rows=tuple(rows), note=note)


def _contacted(plan: Plan) -> Table:
    columns = ("customer", "tier", "times before", "after", "most in 7 days before", "after")
    rows = tuple(
        (named(each.account, plan.names), each.tier or "–", *_both(each.all), *_both(each.busiest))
        for each in plan.comparison.contacted[:MOST_CONTACTED]
    )
    note = f"The {len(rows)} who hear from us most often after the change."
    return Table(key="contacted", title="Customers who hear from us most", columns=columns, rows=rows, note=note)


def _both(count: Count) -> tuple[int, int]:
    return count.before, count.after


def _share(count: int, days: int) -> str:
    """Two places, rounded half up."""
    hundredths = (count * 200 + days) // (2 * days) if days else 0
    return f"{hundredths // 100}.{hundredths % 100:02}"
