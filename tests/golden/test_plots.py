"""Plots as specifications, and as they are drawn in a terminal, of a few acts made by hand."""

import io
import json

import pytest
from rich.console import Console

from playbook_engine.cli.plot_text import print_plot
from tests.golden_files import Golden
from tests.unit.simulation.drawn_acts import all_plots

PLOTS = all_plots()


@pytest.mark.parametrize("name", [each for each in PLOTS if each.endswith((" full", " empty"))])
def test_a_specification(name: str, golden: Golden) -> None:
    golden(f"plots/{name.replace(' ', '-')}.vl.json", json.dumps(PLOTS[name], indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_in_a_terminal(name: str, golden: Golden) -> None:
    console = Console(file=io.StringIO(), width=90, color_system=None, highlight=False)
    print_plot(console, PLOTS[name])
    assert isinstance(console.file, io.StringIO)
    text = "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())
    golden(f"plots/{name.replace(' ', '-')}.txt", text)


def test_colours_are_those_of_the_pictures() -> None:
    spec = PLOTS["calendar full"]
    console = Console(file=io.StringIO(), width=90, force_terminal=True, color_system="truecolor")
    print_plot(console, spec)
    assert isinstance(console.file, io.StringIO)
    drawn = console.file.getvalue()
    scale = spec["encoding"]["color"]["scale"]
    friendly = scale["range"][scale["domain"].index("friendly")]
    red, green, blue = (int(friendly[place : place + 2], 16) for place in (1, 3, 5))
    assert f"\x1b[38;2;{red};{green};{blue}m█" in drawn
