"""How amounts, counts and long work are shown."""

import io

import pytest
from rich.console import Console
from rich.table import Table

from playbook_engine.cli.output import LONG, bar, complain, counted, note, print_table, shown
from playbook_engine.model.money import Money


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123_456_789, "EUR", "1,234,567.89 EUR"),
        (5, "EUR", "0.05 EUR"),
        (1_234, "JPY", "1,234 JPY"),
        (1_234_567, "KWD", "1,234.567 KWD"),
        (-123_456, "EUR", "-1,234.56 EUR"),
        (-5, "EUR", "-0.05 EUR"),
    ],
)
def test_amounts_are_grouped_and_exact(minor: int, currency: str, text: str) -> None:
    assert shown([Money(minor, currency)]) == text


def test_several_currencies_stand_below_each_other_and_nothing_is_a_dash() -> None:
    assert shown([Money(100, "EUR"), Money(0, "GBP"), Money(200, "USD")]) == "1.00 EUR\n2.00 USD"
    assert shown([]) == shown([Money(0, "EUR")]) == "–"


def test_counts_agree_with_their_noun() -> None:
    assert [counted(number, "case") for number in (0, 1, 1_234)] == ["0 cases", "1 case", "1,234 cases"]
    assert counted(2, "entry", "entries") == "2 entries"


def test_what_goes_wrong_is_said_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    complain("`[x]` is no day", "write [bold] days")
    note("said", quiet=False)
    note("not said", quiet=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "error: `[x]` is no day\nhelp: write [bold] days\nsaid\n"


def test_long_work_is_handed_on_whole_whether_or_not_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    work = list(range(LONG + 5))
    assert list(bar("working")(work)) == work
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=80)
    monkeypatch.setattr("playbook_engine.cli.output.stderr", lambda: terminal)
    assert list(bar("working", quiet=True)(work)) == work
    assert list(bar("working")(work[:10])) == work[:10]
    assert screen.getvalue() == ""
    assert list(bar("working")(work)) == work
    assert "working" in screen.getvalue()


def test_a_table_in_a_file_has_no_blanks_at_the_ends_of_its_lines() -> None:
    table = Table("a", "b")
    table.add_row("one", "two")
    table.add_row("three", "")
    file = io.StringIO()
    print_table(Console(file=file, width=40), table)
    assert "three" in file.getvalue()
    assert not any(line != line.rstrip() for line in file.getvalue().splitlines())
