"""What all plots look like: colours that colour-blind people tell apart, sizes, and the frame of a specification."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

Spec = dict[str, Any]
"""A Vega-Lite specification as plain data."""

Datasets = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of data by the name of their set."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 660
INK, QUIET, FAINT = "#1c2733", "#5c6b7a", "#dde3e9"
NO_TONE = "no tone"

_LABELS = 10
_FEW = 6
_NARROWEST = 140

_TONES = ("#f3c65b", "#e8833a", "#b8324b", "#47103f")
"""From soft to stiff: each darker than the one before, so that the order is seen without any colour."""
_AGES = ("#cfe0ee", "#9cc3e0", "#5a9bc9", "#22679f", "#0b2f55")
"""From not due to long overdue."""
SIDES = ("#9aa7b4", "#1f6fb2")
"""Before and after, did and would."""
_FORMER, _WITHOUT = "#2b8c9b", "#6b7986"
"""Tones that only touches of old name, and work without any."""


def tone_scale(tones: Sequence[str], found: Sequence[str]) -> Spec:
    """The colours of tones, softest first; those that only touches of old name come last, and work without a tone."""
    other = [each for each in dict.fromkeys(found) if each not in tones and each != NO_TONE]
    ramp = [shade(_TONES, place, len(tones)) for place in range(len(tones))]
    domain = [*tones, *other, *([NO_TONE] if NO_TONE in found else [])]
    return {"domain": domain, "range": [*ramp, *([_FORMER] * len(other)), *([_WITHOUT] if NO_TONE in found else [])]}


def stiffest_first(tones: Sequence[str], scale: Spec) -> list[str]:
    """The order of a legend, which is that of the piles; what has no place among the tones comes last."""
    return [*reversed(tones), *(each for each in scale["domain"] if each not in tones)]


def age_scale(buckets: Sequence[str]) -> Spec:
    """The colours of age classes, youngest first."""
    return {"domain": list(buckets), "range": [shade(_AGES, each, len(buckets)) for each in range(len(buckets))]}


def shade(ramp: Sequence[str], place: int, count: int) -> str:
    """The colour of one of `count` places on a ramp, between its stops where there are more or fewer places."""
    if count < 2:
        return ramp[len(ramp) // 2]
    at = place * (len(ramp) - 1) / (count - 1)
    stops = list(pairwise(ramp))
    low = min(int(at), len(stops) - 1)
    one, other = (_parts(each) for each in stops[low])
    mixed = (round(a + (b - a) * (at - low)) for a, b in zip(one, other, strict=True))
    return "#" + "".join(f"{each:02x}" for each in mixed)


def framed(name: str, title: str, subtitle: str, datasets: Datasets, plot: Spec) -> Spec:
    """A whole specification: what is drawn, its data by name, its title, and the looks."""
    return {
        "$schema": SCHEMA,
        "description": f"{title}. {subtitle}" if subtitle else title,
        "title": {"text": title, "subtitle": subtitle},
        "datasets": {each: [dict(row) for row in rows] for each, rows in datasets.items()},
        **plot,
        "config": _CONFIG,
        "usermeta": {"plot": name},
    }


def empty(name: str, title: str, sentence: str) -> Spec:
    """What stands in the place of a plot where there is nothing to draw."""
    plot = {
        "data": {"name": "nothing"},
        "width": WIDTH,
        "height": 60,
        "mark": {"type": "text", "fontSize": 13, "color": QUIET},
        "encoding": {"text": {"field": "said", "type": "nominal"}},
    }
    return framed(name, title, "", {"nothing": [{"said": sentence}]}, plot)


def days_told(first: dt.date, last: dt.date) -> str:
    """`1 January to 16 March 2026`."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    start = f"{first.day} {first:%B}" + ("" if first.year == last.year else f" {first.year}")
    return f"{start} to {last.day} {last:%B %Y}"


def over_time(starts: Sequence[dt.date], last: dt.date, width: int) -> Spec:
    """The axis of days from the first start to the end of the last day, with a label at some of the starts.

    Days are those of UTC, so that no machine's zone moves them. Where each day has a place of its own, its label
    stands in the middle of it.
    """
    days = (last - starts[0]).days + 1
    thinned = starts[:: -(-len(starts) // _LABELS)]
    middle = width / days / 2 if len(starts) == days else 0
    axis = {
        "title": None, "format": "%-d %b" if days <= 200 else "%b %Y", "grid": False, "labelOverlap": True,
        "values": [{"year": each.year, "month": each.month, "date": each.day, "utc": True} for each in thinned],
        "labelFlush": False, "tickOffset": middle,
    }  # fmt: skip
    # Both ends by themselves: a `domain` is read in two ways where bars have a beginning and an end, with a warning.
    ends = {"domainMin": stamp(starts[0]), "domainMax": stamp(last + dt.timedelta(days=1))}
    return {"field": "from", "type": "temporal", "scale": {"type": "utc", **ends}, "axis": axis}


def counted(number: int, one: str) -> str:
    """`1 contact`, `1,234 contacts`."""
    return f"{number:,} {one if number == 1 else one + 's'}"


def whole_numbers(most: int) -> Spec:
    """An axis of counts, without the halves that a short one would have."""
    return {"format": ",d", "values": list(range(most + 1))} if most <= _FEW else {"format": ",d", "tickMinStep": 1}


def stamp(day: dt.date) -> int:
    """The beginning of a day in UTC, in milliseconds of the Unix epoch."""
    return (day - dt.date(1970, 1, 1)).days * 86_400_000


def width_of(places: int) -> int:
    """How wide a plot over time is: a few days do not fill it."""
    return min(WIDTH, max(_NARROWEST, 70 * places))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


_CONFIG: Spec = {
    "background": "white",
    "font": "sans-serif",
    "padding": 12,
    "view": {"stroke": None},
    "title": {
        "anchor": "start", "fontSize": 15, "fontWeight": 600, "color": INK, "subtitleColor": QUIET,
        "subtitleFontSize": 12, "offset": 14, "subtitlePadding": 4,
    },
    "axis": {
        "labelColor": QUIET, "titleColor": QUIET, "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal",
        "gridColor": FAINT, "domainColor": FAINT, "tickColor": FAINT, "labelLimit": 260,
    },
    "legend": {"labelColor": INK, "titleColor": QUIET, "titleFontWeight": "normal", "labelFontSize": 11,
               "titleFontSize": 11, "symbolStrokeWidth": 0, "orient": "right"},
    "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": 600, "title": None},
}  # fmt: skip
