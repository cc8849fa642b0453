"""A file read into nodes: text stays text, every node knows its place, and every fault is found at once."""

import gc

import pytest
import yaml

from playbook_engine.language import reading
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence, find
from playbook_engine.language.reading import Reading, read
from playbook_engine.model.diagnostic import Place

PATH = "playbooks/standard.yaml"


@pytest.fixture(params=["C", "Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each test runs with the parser in C and with the one in Python."""
    name = str(request.param)
    monkeypatch.setattr(reading, "PARSER", yaml.CSafeLoader if name == "C" else yaml.SafeLoader)
    return name


def reading_of(text: str) -> Reading:
    return read(PATH, text.encode())


def node_of(text: str) -> Node:
    done = reading_of(text)
    assert done.diagnostics == ()
    assert done.node is not None
    return done.node


def codes_of(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of each fault."""
    return [(each.code, each.place.line, each.place.column) for each in reading_of(text).diagnostics]


def at(node: Node, *path: str | int) -> Node:
    return find(node, path)


def text_at(node: Node, *path: str | int) -> str:
    found = at(node, *path)
    assert isinstance(found, Scalar)
    return found.text


def span(node: Node) -> tuple[int, int, int, int]:
    place = node.place
    assert place.path == PATH
    return place.line, place.column, place.end_line, place.end_column


class TestText:
    @pytest.mark.parametrize(
        "written",
        ["NO", "010", "17:00", "1000.10", "0x1F", "1e3", "yes", "true", "2026-01-31", ".5", "1_000", "=", "-a"],
    )
    def test_a_plain_value_stays_the_text_that_was_written(self, written: str) -> None:
        value = at(node_of(f"key: {written}\n"), "key")
        assert isinstance(value, Scalar)
        assert (value.text, value.quoted, value.absent) == (written, False, False)

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ('"a: b"', "a: b"),
            ("'it''s'", "it's"),
            ('"a\\tb"', "a\tb"),
            ("|\n  a\n  b\n", "a\nb\n"),
            (">\n  a\n  b\n", "a b\n"),
            ('"null"', "null"),
            ("'~'", "~"),
            ('""', ""),
        ],
    )
    def test_quotes_and_blocks_are_marked_as_such(self, written: str, text: str) -> None:
        value = at(node_of(f"key: {written}\n"), "key")
        assert isinstance(value, Scalar)
        assert (value.text, value.quoted, value.absent) == (text, True, False)

    def test_a_byte_order_mark_is_no_text(self) -> None:
        assert read(PATH, b"\xef\xbb\xbfkey: a\n") == read(PATH, b"key: a\n")

    def test_order_is_kept(self) -> None:
        node = node_of("b: 1\na: [z, y]\n")
        assert isinstance(node, Mapping)
        assert [key.text for key, _ in node.entries] == ["b", "a"]
        assert [text_at(node, "a", n) for n in range(2)] == ["z", "y"]


class TestPlaces:
    def test_of_keys_and_values_count_characters_from_one(self) -> None:
        node = node_of('ключ: "日本 🙂"  # remark\nb:\n  - x\n')
        assert isinstance(node, Mapping)
        assert span(node.entries[0][0]) == (1, 1, 1, 5)
        assert span(at(node, "ключ")) == (1, 7, 1, 13)
        assert span(at(node, "b", 0)) == (3, 5, 3, 6)

    def test_of_a_mapping_end_with_its_last_value_and_not_with_the_blank_lines_after_it(self) -> None:
        node = node_of("a:\n  b: 1\n  c: 22   # remark\n\n\nd: 3\n")
        assert span(at(node, "a")) == (2, 3, 3, 8)
        assert span(node) == (1, 1, 6, 5)

    def test_of_brackets_hold_the_brackets(self) -> None:
        node = node_of("a: [b, {c: d},\n  e]\nf: [g: h]\n")
        assert span(at(node, "a")) == (1, 4, 2, 5)
        assert span(at(node, "a", 1)) == (1, 8, 1, 14)
        assert span(at(node, "f", 0)) == (3, 5, 3, 9)

    def test_of_a_block_of_text_end_with_its_last_line(self) -> None:
        node = node_of("a: |\n  one\n  two\n\n\nb: x\n")
        assert span(at(node, "a")) == (1, 4, 3, 6)

    def test_are_the_same_with_carriage_returns(self) -> None:
        assert node_of("a: 'b\r\n  c'\r\nd: |\r\n  e\r\n") == node_of("a: 'b\n  c'\nd: |\n  e\n")

    def test_leave_out_an_anchor(self) -> None:
        node = node_of("a: &x word\nb: &y\n  c: d\ne: &z # remark\n  - f\ng: &w [1]\n")
        assert span(at(node, "a")) == (1, 7, 1, 11)
        assert span(at(node, "b")) == (3, 3, 3, 7)
        assert span(at(node, "e")) == (5, 3, 5, 6)
        assert span(at(node, "g")) == (6, 7, 6, 10)

    def test_of_a_text_behind_an_alias_are_those_of_the_alias(self) -> None:
        node = node_of("a: &x word\nb: *x\n")
        assert span(at(node, "b")) == (2, 4, 2, 6)
        assert text_at(node, "b") == "word"

    def test_of_a_part_of_a_value(self) -> None:
        node = node_of("a: at least 5 EUR\nb: 'at least 5 EUR'\nc: 'it''s at least 5 EUR'\n")
        plain, quoted, escaped = (at(node, key) for key in "abc")
        assert isinstance(plain, Scalar)
        assert isinstance(quoted, Scalar)
        assert isinstance(escaped, Scalar)
        assert plain.part(9, 14) == Scalar("5 EUR", False, Place(PATH, 1, 13, 1, 18))
        assert quoted.part(9, 14) == Scalar("5 EUR", True, Place(PATH, 2, 14, 2, 19))
        assert escaped.part(14, 19) == Scalar("5 EUR", True, escaped.place)


class TestNodes:
    def test_a_mapping_gives_value_and_key_by_name(self) -> None:
        node = node_of("a: 1\nb: 2\n")
        assert isinstance(node, Mapping)
        assert node.get("b") == node.entries[1][1]
        assert node.key("b") == node.entries[1][0]
        assert node.get("c") is None
        assert node.key("c") is None

    def test_a_path_leads_as_far_as_it_goes(self) -> None:
        node = node_of("a:\n  - b: c\n")
        assert text_at(node, "a", 0, "b") == "c"
        assert find(node, ["a", 0, "z"]) == find(node, ["a", 0])
        assert find(node, ["a", 5]) == find(node, ["a"])
        assert find(node, ["a", 0, "b", "deeper"]) == find(node, ["a", 0, "b"])

    def test_a_list_behind_an_alias_is_the_same_list(self) -> None:
        node = node_of("a: &x [b, c]\nd: *x\n")
        assert at(node, "d") is at(node, "a")


class TestAbsence:
    @pytest.mark.parametrize("written", ["~", "null", "Null", "NULL"])
    def test_null_is_a_fault_where_it_stands(self, written: str) -> None:
        assert codes_of(f"a: {written}\n") == [("PB126", 1, 4)]

    def test_nothing_is_a_fault_at_its_key(self) -> None:
        assert codes_of("a:\nb: 1\nc:\n  d:\n") == [("PB126", 1, 1), ("PB126", 4, 3)]

    def test_an_empty_list_entry_is_a_fault(self) -> None:
        assert codes_of("a:\n  -\n  - b\n") == [("PB126", 2, 4)]

    def test_what_is_absent_is_marked(self) -> None:
        node = reading_of("a:\nb: ~\n").node
        assert node is not None
        for key in ("a", "b"):
            value = at(node, key)
            assert isinstance(value, Scalar)
            assert (value.text, value.absent) == ("", True)

    def test_a_comma_in_an_amount_in_braces_is_explained(self) -> None:
        (fault,) = reading_of("when: {account.balance: at least 1,500 EUR}\n").diagnostics
        assert fault.code == "PB126"
        assert "`500 EUR`" in fault.message
        assert "1500 EUR" in fault.help

    @pytest.mark.parametrize("text", ["", "# remark\n", "---\n", "~\n", "\n\n", "---\n...\n"])
    def test_a_file_that_says_nothing_is_a_fault(self, text: str) -> None:
        done = reading_of(text)
        assert done.node is None
        assert [each.code for each in done.diagnostics] == ["PB113"]


class TestKeys:
    def test_a_key_that_stands_twice_is_a_fault_at_the_second_that_points_to_the_first(self) -> None:
        done = reading_of("a: 1\nb: 2\na: 3\n")
        (fault,) = done.diagnostics
        assert (fault.code, fault.place.line) == ("PB124", 3)
        assert [each.place.line for each in fault.related] == [1]
        assert isinstance(done.node, Mapping)
        assert [(key.text, text_at(done.node, key.text)) for key, _ in done.node.entries] == [("a", "1"), ("b", "2")]
        assert not done.node.incomplete

    @pytest.mark.parametrize("text", ["a: 1\n'a': 2\n", '010: 1\n"010": 2\n', "{a: 1, a: 2}\n"])
    def test_keys_are_the_same_when_their_text_is(self, text: str) -> None:
        assert [code for code, _, _ in codes_of(text)] == ["PB124"]

    def test_keys_differ_when_their_text_does(self) -> None:
        assert codes_of("8: 1\n010: 2\n0o10: 3\n") == []

    @pytest.mark.parametrize(
        ("text", "column"), [("? [a, b]\n: c\n", 3), ("? {a: b}\n: c\n", 3), ("~: c\n", 1), ("{[a]: b}\n", 2)]
    )
    def test_a_key_that_is_no_text_is_a_fault(self, text: str, column: int) -> None:
        done = reading_of(text)
        assert [(each.code, each.place.column) for each in done.diagnostics] == [("PB125", column)]
        assert isinstance(done.node, Mapping)
        assert done.node.incomplete

    def test_a_merge_is_a_fault_and_what_it_would_bring_is_not_missed(self) -> None:
        done = reading_of("a: &a {b: c}\nd:\n  <<: *a\n  e: f\n")
        assert [(each.code, each.place.line) for each in done.diagnostics] == [("PB117", 3)]
        assert done.node is not None
        inner = at(done.node, "d")
        assert isinstance(inner, Mapping)
        assert inner.incomplete
        assert text_at(inner, "e") == "f"

    def test_a_merge_key_in_quotes_is_a_text(self) -> None:
        assert codes_of("'<<': a\n") == []


class TestAliases:
    def test_an_alias_without_anchor_is_a_fault_with_a_suggestion(self) -> None:
        (fault,) = reading_of("a: &billing b\nc: *biling\n").diagnostics
        assert (fault.code, fault.place.line, fault.place.column) == ("PB118", 2, 4)
        assert fault.help == "did you mean `billing`?"

    @pytest.mark.parametrize("text", ["a: &a [*a]\n", "a: &a {b: {c: *a}}\n", "&a\nb:\n  - *a\n"])
    def test_an_alias_inside_its_own_anchor_is_a_fault(self, text: str) -> None:
        assert [code for code, _, _ in codes_of(text)] == ["PB119"]

    def test_an_anchor_given_twice_is_a_fault(self) -> None:
        assert codes_of("a: &x b\nc: &x d\n") == [("PB120", 2, 7)]

    def test_a_scalar_may_be_a_key_behind_an_alias(self) -> None:
        assert text_at(node_of("a: &x word\n*x : b\n"), "word") == "b"


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("a: !!str 3\n", (1, 4)),
            ("a: !!python/object:os.system x\n", (1, 4)),
            ("a: ! b\n", (1, 4)),
            ("a: &x !t [b]\n", (1, 7)),
            ("!t\na: b\n", (1, 1)),
            ("!t a: b\n", (1, 1)),
            ("a: !e!b c\n", (1, 4)),
        ],
    )
    def test_tags(self, text: str, place: tuple[int, int]) -> None:
        assert codes_of(text) == [("PB116", *place)]

    def test_directives(self) -> None:
        assert codes_of("%YAML 1.2\n---\na: b\n") == [("PB115", 1, 1)]
        assert codes_of("a: b\n...\n%TAG ! tag:x\n---\nc: d\n") == [("PB115", 3, 1)]

    @pytest.mark.parametrize("text", ["a: b\n---\nc: d\n", "a: b\n...\nc: d\n", "a: b\n---\n"])
    def test_second_documents(self, text: str) -> None:
        assert [code for code, _, _ in codes_of(text)] == ["PB114"]

    def test_one_document_may_be_marked_as_such(self) -> None:
        assert codes_of("---\na: b\n...\n") == []

    @pytest.mark.parametrize(
        "escape",
        ["\\0", "\\e", "\\x07", "\\N", "\\L", "\\P", "\\u200b", "\\u202e", "\\ud800", "\\U00110000", "\\UFFFFFFFF"],
    )
    def test_escapes_that_bring_in_what_may_not_stand_in_a_file(self, escape: str) -> None:
        assert [code for code, _, _ in codes_of(f'a: "x{escape}y"\n')] == ["PB112"]

    def test_a_comment_that_swallows_text_is_warned_of(self) -> None:
        done = reading_of("a: case #4 today\nb: c # remark\nd: e   #remark\nf: 'g #4'\n#h\ni: j # k #l\n")
        assert [(each.code, each.severity, each.place.line) for each in done.diagnostics] == [("PB128", "warning", 1)]
        assert "`#4 today`" in done.diagnostics[0].message
        assert done.ok


class TestAtOnce:
    def test_all_faults_of_a_file_are_found(self) -> None:
        text = "a: 1\na: !t 2\nb:\nc: *x\n<<: {}\nd: &y [*y]\n"
        assert [code for code, _, _ in codes_of(text)] == ["PB124", "PB116", "PB126", "PB118", "PB117", "PB119"]

    def test_a_fault_of_form_ends_the_reading_and_keeps_what_was_found_before(self) -> None:
        done = reading_of("a: 1\na: 2\nb: 'c' d\n")
        assert done.node is None
        assert [each.code for each in done.diagnostics] == ["PB124", "PB109"]

    def test_a_bracket_left_open_is_one_fault(self) -> None:
        assert codes_of("to: {a b, c d\n") == [("PB110", 1, 5)]

    def test_nothing_is_said_twice(self) -> None:
        assert codes_of("a: {~: 1}\n") == [("PB125", 1, 5)]


class TestCollector:
    @pytest.mark.parametrize("on", [True, False])
    @pytest.mark.parametrize("text", ["a: b\n", "a: 'b", "[" * 100])
    def test_of_garbage_is_left_as_it_was(self, on: bool, text: str) -> None:
        was_on = gc.isenabled()
        try:
            (gc.enable if on else gc.disable)()
            reading_of(text)
            assert gc.isenabled() is on
        finally:
            (gc.enable if was_on else gc.disable)()


def test_a_list_may_be_all_of_a_file() -> None:
    node = node_of("- a\n- b\n")
    assert isinstance(node, Sequence)
    assert [text_at(node, n) for n in range(2)] == ["a", "b"]
