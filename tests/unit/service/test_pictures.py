"""Pictures: every specification is understood without a warning, and without the extra the way out is said."""

import importlib.util
import json
from pathlib import Path

import pytest

from playbook_engine.service import pictures
from playbook_engine.service.pictures import inline_svg, picture, require_extra, save_pictures
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.simulation.plot_looks import Spec
from playbook_engine.simulation.plot_timeline import timeline
from playbook_engine.simulation.plots import calendar, compared
from tests.unit.simulation.drawn_acts import FIRST, LAST, TONES, acme, act, all_plots

PLOTS = all_plots()
MARKUP = "hello"
vl_convert = pytest.importorskip("vl_convert", reason="the extra `plots` is not installed")


def warnings(spec: Spec, caught: pytest.CaptureFixture[str]) -> str:
    """What the compiler of Vega-Lite has to say against a specification."""
    vl_convert.vegalite_to_vega(spec, vl_version=pictures.VERSION, show_warnings=True)
    shown = caught.readouterr()
    return "\n".join(line for line in (shown.out + shown.err).splitlines() if "WARN" in line)


@pytest.mark.parametrize("name", PLOTS)
def test_a_specification_is_understood_without_a_warning(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert not warnings(PLOTS[name], capfd)


def test_a_channel_that_is_none_is_warned_of(capfd: pytest.CaptureFixture[str]) -> None:
    spec = json.loads(json.dumps(PLOTS["calendar full"]))
    spec["encoding"]["colour"] = spec["encoding"].pop("color")
    assert "colour" in warnings(spec, capfd)


@pytest.mark.parametrize("name", [each for each in PLOTS if each.endswith("full")])
def test_a_picture_shows_what_it_is_of(name: str) -> None:
    svg = inline_svg(PLOTS[name])
    assert svg is not None
    assert svg.startswith("<svg")
    assert PLOTS[name]["title"]["text"] in svg
    assert picture(PLOTS[name], "png").startswith(b"\x89PNG")


def test_what_customers_are_called_is_text_and_never_markup() -> None:
    named = f"<script>alert('{MARKUP}')</script> & \" sons"
    acts = [act(1, anchor=named), act(2, anchor="{{ 1 + 1 }}", step=named)]
    for spec in (
        timeline(acme(), acts, "ACME", FIRST, LAST, TONES),
        compared((named, acts), ("other", []), FIRST, LAST),
        calendar([act(1, tone=named)], FIRST, LAST, TONES),
    ):
        svg = inline_svg(spec)
        assert svg is not None
        assert MARKUP in svg
        assert "<script" not in svg
        assert "onerror" not in svg


def test_the_same_specification_gives_the_same_picture() -> None:
    assert picture(PLOTS["calendar full"], "svg") == picture(PLOTS["calendar full"], "svg")


def test_plots_are_written_under_their_names(tmp_path: Path) -> None:
    plots = {"calendar": PLOTS["calendar one"], "funnel": PLOTS["funnel one"]}
    written = save_pictures(plots, tmp_path / "new" / "plots", "svg")
    assert [each.name for each in written] == ["calendar.svg", "funnel.svg"]
    assert all(each.read_bytes().startswith(b"<svg") for each in written)
    (spec,) = save_pictures({"calendar": PLOTS["calendar one"]}, tmp_path, "json")
    assert (spec.name, json.loads(spec.read_bytes())) == ("calendar.vl.json", PLOTS["calendar one"])


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongUse, match="no folder can be made"):
        save_pictures({}, tmp_path / "file" / "plots", "json")


class TestWithoutTheExtra:
    @pytest.fixture(autouse=True)
    def missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    def test_the_way_out_is_named(self) -> None:
        with pytest.raises(WrongUse, match="need an extra that is not installed") as caught:
            require_extra()
        assert "playbook-engine[plots]" in caught.value.help
        with pytest.raises(WrongUse):
            picture(PLOTS["calendar one"], "png")

    def test_specifications_are_written_all_the_same(self) -> None:
        assert json.loads(picture(PLOTS["calendar one"], "json")) == PLOTS["calendar one"]

    def test_a_page_has_no_picture(self) -> None:
        assert inline_svg(PLOTS["calendar one"]) is None
