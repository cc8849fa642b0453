"""Plots that a command was asked for: one in the terminal, all in a folder."""

from pathlib import Path
from typing import get_args

from playbook_engine.cli.output import counted, note, stdout
from playbook_engine.service.pictures import PictureForm, require_extra, save_pictures
from playbook_engine.service.plotting import Plots
from playbook_engine.service.wrong_use import WrongUse


def refuse_what_cannot_be_drawn(
    plot: str | None, folder: Path | None, plots_as: str, form: str, account: str, people: str
) -> None:
    """Say at once what would only come out when all work is done. Raises WrongUse."""
    if plot is not None and form != people:
        raise WrongUse(
            f"a plot is for people, and `--format {form}` for a program",
            "leave one of them out, or write plots with `--plots DIR`",
        )
    if plot == "timeline" and not account:
        raise WrongUse("the plot `timeline` is of one account", "add `--account ID`")
    if folder is not None and plots_as != "json":
        require_extra()


def show_plots(plots: Plots, plot: str | None, folder: Path | None, plots_as: str, *, quiet: bool) -> bool:
    """Draw and write what was asked for; whether something was drawn in place of tables."""
    if folder is not None:
        form = next(each for each in get_args(PictureForm) if each == plots_as)
        written = save_pictures({name: make() for name, make in plots.items()}, folder, form)
        names = ", ".join(path.name for path in written)
        note(f"{counted(len(written), 'plot')} written to `{folder}`: {names}", quiet=quiet)
    if plot is None:
        return False
    from playbook_engine.cli.plot_text import print_plot

    print_plot(stdout(), plots[plot]())
    return True
