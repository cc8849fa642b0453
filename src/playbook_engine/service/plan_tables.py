"""Tables: what stands in them, and rows for each piece of work of a plan that changes."""

import datetime as dt
from collections.abc import Mapping

import msgspec

from playbook_engine.model.money import Money
from playbook_engine.service.plan_words import KIND_WORDS
from playbook_engine.simulation.changes import Change

Cell = str | int | dt.date | Money | None
"""What stands in a table; nothing where None."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table with a title; `folded`: for those who want to know more. `note` says what is counted."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    folded: bool = True


def change_rows(changes: tuple[Change, ...], names: Mapping[str, str]) -> tuple[tuple[Cell, ...], ...]:
    """A row for each piece of work that changes; `CHANGE_COLUMNS` says what stands in it."""
    return tuple(_change_row(each, names) for each in changes)


CHANGE_COLUMNS = (
    "what", "account", "name", "tier", "country", "strategic", "playbook", "step", "kind", "day before", "day after",
    "days", "tone before", "tone after", "to before", "to after", "approval before", "approval after", "amount",
    "items",
)  # fmt: skip


def _change_row(change: Change, names: Mapping[str, str]) -> tuple[Cell, ...]:
    act, before, after = change.act, change.before, change.after
    sides = (before, after)
    return (
        ", ".join(KIND_WORDS[each] for each in change.kinds),
        change.account,
        names.get(change.account, ""),
        act.tier,
        act.country,
        "yes" if change.strategic else "",
        act.playbook,
        change.step,
        act.action.kind,
        *(each.day if each else None for each in sides),
        change.days if before and after else None,
        *(each.action.tone if each else None for each in sides),
        *(", ".join((*each.action.recipients, each.action.assign)).strip(", ") if each else None for each in sides),
        *((each.action.approval_by if each.asked else "") if each else None for each in sides),
        act.action.totals[0] if len(act.action.totals) == 1 else "; ".join(str(each) for each in act.action.totals),
        ", ".join(line.item for line in act.action.lines),
    )
