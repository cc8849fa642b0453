"""Pictures of plots, made by a program that comes with the extra `plots`; without it, the specifications alone."""

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from playbook_engine.service.writing import write_whole
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.simulation.plot_looks import Spec

PictureForm = Literal["png", "svg", "json"]

VERSION = "5.21"
"""Of Vega-Lite, among those that come with the extra: always the same, so that pictures stay the same."""
_SHARPER = 2
"""Pixels of a PNG for each of the specification."""


def can_draw() -> bool:
    """Whether the extra `plots` is installed."""
    return importlib.util.find_spec("vl_convert") is not None


def picture(spec: Spec, form: PictureForm) -> bytes:
    """A plot as PNG, SVG, or as its specification. Raises WrongUse where the extra is missing."""
    if form == "json":
        return json.dumps(spec, indent=1, ensure_ascii=False).encode() + b"\n"
    require_extra()
    import vl_convert  # noqa: PLC0415 - an extra, which most runs neither have nor need

    if form == "svg":
        return vl_convert.vegalite_to_svg(spec, vl_version=VERSION).encode()
    return vl_convert.vegalite_to_png(spec, vl_version=VERSION, scale=_SHARPER)


def inline_svg(spec: Spec) -> str | None:
    """A plot as SVG for a page; None where the extra is missing."""
    return picture(spec, "svg").decode() if can_draw() else None


def require_extra() -> None:
    """Raises WrongUse where pictures cannot be made."""
    if not can_draw():
        raise WrongUse(
            "pictures of plots need an extra that is not installed",
            "`pip install 'playbook-engine[plots]'`; `--plots-as json` writes the specifications without it",
        )


def save_pictures(plots: Mapping[str, Spec], folder: Path, form: PictureForm) -> list[Path]:
    """Write each plot into a folder, which is made where it is missing. Raises WrongUse."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUse(
            f"no folder can be made at `{folder}`: {(error.strerror or '').lower()}", "name another one"
        ) from error
    ending = "vl.json" if form == "json" else form
    paths = [folder / f"{name}.{ending}" for name in plots]
    for path, spec in zip(paths, plots.values(), strict=True):
        write_whole(path, picture(spec, form))
    return paths
