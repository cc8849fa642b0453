"""Any bytes give nodes or errors: nothing is raised, and every place lies inside the text."""

from collections.abc import Iterator

import yaml
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language import reading
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.plain import as_plain
from playbook_engine.language.reading import Reading, read
from playbook_engine.language.rendering import render, render_all
from playbook_engine.language.reports import to_github, to_json, to_sarif
from playbook_engine.model.codes import CODES
from playbook_engine.model.diagnostic import Place, errors

PIECES = st.sampled_from(
    [
        *("a", "key", "a: ", ": ", ":", "- ", "-", "? ", "[", "]", "{", "}", ", ", ",", "#", " # x", " #x"),
        *("&a ", "*a", "*a ", "!t ", "!", "<<: ", "<<", "~", "null", "|\n", ">\n", "|+\n", '"', "'", "''"),
        *("\\", "\\x", "\\0", "\\ud800", "\\U00110000", "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "    "),
        *("---\n", "...\n", "---", "%", "%YAML 1.1\n", "@", "`", "é", "🙂", "日本"),
        *("\u2028", "\ufeff", "\u200b", "\x00", "\x07", "\x85"),
        *("1,500 EUR", "010", "step: first\n", "  do: email\n", "- step: x\n"),
    ]
)
PIECEMEAL = st.lists(PIECES, max_size=40).map("".join)
TEXTS = st.one_of(PIECEMEAL, st.text(max_size=60))
FILES = st.one_of(st.binary(max_size=80), TEXTS.map(str.encode), TEXTS.map(lambda text: text.encode("utf-16")))


def places(done: Reading) -> Iterator[Place]:
    for each in done.diagnostics:
        yield each.place
        yield from (related.place for related in each.related)
    if done.node is not None:
        yield from places_of(done.node)


def places_of(node: Node) -> Iterator[Place]:
    yield node.place
    match node:
        case Scalar():
            return
        case Sequence(items):
            inner: list[Node] = list(items)
        case Mapping(entries):
            inner = [part for pair in entries for part in pair]
    for each in inner:
        yield from places_of(each)


def assert_inside(place: Place, text: str) -> None:
    """From somewhere in the text to somewhere not before it; each end on a line that there is."""
    lines = text.replace("\r\n", "\n").split("\n")
    assert 1 <= place.line <= place.end_line <= len(lines), place
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1, place
    assert 1 <= place.end_column <= len(lines[place.end_line - 1]) + 1, place
    assert (place.line, place.column) <= (place.end_line, place.end_column), place


def read_with(parser: type[object], data: bytes) -> Reading:
    chosen = reading.PARSER
    reading.PARSER = parser
    try:
        return read("a.yaml", data)
    finally:
        reading.PARSER = chosen


def assert_sound(done: Reading) -> None:
    assert (done.node is None) <= bool(errors(list(done.diagnostics))), "no nodes, so there is an error"
    assert all(each.code in CODES for each in done.diagnostics)
    for place in places(done):
        assert_inside(place, done.text)


@given(FILES)
def test_any_bytes_give_nodes_or_errors_at_places_in_the_text(data: bytes) -> None:
    assert_sound(read_with(yaml.CSafeLoader, data))


@given(FILES)
def test_so_does_the_parser_in_python(data: bytes) -> None:
    assert_sound(read_with(yaml.SafeLoader, data))


@given(FILES)
def test_reading_twice_is_reading_once(data: bytes) -> None:
    assert read("a.yaml", data) == read("a.yaml", data)


@given(PIECEMEAL)
def test_what_both_parsers_accept_they_read_alike(text: str) -> None:
    in_c, in_python = read_with(yaml.CSafeLoader, text.encode()), read_with(yaml.SafeLoader, text.encode())
    if in_c.node is not None and in_python.node is not None:
        assert in_c == in_python


@given(FILES)
def test_whatever_is_wrong_can_be_shown(data: bytes) -> None:
    done = read("a.yaml", data)
    shown = render_all(done.diagnostics, {"a.yaml": done.text})
    assert shown.isprintable() or set(shown) - {"\n"} == {
        each for each in shown if each.isprintable() or each in "\u200c\u200d\xa0"
    }
    assert to_github(done.diagnostics).count("\n") == len(done.diagnostics)
    assert to_json(done.diagnostics)["diagnostics"] is not None
    assert to_sarif(done.diagnostics, "1")["version"] == "2.1.0"
    for each in done.diagnostics:
        assert render(each, None).startswith(f"{each.severity}[{each.code}]: ")


@given(FILES)
def test_whatever_is_read_is_plain_to_an_editor(data: bytes) -> None:
    node = read("a.yaml", data).node
    if node is not None:
        as_plain(node)


@given(
    st.recursive(
        st.sampled_from(["a", "b", "1"]), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("xyz"), inner)
    )
)
def test_a_written_value_is_read_back(value: object) -> None:
    for flow in (True, False):
        text = yaml.safe_dump({"key": value}, default_flow_style=flow)
        node = read("a.yaml", text.encode()).node
        assert isinstance(node, Mapping)
        inner = node.get("key")
        assert inner is not None
        assert as_plain(inner) == value
