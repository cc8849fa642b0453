"""A day's decisions in tables: what is folded, counted, or left out."""

import datetime as dt
import io

from rich.console import Console

from playbook_engine.cli.decision_data import COLUMNS, as_table
from playbook_engine.cli.decision_text import ROWS, print_overview, tone_text
from playbook_engine.model.book import Book
from playbook_engine.model.release import Release
from playbook_engine.model.units import make_book, records_of
from playbook_engine.service.deciding import decide_book
from playbook_engine.service.overview import overview_of
from tests.unit.service.sets import book, release

FIRST = dt.date(2026, 3, 5)
MANY = tuple(f"A{number:03}" for number in range(ROWS + 7))
TONES = ("friendly", "polite", "firm", "final")


def printed(chosen: Release, known: Book, *, every: bool = False, width: int = 140) -> str:
    decided = decide_book(chosen, known, FIRST)
    file = io.StringIO()
    view = overview_of(chosen, known, decided.decisions)
    print_overview(Console(file=file, width=width), view, decided, TONES, every=every)
    return file.getvalue()


def unreachable(known: Book) -> Book:
    """The same accounts without their contacts."""
    records = [each for unit in known.units for each in records_of(unit) if not each.id.endswith("-C")]
    return make_book([*(account for unit in known.units for account in unit.accounts), *records])


def test_a_long_table_is_cut_and_says_how_much_is_left_out() -> None:
    text = printed(release(), book(*MANY))
    assert MANY[ROWS - 1] in text
    assert MANY[ROWS] not in text
    assert "… and 7 more: --all shows them" in text
    whole = printed(release(), book(*MANY), every=True)
    assert MANY[-1] in whole
    assert "more" not in whole


def test_many_cases_with_one_trouble_stand_in_one_row() -> None:
    text = printed(release(), unreachable(book(*MANY)))
    assert f"and {len(MANY) - 3} more: --all shows them" in text
    assert "32,000.00 EUR" in text
    assert MANY[-1] in printed(release(), unreachable(book(*MANY)), every=True)
    assert "more" not in printed(release(), unreachable(book(*MANY[:5])))


def test_a_narrow_terminal_goes_without_the_playbook() -> None:
    assert "playbook" in printed(release(), book())
    narrow = printed(release(), book(), width=80)
    assert "playbook" not in narrow
    assert all(len(line) <= 80 for line in narrow.splitlines())


def test_tones_go_from_green_to_red() -> None:
    assert [tone_text(each, TONES).style for each in TONES] == ["green", "cyan", "yellow", "red"]
    assert [tone_text(each, ("soft", "hard")).style for each in ("soft", "hard")] == ["green", "red"]
    assert tone_text("only", ("only",)).style == "green"
    assert tone_text("unknown", TONES).plain == "unknown"


def test_a_spreadsheet_row_has_every_column() -> None:
    decided = decide_book(release(), book(), FIRST)
    lines = as_table(decided.decisions, {}).decode().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 3
