"""Plots in a terminal: bars and lanes of characters, in colour where there are colours, else in shades."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from playbook_engine.simulation.plot_looks import NO_TONE, Spec

_WIDEST = 100
_SHADES = "░▒▓█"
_MORE_SHADES = "·░▒▓█"
_WITHOUT = "-"
_LANE = {"not due": "─", "overdue": "━", "disputed": "?", "promised": "~"}
_PAID = "|"
_CELLS_A_DAY = 4
_EPOCH = dt.date(1970, 1, 1)

Row = dict[str, Any]
Part = tuple[str, float]
"""The class of a piece of a bar, and how long it is."""


def print_plot(console: Console, spec: Spec) -> None:
    """Draw a plot from the rows in its specification."""
    title = spec["title"]
    console.print(Text(f"\n{title['text']}", style="bold"))
    if title["subtitle"]:
        console.print(Text(title["subtitle"], style="dim"))
    data: dict[str, list[Row]] = spec["datasets"]
    if "nothing" in data:
        console.print(Text(data["nothing"][0]["said"]))
        return
    width = min(console.width, _WIDEST)
    for line in _lines(spec["usermeta"]["plot"], spec, data, width, colours=console.color_system is not None):
        console.print(line, soft_wrap=True)


def _lines(plot: str, spec: Spec, data: dict[str, list[Row]], width: int, *, colours: bool) -> Iterator[Text]:
    match plot:
        case "timeline":
            yield from _Lanes(spec, data, width, colours=colours).lines()
        case "compared":
            yield from _sides(spec, data["by step"], width, colours=colours)
        case _:
            field, value, names = _FIELDS[plot]
            ink = _Ink(_scale_of(spec, field), colours=colours)
            yield from _piles(data, field, value, names, ink, width)


_FIELDS = {
    "calendar": ("tone", "contacts", "from"),
    "funnel": ("tone", "customers", "step"),
    "ageing": ("age", "amount", "from"),
}
"""Of each plot of bars: the field of the classes, that of their length, and that which names a bar."""


class _Ink:
    """How each class is drawn: in its colour, or as a shade from light to dark."""

    def __init__(self, scale: Spec, *, colours: bool) -> None:
        names: list[str] = scale["domain"]
        ranked = [each for each in names if each != NO_TONE]
        shades = _SHADES if len(ranked) <= len(_SHADES) else _MORE_SHADES
        self._glyphs = {name: shades[_place(number, len(ranked), len(shades))] for number, name in enumerate(ranked)}
        self._colours = dict(zip(names, scale["range"], strict=True)) if colours else {}

    def drawn(self, name: str, cells: int) -> Text:
        """Some cells of a class."""
        glyph = "█" if self._colours else self._glyphs.get(name, _WITHOUT)
        return Text(glyph * cells, style=self._colours.get(name, ""))

    def legend(self, found: Iterable[str]) -> Text:
        """The classes that are there, with how they are drawn."""
        there = set(found)
        names = [name for name in (*self._glyphs, NO_TONE) if name in there]
        return Text("   ").join(self.drawn(name, 2) + Text(f" {name}") for name in names)


def _piles(data: dict[str, list[Row]], field: str, value: str, names: str, ink: _Ink, width: int) -> Iterator[Text]:
    """A bar for each name, made of its classes; sets of data one after the other, amounts of money by themselves."""
    sets = {name: _bars(rows, names) for name, rows in data.items()}
    longest = max(len(str(row[names])) for rows in data.values() for row in rows)
    most = {name: max(sum(row[value] for row in bar) for bar in bars) for name, bars in sets.items()}
    for name, bars in sets.items():
        yield Text(name.partition(" ")[2], style="bold")
        for bar in bars:
            parts = [(row[field], row[value]) for row in sorted(bar, key=_softest_first)]
            told = f"{sum(part for _, part in parts):,.0f}"
            scale = most[name] if field == "age" else max(most.values())
            yield _bar(str(bar[0][names]), longest, parts, scale, told, ink, width)
    yield Text("")
    yield ink.legend(row[field] for rows in data.values() for row in rows if row[value])


def _softest_first(row: Row) -> int:
    place: int = row["stiffness"] if "stiffness" in row else row["place"]
    return place


def _sides(spec: Spec, rows: list[Row], width: int, *, colours: bool) -> Iterator[Text]:
    """Two bars a step."""
    if not rows:
        yield Text("\nno step has more actions on one side than on the other")
        return
    ink = _Ink(_scale_of(spec, "side"), colours=colours)
    longest = max(len(row["step"]) for row in rows)
    most = max(row["actions"] for row in rows)
    yield Text("")
    for row in rows:
        label = row["step"] if row["place"] == 0 else ""
        yield _bar(label, longest, [(row["side"], row["actions"])], most, row["told"], ink, width)
    yield Text("")
    yield ink.legend(row["side"] for row in rows)


def _bar(label: str, longest: int, parts: Sequence[Part], most: float, told: str, ink: _Ink, width: int) -> Text:
    room = max(10, width - longest - 14)
    line = Text(f"{label:<{longest}}  ")
    for name, size in parts:
        if size:
            line.append_text(ink.drawn(name, max(1, round(room * size / most))))
    return line.append(f" {told}")


def _bars(rows: Iterable[Row], names: str) -> list[list[Row]]:
    """Rows by the bar that they belong to, in the order in which these come first."""
    bars: dict[str, list[Row]] = {}
    for row in rows:
        bars.setdefault(row[names], []).append(row)
    return list(bars.values())


class _Lanes:
    """A lane an item: its states as lines, payments, and what was said as the number of its tone."""

    def __init__(self, spec: Spec, data: dict[str, list[Row]], width: int, *, colours: bool) -> None:
        encoding = spec["encoding"]
        ends = encoding["x"]["scale"]
        first, end = (_EPOCH + dt.timedelta(milliseconds=ends[each]) for each in ("domainMin", "domainMax"))
        self._lanes: list[str] = encoding["y"]["sort"]
        self._label = max(len(each) for each in self._lanes)
        self._first, self._days = first, (end - first).days
        room = max(10, width - self._label - 3)
        self._cells = min(room, self._days * max(1, min(_CELLS_A_DAY, room // self._days)))
        self._data = data
        scale = _scale_of(spec, "tone") if data["said"] else {"domain": [], "range": []}
        self._tones = [each for each in scale["domain"] if each != NO_TONE]
        self._colours = dict(zip(scale["domain"], scale["range"], strict=True)) if colours else {}

    def lines(self) -> Iterator[Text]:
        """The lanes, a line of days above, and what the signs mean below."""
        last = self._first + dt.timedelta(days=self._days - 1)
        gap = " " * max(1, self._cells - len(f"{self._first}{last}"))
        yield Text(f"\n{'':<{self._label}}  {self._first}{gap}{last}", style="dim")
        for lane in self._lanes:
            yield Text(f"{lane:<{self._label}}  ").append_text(self._lane(lane))
        yield Text("")
        signs = [f"{sign} {name}" for name, sign in _LANE.items() if self._has(name)]
        signs += [f"{_PAID} payment"] if self._data["paid"] else []
        tones = [f"{number} {tone}" for number, tone in enumerate(self._tones, 1)]
        yield Text("   ".join([*signs, *(tones if self._data["said"] else []), *self._ours()]))

    def _lane(self, lane: str) -> Text:
        cells = [" "] * self._cells
        styles = [""] * self._cells
        for row in sorted(self._of("spans", lane), key=lambda row: list(_LANE).index(row["state"])):
            start, end = self._cell(row["from"]), self._cell(row["to"])
            cells[start : max(end, start + 1)] = _LANE[row["state"]] * max(end - start, 1)
        for row in self._of("paid", lane):
            cells[self._cell(row["on"])] = _PAID
        for row in self._of("said", lane):
            place = self._cell(row["on"])
            cells[place] = str(self._tones.index(row["tone"]) + 1) if row["tone"] in self._tones else "+"
            styles[place] = f"bold {self._colours[row['tone']]}" if row["tone"] in self._colours else ""
        return Text("").join(Text(cell, style=style) for cell, style in zip(cells, styles, strict=True))

    def _cell(self, day: str) -> int:
        """The cell of a day; of a day after the last the one behind the last."""
        return (dt.date.fromisoformat(day) - self._first).days * self._cells // self._days

    def _of(self, name: str, lane: str) -> Iterator[Row]:
        return (row for row in self._data[name] if row["item"] == lane)

    def _has(self, state: str) -> bool:
        return any(row["state"] == state for row in self._data["spans"])

    def _ours(self) -> list[str]:
        return ["+ without a tone"] if any(row["tone"] not in self._tones for row in self._data["said"]) else []


def _scale_of(spec: Any, field: str) -> Spec:
    """The colours of a field, from wherever in the specification it is drawn."""
    found = _find(spec, field)
    assert found is not None
    return found


def _find(part: Any, field: str) -> Spec | None:
    if isinstance(part, dict):
        colour = part.get("color")
        if isinstance(colour, dict) and colour.get("field") == field:
            scale: Spec = colour["scale"]
            return scale
        part = [each for name, each in part.items() if name != "datasets"]
    if isinstance(part, list):
        return next((found for each in part if (found := _find(each, field)) is not None), None)
    return None


def _place(number: int, count: int, shades: int) -> int:
    return number * (shades - 1) // max(1, count - 1)
