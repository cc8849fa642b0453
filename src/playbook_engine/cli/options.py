"""Options that several commands share, each with one meaning."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import rich_click as click

F = TypeVar("F", bound=Callable[..., Any])
_PATH = click.Path(path_type=Path)


def command(*examples: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command whose help is its docstring, followed by examples."""

    def wrap(function: Callable[..., Any]) -> click.Command:
        shown = "".join(f"\n$ {each}" for each in examples)
        return click.command(help=f"{inspect.cleandoc(function.__doc__ or '')}\n\n\b\nExamples:{shown}")(function)

    return wrap


def folder(function: F) -> F:
    """The playbook folder, as argument or option; a command gets `folder` and `playbooks`."""
    named = click.option(
        "--playbooks", type=_PATH, metavar="DIR", help="The playbook folder: `.` or `playbooks` where it is left out."
    )
    return click.argument("folder", type=_PATH, required=False, metavar="[DIR]")(named(function))


def playbooks_or_release(function: F) -> F:
    """What is decided by: a folder, as argument or option, or a release; a command gets all three."""
    release = click.option("--release", type=_PATH, metavar="FILE", help="Decide by a release instead of a folder.")
    return folder(release(function))


book = click.option(
    "--book",
    "book_path",
    type=_PATH,
    metavar="PATH",
    help="Required: the book, a JSON or NDJSON file, or a folder of CSV files.",
)
as_of = click.option(
    "--as-of",
    metavar="DATE",
    default="",
    help="Required: the day, such as 2026-03-16, or an instant, such as 2026-03-16T09:00:00+01:00.",
)
account = click.option("--account", default="", metavar="ID", help="Only this account.")
processes = click.option(
    "--processes",
    type=int,
    default=0,
    metavar="COUNT",
    help="How many processes of this machine share the work; 0: as many as are of use.",
)
quiet = click.option("--quiet", "-q", is_flag=True, help="Say nothing beside the answer.")


def formats(*choices: str) -> Callable[[F], F]:
    """How the answer is printed; the first choice is the default."""
    return click.option(
        "--format", "form", type=click.Choice(choices), default=choices[0], show_default=True, help="How to print it."
    )


class Drawing(NamedTuple):
    """What is to be drawn: one plot here, and all of them into a folder."""

    plot: str | None
    folder: Path | None
    form: str

    @property
    def wanted(self) -> bool:
        """Whether anything is to be drawn at all."""
        return self.plot is not None or self.folder is not None


def plots(*names: str) -> Callable[[F], F]:
    """What is drawn; a command gets `drawing`."""

    def wrap(function: F) -> F:
        @functools.wraps(function)
        def drawing(*given: Any, plot: str | None, plots_folder: Path | None, plots_as: str, **more: Any) -> Any:
            return function(*given, drawing=Drawing(plot, plots_folder, plots_as), **more)

        one = click.option("--plot", type=click.Choice(names), default=None, help="Draw this here, in place of tables.")
        into = click.option("--plots", "plots_folder", type=_PATH, metavar="DIR", help="Write all plots into a folder.")
        form = click.option(
            "--plots-as",
            type=click.Choice(["png", "svg", "json"]),
            default="png",
            show_default=True,
            help="What is written there: pictures, which need the extra `plots`, or specifications (Vega-Lite).",
        )
        return cast("F", one(into(form(drawing))))

    return wrap
