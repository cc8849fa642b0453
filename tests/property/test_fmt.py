"""Formatting changes how a file looks and nothing else."""

import re
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.language.fmt import formatted, usual_form
from playbook_engine.language.folder import load
from playbook_engine.language.formatting.sameness import comments
from playbook_engine.language.reading import read
from playbook_engine.model.canonical import fingerprint
from tests.property.careless import Careless, Tree, tree_of
from tests.property.laws import of_cases
from tests.property.writing import documents, folder

TOP = Path(__file__).parents[2]
FILE = "standard.yaml"

_SMOOTH = st.text(st.sampled_from("abcN 0159-:,.%/#'\"[]{}é"), min_size=1, max_size=12)
_ROUGH = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"]), max_size=6
)
_PHRASES = st.sampled_from(
    [
        "3 business days after due",
        "at least 1000 EUR",
        "NO",
        "none",
        "null",
        "true",
        "010",
        "17:00",
        "- a",
        "a: b",
        "<<",
        "~",
        "",
    ]
)
_TEXTS = st.one_of(_SMOOTH, _PHRASES, _ROUGH)
_KEYS = st.one_of(_SMOOTH, _PHRASES).filter(lambda text: text != "")
TREES = st.dictionaries(
    _KEYS,
    st.recursive(
        _TEXTS,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=4)),
        max_leaves=12,
    ),
    min_size=1,
    max_size=5,
)
SEEDS = st.integers(0, 2**32)


def written(tree: Any, style: int, spaces: int) -> tuple[str, list[str]]:
    """A document as somebody in a hurry writes it, and its comments."""
    writer = Careless(Random(style), Random(spaces))  # noqa: S311 - the same for the same seeds
    text = writer.document(tree)
    return text, writer.comments


def form_of(path: str, text: str) -> str:
    """The form of a text that can be read, without the last look that keeps what went wrong from being written."""
    reading = read(path, text.encode())
    assert reading.node is not None
    assert reading.ok, [each.message for each in reading.diagnostics]
    return formatted(path, reading.text, reading.node)


class TestForm:
    """Formatting twice is formatting once; what a file says and every comment stay."""

    @given(tree=TREES, style=SEEDS, spaces=SEEDS)
    def test_the_careless_writer_writes_what_it_was_given(self, tree: Tree, style: int, spaces: int) -> None:
        text, remarks = written(tree, style, spaces)
        reading = read(FILE, text.encode())
        assert reading.node is not None, text
        assert tree_of(reading.node) == tree
        assert comments(reading.text) == remarks

    @given(tree=TREES, style=SEEDS, spaces=SEEDS)
    def test_formatting_twice_is_formatting_once(self, tree: Tree, style: int, spaces: int) -> None:
        text, _ = written(tree, style, spaces)
        once = form_of(FILE, text)
        assert form_of(FILE, once) == once

    @given(tree=TREES, style=SEEDS, spaces=SEEDS)
    def test_a_file_says_the_same_and_keeps_its_comments(self, tree: Tree, style: int, spaces: int) -> None:
        text, remarks = written(tree, style, spaces)
        once = form_of(FILE, text)
        reading = read(FILE, once.encode())
        assert reading.node is not None
        assert tree_of(reading.node) == tree
        assert comments(once) == remarks
        assert usual_form(FILE, text.encode()).data == once.encode()

    @given(tree=TREES, style=SEEDS, one=SEEDS, other=SEEDS)
    def test_how_many_spaces_were_written_does_not_matter(self, tree: Tree, style: int, one: int, other: int) -> None:
        assert form_of(FILE, written(tree, style, one)[0]) == form_of(FILE, written(tree, style, other)[0])

    @given(tree=TREES, style=SEEDS, spaces=SEEDS)
    def test_lines_are_tidy(self, tree: Tree, style: int, spaces: int) -> None:
        once = form_of(FILE, written(tree, style, spaces)[0])
        assert not once.startswith("\n")
        assert re.fullmatch(r"(?s).*[^\n]\n", once)
        for line in once.split("\n"):
            assert line == line.rstrip(" \t")
            assert (len(line) - len(line.lstrip(" "))) % 2 == 0

    @given(tree=TREES, style=SEEDS, spaces=SEEDS)
    def test_line_ends_of_another_system_make_no_difference(self, tree: Tree, style: int, spaces: int) -> None:
        text, _ = written(tree, style, spaces)
        elsewhere = usual_form(FILE, text.replace("\n", "\r\n").encode())
        assert elsewhere.data == usual_form(FILE, text.encode()).data

    @given(data=st.binary(max_size=200))
    def test_what_cannot_be_read_stays(self, data: bytes) -> None:
        form = usual_form(FILE, data)
        assume(not read(FILE, data).ok)
        assert form.data == data
        assert form.diagnostics


class TestPlaybooks:
    """The fingerprint of what was formatted is that of what was written."""

    @of_cases(0.2)
    def test_a_generated_release_keeps_its_fingerprint(self, case: Drawn) -> None:
        files = folder(case.release)
        for number, (path, tree) in enumerate(documents(case.release).items()):
            files[path] = written(_texts(tree), number, number + 1)[0].encode()
        tidied = {path: usual_form(path, data).data if path.endswith(".yaml") else data for path, data in files.items()}
        before, after = load(files).release, load(tidied).release
        assert before is not None
        assert after is not None
        assert fingerprint(after) == fingerprint(before)
        assert tidied != files

    @given(style=SEEDS, spaces=SEEDS)
    def test_the_starter_playbooks_keep_their_fingerprint(self, style: int, spaces: int) -> None:
        start = TOP / "playbooks"
        files = {each.relative_to(start).as_posix(): each.read_bytes() for each in start.rglob("*") if each.is_file()}
        before = load(files).release
        assert before is not None
        for path in [each for each in files if each.endswith(".yaml")]:
            node = read(path, files[path]).node
            assert node is not None
            tree = tree_of(node)
            text, remarks = written(tree, style, spaces)
            files[path] = form_of(path, text).encode()
            again = read(path, files[path]).node
            assert again is not None
            assert tree_of(again) == tree
            assert comments(files[path].decode()) == remarks
        after = load(files).release
        assert after is not None
        assert fingerprint(after) == fingerprint(before)


def _texts(value: Any) -> Tree:
    """What is written, as texts."""
    match value:
        case dict():
            return {str(key): _texts(each) for key, each in value.items()}
        case list() | tuple():
            return [_texts(each) for each in value]
        case _:
            return str(value)
