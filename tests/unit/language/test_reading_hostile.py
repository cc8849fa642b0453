"""Hostile files: each is refused with one diagnostic, before it costs time or memory."""

import subprocess
import sys
import tracemalloc
from collections.abc import Callable

import pytest
import yaml

from playbook_engine.language import reading
from playbook_engine.language.building import DEEPEST, LONGEST_SCALAR, MOST_FAULTS, MOST_NODES
from playbook_engine.language.decoding import LARGEST_FILE
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.reading import Reading, read

MEGABYTES = 1_000_000
FULL = LARGEST_FILE


def filled(piece: str, before: str = "") -> bytes:
    """As many pieces as the largest file holds."""
    data = before.encode() + piece.encode() * (FULL // len(piece.encode()))
    return data[: FULL - len(piece)]


def bomb(levels: int = 30) -> bytes:
    """Ten to the power of `levels` values in a few lines."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]")
    return "\n".join(lines).encode()


def chain() -> bytes:
    """Each anchor nests thirty deep around the one before."""
    lines = ["a0: &a0 x", *(f"a{n}: &a{n} {'[' * 30}*a{n - 1}{']' * 30}" for n in range(1, 5000))]
    return "\n".join(lines).encode()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "brackets": (lambda: filled("["), "PB122"),
    "thirty thousand brackets": (lambda: b"[" * 30_000, "PB122"),
    "a hundred thousand brackets below a key": (lambda: b"a: " + b"[" * 100_000 + b"]" * 100_000, "PB122"),
    "braces": (lambda: filled("{"), "PB122"),
    "braces with keys": (lambda: filled("{a: "), "PB122"),
    "dashes": (lambda: filled("- "), "PB122"),
    "question marks": (lambda: filled("? "), "PB122"),
    "brackets on lines": (lambda: filled("[\n"), "PB122"),
    "indentation": (lambda: "".join(" " * n + "a:\n" for n in range(1900)).encode(), "PB122"),
    "aliases of aliases": (bomb, "PB121"),
    "deep aliases of deep aliases": (chain, "PB122"),
    "an alias many times": (lambda: filled("- *a\n", "- &a " + "x" * 100 + "\n"), "PB121"),
    "a list without end": (lambda: filled("- a\n"), "PB121"),
    "commas": (lambda: filled("a,", "["), "PB121"),
    "keys": (lambda: "".join(f"k{n}: 1\n" for n in range(180_000)).encode(), "PB121"),
    "one key again and again": (lambda: filled("a: 1\n"), "PB127"),
    "tags": (lambda: filled("- !!str a\n"), "PB127"),
    "nulls": (lambda: filled("- ~\n"), "PB127"),
    "merges": (lambda: filled("<<: {}\n"), "PB127"),
    "a long word": (lambda: filled("a"), "PB123"),
    "a long quoted text": (lambda: filled("a", "'") + b"'", "PB123"),
    "a long block of text": (lambda: filled(" a\n", "|\n"), "PB123"),
    "a quote without end": (lambda: filled("a ", '"'), "PB109"),
    "line feeds in a quote": (lambda: filled("\n", "'"), "PB109"),
    "documents": (lambda: filled("---\n"), "PB114"),
    "directives": (lambda: "".join(f"%TAG !{n}! tag:x\n" for n in range(90_000)).encode(), "PB115"),
    "directives of a second document": (lambda: b"a: b\n...\n" + b"%YAML 1.1\n" * 100_000, "PB115"),
    "a tag without end": (lambda: filled("!<"), "PB116"),
    "tabs": (lambda: filled("\t"), "PB105"),
    "line feeds": (lambda: filled("\n"), "PB113"),
    "comments": (lambda: filled("#\n"), "PB113"),
    "NUL characters": (lambda: filled("\x00"), "PB103"),
    "control characters": (lambda: filled("\x1b[2J"), "PB103"),
    "characters that turn text": (lambda: filled("\u202e"), "PB103"),
    "Latin-1": (lambda: b"a: " + b"x" * 1_900_000 + b"\xe9", "PB101"),
    "UTF-16": (lambda: "a: b\n".encode("utf-16"), "PB101"),
    "UTF-16 without a mark": (lambda: "a: b\n".encode("utf-16-le"), "PB101"),
    "UTF-32": (lambda: "a: b\n".encode("utf-32"), "PB101"),
    "UTF-32 without a mark": (lambda: "a: b\n".encode("utf-32-be"), "PB101"),
    "surrogates": (lambda: b"a: \xed\xa0\x80", "PB101"),
    "an overlong encoding": (lambda: b"a: \xc0\xaf", "PB101"),
    "a file that is too large": (lambda: b"a" * (LARGEST_FILE + 1), "PB102"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str) -> None:
    make, code = HOSTILE[name]
    done = read("a.yaml", make())
    assert done.node is None or code == "PB123"
    assert done.diagnostics[-1].code == code
    assert len(done.diagnostics) <= MOST_FAULTS + 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little_memory(name: str) -> None:
    data = HOSTILE[name][0]()
    tracemalloc.start()
    try:
        read("a.yaml", data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100 * MEGABYTES


class TestWork:
    """What a hostile file makes the reader do, counted in events of the parser rather than in seconds."""

    @pytest.mark.parametrize(
        ("name", "most"),
        [
            ("brackets", DEEPEST + 10),
            ("braces", DEEPEST + 10),
            ("dashes", DEEPEST + 10),
            ("braces with keys", 2 * DEEPEST + 10),
            ("aliases of aliases", 150),
            ("deep aliases of deep aliases", 150),
            ("one key again and again", 3 * MOST_FAULTS),
            ("tags", 3 * MOST_FAULTS),
            ("a list without end", MOST_NODES + 10),
            ("documents", 10),
            ("directives", 0),
            ("a file that is too large", 0),
            ("UTF-16", 0),
        ],
    )
    def test_ends_early(self, name: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
        events = 0

        class Counting(yaml.CSafeLoader):
            def get_event(self) -> yaml.Event | None:
                nonlocal events
                events += 1
                return super().get_event()

        monkeypatch.setattr(reading, "PARSER", Counting)
        read("a.yaml", HOSTILE[name][0]())
        assert events <= most


PROGRAM = """
import resource, sys
from playbook_engine.language.reading import read
data = sys.stdin.buffer.read()
read("warm.yaml", b"a: b")
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + 100_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
print(read("a.yaml", data).diagnostics[-1].code)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a process's memory is limited and read as Linux does it"
)
@pytest.mark.parametrize(
    "name", ["brackets", "aliases of aliases", "a list without end", "line feeds in a quote", "keys", "NUL characters"]
)
def test_a_process_with_a_hundred_megabytes_more_survives(name: str) -> None:
    make, code = HOSTILE[name]
    done = subprocess.run([sys.executable, "-c", PROGRAM], input=make(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().strip() == code


def nest(depth: int) -> bytes:
    return b"[" * depth + b"a" + b"]" * depth


class TestLimits:
    """Each limit lets through what just keeps it."""

    def test_depth(self) -> None:
        assert read("a.yaml", nest(DEEPEST)).diagnostics == ()
        assert [each.code for each in read("a.yaml", nest(DEEPEST + 1)).diagnostics] == ["PB122"]

    def test_depth_with_aliases(self) -> None:
        fits = b"- &a " + nest(20) + b"\n- " + b"[" * 19 + b"*a" + b"]" * 19
        beyond = b"- &a " + nest(20) + b"\n- " + b"[" * 20 + b"*a" + b"]" * 20
        assert read("a.yaml", fits).diagnostics == ()
        assert [each.code for each in read("a.yaml", beyond).diagnostics] == ["PB122"]

    def test_number_of_values(self) -> None:
        assert read("a.yaml", b"[" + b"a," * (MOST_NODES - 1) + b"]").diagnostics == ()
        assert [each.code for each in read("a.yaml", b"[" + b"a," * MOST_NODES + b"]").diagnostics] == ["PB121"]

    def test_number_of_values_counts_aliases_with_all_that_they_stand_for(self) -> None:
        # An anchored list of a thousand nodes, and aliases that each count as a thousand more.
        def repeated(aliases: int) -> bytes:
            return b"- &a [" + b"x," * 999 + b"]\n" + b"- *a\n" * aliases

        assert read("a.yaml", repeated(MOST_NODES // 1000 - 2)).diagnostics == ()
        assert [each.code for each in read("a.yaml", repeated(MOST_NODES // 1000)).diagnostics] == ["PB121"]

    @pytest.mark.parametrize("form", ["{}", "'{}'", "|\n {}"])
    def test_length_of_a_value(self, form: str) -> None:
        fits, beyond = (form.format("a" * length).encode() for length in (LONGEST_SCALAR - 1, LONGEST_SCALAR + 1))
        assert read("a.yaml", b"- " + fits).diagnostics == ()
        assert [each.code for each in read("a.yaml", b"- " + beyond).diagnostics] == ["PB123"]

    def test_size_of_a_file(self) -> None:
        assert read("a.yaml", b"a: b\n#" + b"x" * (LARGEST_FILE - 6)).diagnostics == ()

    def test_number_of_faults(self) -> None:
        done = read("a.yaml", b"- ~\n" * (MOST_FAULTS - 1))
        assert [each.code for each in done.diagnostics] == ["PB126"] * (MOST_FAULTS - 1)
        done = read("a.yaml", b"- ~\n" * MOST_FAULTS)
        assert [each.code for each in done.diagnostics] == ["PB126"] * MOST_FAULTS + ["PB127"]

    def test_all_that_a_large_playbook_needs(self) -> None:
        step = (
            "  - step: step-{n}\n    at: {n} business days after due   # left out: due at once\n"
            "    do: [letter, email]\n    tone: final\n    template: first-notice\n"
            "    to: [billing contact, any contact]\n    cc: relationship owner\n"
            "    items: overdue\n    attach: [invoices, statement]\n"
            "    when: {{case.overdue_balance: at least 500 EUR, case.overdue_share: at least 10%}}\n"
            "    approval: {{by: relationship owner, expires: 4 days}}\n"
        )
        text = "playbook: large\ncadence:\n" + "".join(step.format(n=n) for n in range(5000))
        done: Reading = read("a.yaml", text[: LARGEST_FILE - 1000].rsplit("  - step", 1)[0].encode())
        assert done.diagnostics == ()
        assert done.node is not None
        assert nodes_in(done.node) > 150_000


def nodes_in(node: Node) -> int:
    """How many values, keys, lists and mappings there are."""
    match node:
        case Scalar():
            return 1
        case Sequence(items):
            return 1 + sum(map(nodes_in, items))
        case Mapping(entries):
            return 1 + sum(1 + nodes_in(value) for _, value in entries)


class TestCharacters:
    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("a: b\x07", "U+0007"),
            ("a: b\x7f", "U+007F"),
            ("a: b\x85", "U+0085"),
            ("a: b\u2028c", "line separator"),
            ("a: b\u200bc", "zero width space"),
            ("a: b\ufeffc", "U+FEFF"),
            ("a: b\u202ec", "right-to-left override"),
            ("a: b\rc: d\n", "carriage return"),
        ],
    )
    def test_that_a_reviewer_would_not_see_are_named_at_their_place(self, text: str, named: str) -> None:
        done = read("a.yaml", text.encode())
        assert [(each.code, each.place.line, each.place.column) for each in done.diagnostics] == [("PB103", 1, 5)]
        assert named in done.diagnostics[0].message

    @pytest.mark.parametrize("text", ["é", "日本", "🙂", "👩‍👩‍👧", "a\u200dب", "\u00a0", "e\u0301", "ﬁ", "‎א‎"])
    def test_of_every_script_are_welcome(self, text: str) -> None:
        done = read("a.yaml", f"a: x{text}y\n".encode())
        assert done.diagnostics == ()

    def test_that_are_no_utf_8_are_shown_where_they_stand(self) -> None:
        (fault,) = read("a.yaml", "a: b\nc: Müller\n".encode("latin-1")).diagnostics
        assert (fault.code, fault.place.line, fault.place.column) == ("PB101", 2, 5)
        assert "`ü`" in fault.message

    def test_of_every_line_at_fault_are_reported(self) -> None:
        faults = read("a.yaml", b"a: \x01\nb: \x02\n%c\n").diagnostics
        assert [(each.code, each.place.line) for each in faults] == [("PB103", 1), ("PB103", 2), ("PB115", 3)]

    def test_an_encoding_is_named(self) -> None:
        (fault,) = read("a.yaml", "a: b\n".encode("utf-16")).diagnostics
        assert "UTF-16" in fault.message
