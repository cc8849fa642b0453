"""A plan as a page: sentences first, then tables; what prints it decides only how it looks."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

import msgspec

from playbook_engine.model.money import Money
from playbook_engine.service.merge_gate import Verdict
from playbook_engine.service.plan_details import details
from playbook_engine.service.plan_lead import lead
from playbook_engine.service.plan_tables import Cell, Table
from playbook_engine.service.plan_words import (
    SAME,
    amount,
    change_said,
    changes_said,
    listed,
    moved,
    named,
    step_named,
)
from playbook_engine.service.planning import Plan
from playbook_engine.service.what_differs import Differing
from playbook_engine.simulation.changes import Change
from playbook_engine.simulation.comparing import Comparison
from playbook_engine.simulation.pieces import ALSO


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of a plan, in the order in which it is read; tables with nothing to say are left out."""

    title: str
    verdict: Literal["", "passed", "refused"]
    gate: tuple[str, ...]
    lead: tuple[str, ...]
    basis: str
    tables: tuple[Table, ...]


_NAMED = 5
"""Accounts that a line about the merge gate names."""


def page_of(plan: Plan) -> Page:
    """Everything that a plan says."""
    tables = (_figures(plan.comparison), *_what_and_whom(plan), *details(plan))
    return Page(
        title=f"What changes from {plan.before.name} to {plan.after.name}",
        verdict="" if not plan.verdicts else "refused" if plan.refused else "passed",
        gate=tuple(_gate(each, plan) for each in plan.verdicts),
        lead=lead(plan),
        basis=_basis(plan),
        tables=tuple(each for each in tables if each.rows or each.key == "figures"),
    )


def _gate(verdict: Verdict, plan: Plan) -> str:
    names = [named(each, plan.names) for each in verdict.accounts[:_NAMED]]
    names += [f"{len(verdict.accounts) - _NAMED:,} more"] if len(verdict.accounts) > _NAMED else []
    whom = f": {listed(names)}" if names else ""
    return f"{'refused' if verdict.met else 'passed'} · {verdict.condition} · {verdict.found}{whom}"


def _basis(plan: Plan) -> str:
    book = plan.book
    days = (plan.last - plan.first).days + 1
    return (
        f"Book as of {plan.as_of}: {book.accounts:,} accounts, {book.open_items:,} open items. "
        f"Days {plan.first} to {plan.last} ({days}). This is {plan.assumed}. "
        f"Releases {plan.before.fingerprint[:12]} and {plan.after.fingerprint[:12]}."
    )


def _figures(found: Comparison) -> Table:
    """What becomes more or less; what stays as it is stands in the note, so that nobody has to look for it."""
    contacts = found.contacts
    counts = {
        "Times customers hear from us": contacts.all,
        "Customers who hear from us": contacts.customers,
        "Most times one customer hears from us in 7 days": contacts.busiest,
        "Calls": found.calls,
        "Tasks": found.tasks,
        "Approvals asked for": found.approvals,
        "Pieces of work of every kind": found.actions,
    }
    rows: list[tuple[Cell, ...]] = [(name, each.before, each.after, moved(each)) for name, each in counts.items()]
    weekly = contacts.weekly
    same = SAME if weekly[0] == weekly[1] else "more often" if contacts.all.more > 0 else "less often"
    rows.insert(2, ("Times a week for one customer, on average", weekly[0], weekly[1], same))
    for each in found.money:
        change = Money(each.after.minor - each.before.minor, each.currency)
        said = f"{'+' if change.minor > 0 else ''}{amount(change)}" if change.minor else SAME
        rows.append((f"Asked for in {each.currency}", each.before, each.after, said))
    changed = tuple(row for row in rows if row[-1] != SAME)
    notes = ["The average is over all who hear from us before or after."] if rows[2] in changed else []
    if any(isinstance(row[1], Money) for row in changed):
        notes.append("An invoice that several messages name counts once in the money.")
    kept = [f"{row[0]} {_said(row[2])}" for row in rows if row[-1] == SAME]
    if kept:
        notes.append(f"As before: {'; '.join(kept)}.")
    return Table(key="figures", title="Before and after", columns=("", "before", "after", "change"), rows=changed,
                 note=" ".join(notes), folded=False)  # fmt: skip


def _said(cell: Cell) -> str:
    return amount(cell) if isinstance(cell, Money) else f"{cell:,}" if isinstance(cell, int) else str(cell)


def _what_and_whom(plan: Plan) -> Iterator[Table]:
    found = plan.comparison
    by_account: defaultdict[str, list[str]] = defaultdict(list)
    for change in found.changes:
        by_account[change.account].append(change_said(change))
    yield Table(
        key="strategic",
        title="Strategic accounts",
        columns=("account", "firmest before", "after", "what changes"),
        rows=tuple(
            (named(each.account, plan.names), *(tone or "–" for tone in each.tone), "\n".join(by_account[each.account]))
            for each in found.strategic
        ),
        folded=False,
    )
    yield Table(
        key="steps",
        title="Step by step",
        columns=("playbook", "step", "before", "after", "what changes"),
        rows=tuple(_steps(plan)),
        note="Pieces of work by the step of their playbook; steps where nothing changes are left out.",
        folded=False,
    )
    yield Table(
        key="playbooks",
        title="What was edited",
        columns=("what", "change", "version before", "version after"),
        rows=tuple(_edited(each) for each in plan.differing)
        + tuple((f"letter {each.template} ({each.language})", each.change, None, None) for each in plan.reworded),
        folded=False,
    )


def _steps(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    found = plan.comparison
    changes: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
    left: defaultdict[tuple[str, str], int] = defaultdict(int)
    for change in found.changes:
        changes[change.act.playbook, change.step].append(change)
        if change.before is not None and change.after is not None and change.before.playbook != change.after.playbook:
            left[change.before.playbook, change.step] += 1
    places = {name: place for place, name in enumerate(plan.steps)}
    last = len(places)
    for tally in sorted(found.by_step, key=lambda each: (places.get(_step(each.name), last), each.name)):
        key = (tally.name[0], tally.name[1])
        said = [changes_said(changes[key])] if key in changes else []
        said += [f"{left[key]:,} to another playbook"] if key in left else []
        if said:
            yield tally.name[0] or "no playbook", step_named(tally.name[1]), tally.before, tally.after, ", ".join(said)


def _step(name: tuple[str, ...]) -> tuple[str, str]:
    """The step itself, also for the work that comes with it."""
    return name[0], name[1].partition(ALSO)[0]


def _edited(each: Differing) -> tuple[Cell, ...]:
    what = f"playbook {each.what}" if each.playbook else each.what
    change = each.change
    if change == "changed" and each.playbook and each.version_before == each.version_after:
        return what, "changed under the same version", each.version_before, each.version_after
    return what, change, each.version_before or None, each.version_after or None
