"""Plots as Vega-Lite specifications, plain data that hold their numbers: for people who would rather look than read.

Each specification names itself in `usermeta` and keeps its rows in `datasets`, so that a terminal can draw it too.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from playbook_engine.model.book import Unit
from playbook_engine.model.playbook import CONTACT_KINDS, Playbook
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.plot_looks import (
    INK,
    NO_TONE,
    SIDES,
    WIDTH,
    Spec,
    age_scale,
    counted,
    days_told,
    empty,
    framed,
    over_time,
    stiffest_first,
    tone_scale,
    whole_numbers,
    width_of,
)
from playbook_engine.simulation.plot_rows import (
    AGES,
    Bin,
    Rows,
    ageing_rows,
    are_cut,
    bins,
    contact_rows,
    funnel_rows,
    side_rows,
    stacked,
    step_rows,
)

PLOTS = {
    "calendar": "contacts by day and tone",
    "funnel": "how many customers each step of a ladder reaches",
    "ageing": "what is open over time, by days past due",
    "compared": "two releases, or what would and what did, side by side",
    "timeline": "one account: its items, and what was said about them when",
}
"""All plots, with what each shows."""

Side = tuple[str, Iterable[Act]]
"""The name of one of two lists of acts, and the list."""

MOST_STEPS = 25
"""Steps that are compared one by one; of more, those that differ most."""

_BAR = 17
_BAND = 24


def calendar(acts: Iterable[Act], first: dt.date, last: dt.date, tones: Sequence[str]) -> Spec:
    """Contacts by day (week, month in a long span), stacked by tone. `tones`: from the softest to the stiffest."""
    acts = list(acts)
    unit, places = bins(first, last)
    rows = contact_rows(acts, first, last, places)
    title = f"Contacts by {unit} and tone"
    if not rows:
        return empty("calendar", title, f"no contacts from {days_told(first, last)}")
    order = {tone: place for place, tone in enumerate([NO_TONE, *tones])}
    rows = stacked([{**row, "place": order.get(row["tone"], len(order))} for row in rows], "contacts")
    customers = len({each.account for each in acts if each.action.kind in CONTACT_KINDS and first <= each.day <= last})
    contacts = sum(row["contacts"] for row in rows)
    plot = {
        "data": {"name": "contacts"},
        "width": width_of(len(places)),
        "height": 230,
        **_piles(places, "contacts", whole_numbers(max(row["above"] for row in rows)), _by_tone(tones, rows)),
    }
    told = f"{days_told(first, last)}: {counted(contacts, 'contact')} with {counted(customers, 'customer')}"
    return framed("calendar", title, told, {"contacts": rows}, plot)


def funnel(acts: Iterable[Act], playbooks: Sequence[Playbook], tones: Sequence[str]) -> Spec:
    """How many customers each step of each ladder reached, in the order of the ladder, by tone."""
    rows = funnel_rows(acts, playbooks, tones)
    title = "How far customers come on each ladder"
    if not rows:
        return empty("funnel", title, "no step of a ladder was reached")
    panels = [_ladder([row for row in rows if row["playbook"] == name], tones, rows) for name in _names(rows)]
    plot = {"vconcat": panels, "spacing": 18, "resolve": {"scale": {"color": "shared", "x": "shared"}}}
    datasets = {_set_of(name): [row for row in rows if row["playbook"] == name] for name in _names(rows)}
    told = "customers reached by each step, in the stiffest tone that they heard there"
    return framed("funnel", title, told, datasets, plot)


def ageing(units: Iterable[Unit], first: dt.date, last: dt.date) -> Spec:
    """What is open at the end of each day (week, month), by days past due; one panel a currency, never added up."""
    unit, places = bins(first, last)
    rows = ageing_rows(units, places)
    title = f"Open balance at the end of each {unit}, by days past due"
    if not rows:
        return empty("ageing", title, f"nothing is open from {days_told(first, last)}")
    currencies = sorted({row["currency"] for row in rows})
    panels = [_aged(currency, places) for currency in currencies]
    datasets = {
        f"open {each}": stacked([row for row in rows if row["currency"] == each], "amount") for each in currencies
    }
    plot = {"vconcat": panels, "spacing": 14, "resolve": {"scale": {"color": "shared"}}}
    return framed("ageing", title, days_told(first, last), datasets, plot)


def compared(before: Side, after: Side, first: dt.date, last: dt.date, title: str = "") -> Spec:
    """Two lists of acts, each with a name: contacts over time, and actions by step where the two differ."""
    sides = [(name, list(acts)) for name, acts in _told_apart(before, after)]
    names = [name for name, _ in sides]
    title = title or f"{names[0]} and {names[1]}"
    unit, places = bins(first, last)
    steps = step_rows(sides)
    if not steps:
        return empty("compared", title, f"neither side does anything from {days_told(first, last)}")
    shown, left = _most_different(steps)
    over = side_rows(sides, first, last, places)
    panels = [_sides_over_time(unit, over, names, places)] + ([_sides_by_step(shown, names)] if shown else [])
    plot = {"vconcat": panels, "spacing": 26, "resolve": {"scale": {"color": "shared"}}}
    sums = [f"{name} {sum(row['contacts'] for row in over if row['side'] == name):,}" for name in names]
    told = f"{days_told(first, last)}; contacts: {', '.join(sums)}"
    told += f"; {counted(left, 'step')} with less or no difference left out" if shown and left else ""
    told += "; as many actions of each step on both sides" if not shown else ""
    return framed("compared", title, told, {"over time": over, "by step": shown}, plot)


def _ladder(rows: Rows, tones: Sequence[str], everything: Rows) -> Spec:
    steps = list(dict.fromkeys(row["step"] for row in rows))
    y = {"field": "step", "type": "ordinal", "sort": steps, "title": None, "axis": {"ticks": False, "domain": False}}
    total = {"field": "customers", "type": "quantitative", "aggregate": "sum"}
    return {
        "title": {"text": rows[0]["playbook"], "fontSize": 12, "offset": 4, "frame": "group"},
        "data": {"name": _set_of(rows[0]["playbook"])},
        "width": WIDTH - 160,
        "height": {"step": _BAND},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": _BAR},
                "encoding": {
                    "x": {"field": "customers", "type": "quantitative", "title": None, "axis": None},
                    "color": _by_tone(tones, everything),
                    "order": {"field": "stiffness", "type": "quantitative"},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": INK, "fontSize": 11},
                "encoding": {"x": total, "text": {**total, "format": ",d"}},
            },
        ],
    }


def _aged(currency: str, places: Sequence[Bin]) -> Spec:
    ages = [age for age, _ in AGES]
    colour = {
        "field": "age", "type": "ordinal", "title": "days past due", "scale": age_scale(ages), "sort": ages,
        "legend": {"values": ages[::-1]},
    }  # fmt: skip
    return {
        "data": {"name": f"open {currency}"},
        "width": width_of(len(places)),
        "height": 170,
        **_piles(places, currency, {"format": "~s"}, colour),
    }


def _piles(places: Sequence[Bin], title: str, axis: Spec, colour: Spec) -> Spec:
    """Bars over days, each made of pieces from `below` to `above`."""
    return {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.6},
        "encoding": {
            "x": _over_time(places),
            "x2": {"field": "to"},
            "y": {"field": "above", "type": "quantitative", "title": title, "axis": axis, "scale": {"zero": True}},
            "y2": {"field": "below"},
            "color": colour,
        },
    }


def _sides_over_time(unit: str, rows: Rows, names: Sequence[str], places: Sequence[Bin]) -> Spec:
    axis = whole_numbers(max(row["contacts"] for row in rows))
    told = f"contacts by {unit}" + (", of which the first or the last is cut" if are_cut(unit, places) else "")
    return {
        "title": {"text": told, "fontSize": 12, "offset": 6, "fontWeight": "normal", "frame": "group"},
        "data": {"name": "over time"},
        "width": width_of(len(places)),
        "height": 150,
        "mark": {"type": "line", "point": {"size": 26}},
        "encoding": {
            # The wider line is seen behind the other where both are the same.
            "strokeWidth": {
                "field": "side",
                "type": "ordinal",
                "sort": list(names),
                "scale": {"domain": list(names), "range": [5, 2]},
                "legend": None,
            },
            "x": {**_over_time(places), "field": "at"},
            "y": {"field": "contacts", "type": "quantitative", "title": None, "axis": axis},
            "color": _by_side(names),
        },
    }


def _sides_by_step(rows: Rows, names: Sequence[str]) -> Spec:
    steps = list(dict.fromkeys(row["step"] for row in rows))
    return {
        "title": {"text": "actions by step, where they differ", "fontSize": 12, "offset": 6, "fontWeight": "normal",
                  "frame": "group"},
        "data": {"name": "by step"},
        "width": WIDTH - 200,
        "height": {"step": 13},
        "encoding": {
            "y": {"field": "step", "type": "ordinal", "sort": steps, "title": None,
                  "axis": {"ticks": False, "domain": False}},
            "yOffset": {"field": "side", "type": "nominal", "sort": list(names)},
            "x": {"field": "actions", "type": "quantitative", "title": None, "axis": None},
        },
        "layer": [
            {"mark": {"type": "bar", "height": 11}, "encoding": {"color": _by_side(names)}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10, "color": INK},
                "encoding": {"text": {"field": "told", "type": "nominal"}},
            },
        ],
    }  # fmt: skip


def _most_different(rows: Rows) -> tuple[Rows, int]:
    """The rows of the steps in which the sides differ most, those first, and how many steps are left out."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        counts.setdefault(row["step"], []).append(row["actions"])
    apart = {step: other - one for step, (one, other) in counts.items() if one != other}
    kept = sorted(apart, key=lambda step: (-abs(apart[step]), step))[:MOST_STEPS]
    places = {step: place for place, step in enumerate(kept)}
    shown = [
        {**row, "told": f"{row['actions']:,}" + (f"  ({_signed(apart[row['step']])})" if row["place"] else "")}
        for row in rows
        if row["step"] in places
    ]
    return sorted(shown, key=lambda row: (places[row["step"]], row["place"])), len(counts) - len(kept)


def _told_apart(before: Side, after: Side) -> tuple[Side, Side]:
    if before[0] != after[0]:
        return before, after
    return (f"{before[0]} (before)", before[1]), (f"{after[0]} (after)", after[1])


def _signed(number: int) -> str:
    return f"+{number:,}" if number > 0 else f"−{-number:,}"


def _over_time(places: Sequence[Bin]) -> Spec:
    return over_time([each.first for each in places], places[-1].last, width_of(len(places)))


def _by_tone(tones: Sequence[str], rows: Rows) -> Spec:
    scale = tone_scale(tones, sorted({row["tone"] for row in rows}))
    legend = {"values": stiffest_first(tones, scale)}
    return {
        "field": "tone",
        "type": "ordinal",
        "title": "tone",
        "scale": scale,
        "sort": scale["domain"],
        "legend": legend,
    }


def _by_side(names: Sequence[str]) -> Spec:
    return {"field": "side", "type": "nominal", "title": None, "scale": {"domain": list(names), "range": list(SIDES)}}


def _names(rows: Rows) -> list[str]:
    return list(dict.fromkeys(row["playbook"] for row in rows))


def _set_of(playbook: str) -> str:
    return f"ladder {playbook}"
