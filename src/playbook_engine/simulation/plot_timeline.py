"""One account through time: a lane an item, from its issue to its payment, and what was said about it when."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from playbook_engine.model.book import Unit
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.balances import Course, courses_of
from playbook_engine.simulation.plot_looks import (
    INK,
    NO_TONE,
    WIDTH,
    Spec,
    counted,
    days_told,
    empty,
    framed,
    over_time,
    stiffest_first,
    tone_scale,
)
from playbook_engine.simulation.plot_rows import Rows, bins

MOST_LANES = 30
"""Items that are drawn; of more, those that most was said about, then those due last."""

STATES = ("not due", "overdue", "disputed", "promised")
_STATE_COLOURS = ("#edf0f3", "#cfd6dd", "#7a4f9e", "#1f9e89")
_SHAPES = {"email": "circle", "letter": "square", "call": "triangle-up", "sms": "diamond"}
_OTHER = "our work"
_DAY = dt.timedelta(days=1)


def timeline(
    unit: Unit, acts: Iterable[Act], account: str, first: dt.date, last: dt.date, tones: Sequence[str]
) -> Spec:
    """The items of one account on some days, with their disputes, promises and payments, and each action about them."""
    title = f"{account}: its items, and what was said about them"
    mine = [each for each in acts if each.account == account and first <= each.day <= last]
    said = list(_said(mine))
    listed = {row["item"] for row in said}
    mine_or_listed = [each for each in courses_of(unit) if each.account == account or each.item in listed]
    courses = [each for each in mine_or_listed if _is_there(each, first, last)]
    lanes = _lanes(courses, said)
    spans = [row for course in courses if course.item in lanes for row in _spans(course, unit, first, last)]
    shown = [row for row in said if row["item"] in lanes]
    if not spans and not shown:
        return empty("timeline", title, f"nothing is open and nothing is said from {days_told(first, last)}")
    paid = [row for course in courses if course.item in lanes for row in _paid(course, first, last)]
    told = f"{days_told(first, last)}: {counted(len(mine), 'action')}, {counted(len(courses), 'item')}"
    told += "; a tick is a payment" if paid else ""
    told += f"; {counted(len(courses) - len(lanes), 'item')} not shown" if len(courses) > len(lanes) else ""
    plot = {
        "width": WIDTH - 60,
        "height": {"step": 24},
        "encoding": {"y": _lane_axis(lanes), "x": over_time(_starts(first, last), last, WIDTH - 60)},
        "layer": _layers(spans, shown, tones, paid=bool(paid)),
        "resolve": {"scale": {"color": "independent"}},
    }
    return framed("timeline", title, told, {"spans": spans, "paid": paid, "said": shown}, plot)


def _starts(first: dt.date, last: dt.date) -> list[dt.date]:
    return [each.first for each in bins(first, last)[1]]


def _said(acts: Iterable[Act]) -> Iterator[dict[str, Any]]:
    """Each action once an item that it lists; where it lists none, at its anchor."""
    # Our own work lies under what the customer hears on the same day.
    for act in sorted(acts, key=lambda each: each.action.kind in CONTACT_KINDS):
        kind = act.action.kind if act.action.kind in CONTACT_KINDS else _OTHER
        for item in sorted({line.item for line in act.action.lines} or {act.action.anchor or "–"}):
            yield {
                "on": act.day.isoformat(), "at": _noon(act.day), "item": item, "step": act.action.step, "kind": kind,
                "tone": act.action.tone or NO_TONE,
            }  # fmt: skip


def _noon(day: dt.date) -> str:
    """The middle of a day, where what was done on it is drawn."""
    return f"{day}T12:00:00Z"


def _is_there(course: Course, first: dt.date, last: dt.date) -> bool:
    return course.issued_on <= last and (course.closed_on is None or course.closed_on >= first)


def _lanes(courses: Sequence[Course], said: Rows) -> list[str]:
    """The items to draw, by due date; what is no item of the account any more comes last."""
    due = {each.item: each.due_on for each in courses}
    mentions: dict[str, int] = dict.fromkeys(due, 0)
    for row in said:
        mentions[row["item"]] = mentions.get(row["item"], 0) + 1
    ranked = sorted(mentions, key=lambda item: (-mentions[item], -due.get(item, dt.date.min).toordinal(), item))
    return sorted(ranked[:MOST_LANES], key=lambda item: (due.get(item, dt.date.max), item))


def _spans(course: Course, unit: Unit, first: dt.date, last: dt.date) -> Iterator[dict[str, Any]]:
    end = course.closed_on or last + _DAY
    found = [("not due", course.issued_on, course.due_on + _DAY), ("overdue", course.due_on + _DAY, end)]
    for dispute in unit.disputes:
        if dispute.item in {course.item, None} and dispute.account == course.account:
            found.append(("disputed", max(dispute.opened_on, course.issued_on), dispute.resolved_on or end))
    for promise in unit.promises:
        if promise.item in {course.item, None} and promise.account == course.account:
            over = promise.withdrawn_on or promise.on + _DAY
            found.append(("promised", max(promise.made_on, course.issued_on), over))
    for state, start, stop in found:
        seen_from, seen_to = max(start, first), min(stop, end, last + _DAY)
        if seen_from < seen_to:
            yield {"item": course.item, "state": state, "from": seen_from.isoformat(), "to": seen_to.isoformat()}


def _paid(course: Course, first: dt.date, last: dt.date) -> Iterator[dict[str, Any]]:
    for on, minor in course.moves:
        if first <= on <= last:
            yield {
                "item": course.item,
                "on": on.isoformat(),
                "at": f"{on}T00:00:00Z",
                "minor": -minor,
                "currency": course.currency,
            }


def _layers(spans: Rows, shown: Rows, tones: Sequence[str], *, paid: bool) -> list[Spec]:
    layers = [
        _bars(spans, STATES[:2], {"height": 14}),
        _bars(spans, STATES[2:], {"height": 4, "yOffset": 9}),
    ]
    if paid:
        mark = {"type": "tick", "thickness": 2.5, "height": 18, "color": INK}
        layers.append(
            [{"data": {"name": "paid"}, "mark": mark, "encoding": {"x": {"field": "at", "type": "temporal"}}}]
        )
    return [layer for found in layers for layer in found] + ([_points(shown, tones)] if shown else [])


def _bars(spans: Rows, states: Sequence[str], looks: Spec) -> list[Spec]:
    """The spans of some states, with the legend of those that are there; nothing where none is."""
    found = [each for each in states if any(row["state"] == each for row in spans)]
    if not found:
        return []
    colours = [_STATE_COLOURS[STATES.index(each)] for each in found]
    colour = {
        "field": "state", "type": "nominal", "title": "item" if states == STATES[:2] else "and", "sort": found,
        "scale": {"domain": found, "range": colours}, "legend": {"symbolType": "square"},
    }  # fmt: skip
    return [
        {
            "data": {"name": "spans"},
            "transform": [{"filter": {"field": "state", "oneOf": found}}],
            "mark": {"type": "bar", **looks},
            "encoding": {"x2": {"field": "to"}, "color": colour},
        }
    ]


def _points(shown: Rows, tones: Sequence[str]) -> Spec:
    scale = tone_scale(tones, sorted({row["tone"] for row in shown}))
    kinds = [each for each in (*CONTACT_KINDS, _OTHER) if any(row["kind"] == each for row in shown)]
    shapes = {"domain": kinds, "range": [_SHAPES.get(each, "cross") for each in kinds]}
    return {
        "data": {"name": "said"},
        "mark": {"type": "point", "filled": True, "size": 95, "opacity": 1, "stroke": "white", "strokeWidth": 0.8},
        "encoding": {
            "x": {"field": "at", "type": "temporal"},
            "color": {"field": "tone", "type": "ordinal", "title": "tone", "scale": scale, "sort": scale["domain"],
                      "legend": {"symbolType": "circle", "values": stiffest_first(tones, scale)}},
            "size": {"condition": {"test": f"datum.kind === '{_OTHER}'", "value": 190}, "value": 95},
            "shape": {"field": "kind", "type": "nominal", "title": "kind", "scale": shapes,
                      "legend": {"symbolFillColor": INK}},
        },
    }  # fmt: skip


def _lane_axis(lanes: Sequence[str]) -> Spec:
    axis = {"ticks": False, "domain": False, "grid": True}
    return {"field": "item", "type": "ordinal", "sort": list(lanes), "title": None, "axis": axis}
