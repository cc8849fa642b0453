"""Plots that a command was asked for: one in the terminal, all in a folder."""

from typing import get_args

from playbook_engine.cli.options import Drawing
from playbook_engine.cli.output import counted, note, stdout
from playbook_engine.service.pictures import PictureForm, require_extra, save_pictures
from playbook_engine.service.plotting import Plots
from playbook_engine.service.wrong_use import WrongUse


def refuse_what_cannot_be_drawn(drawing: Drawing, form: str, account: str, people: str) -> None:
    """Say at once what would only come out when all work is done. Raises WrongUse."""
    if drawing.plot is not None and form != people:
        raise WrongUse(
            f"a plot is for people, and `--format {form}` for a program",
            "leave one of them out, or write plots with `--plots DIR`",
        )
    if drawing.plot == "timeline" and not account:
        raise WrongUse("the plot `timeline` is of one account", "add `--account ID`")
    if drawing.folder is not None and drawing.form != "json":
        require_extra()


def show_plots(plots: Plots, drawing: Drawing, *, quiet: bool) -> bool:
    """Draw and write what was asked for; whether something was drawn in place of tables."""
    if drawing.folder is not None:
        form = next(each for each in get_args(PictureForm) if each == drawing.form)
        written = save_pictures({name: make() for name, make in plots.items()}, drawing.folder, form)
        names = ", ".join(path.name for path in written)
        note(f"{counted(len(written), 'plot')} written to `{drawing.folder}`: {names}", quiet=quiet)
    if drawing.plot is None:
        return False
    from playbook_engine.cli.plot_text import print_plot

    print_plot(stdout(), plots[drawing.plot]())
    return True
