"""How a file is brought into its usual form, case by case."""

from pathlib import Path
from textwrap import dedent

import pytest

from playbook_engine.language.fmt import usual_form
from playbook_engine.language.formatting.sameness import says_the_same

FILE = "standard.yaml"
TOP = Path(__file__).parents[3]


def form(text: str, path: str = FILE) -> str:
    found = usual_form(path, dedent(text).encode())
    assert found.diagnostics == ()
    return found.data.decode()


CASES = {
    "spaces behind and before colons": ("version :   3\n", "version: 3\n"),
    "a tab behind a colon": ("version:\t3\n", "version: 3\n"),
    "spaces at the end of a line": ("version: 3  \n", "version: 3\n"),
    "no end of the last line": ("version: 3", "version: 3\n"),
    "empty lines at the ends": ("\n\nversion: 3\n\n\n", "version: 3\n"),
    "many empty lines": ("a: 1\n\n\n\nb: 2\n", "a: 1\n\nb: 2\n"),
    "a mark of the beginning": ("---\na:   1\n...\n", "---\na: 1\n...\n"),
    "brackets": ("a: [ 1,2 ,3 ]\nb: { c : 1,d: {  } }\n", "a: [1, 2, 3]\nb: {c: 1, d: {}}\n"),
    "a comma behind the last": ("a: [1, 2 , ]\n", "a: [1, 2,]\n"),
    "four spaces a level": ("a:\n    b:\n        c: 1\n", "a:\n  b:\n    c: 1\n"),
    "one space a level": ("a:\n b:\n  c: 1\n", "a:\n  b:\n    c: 1\n"),
    "a list level with its key": ("a:\n- b: 1\n  c: 2\n- d\ne: 1\n", "a:\n  - b: 1\n    c: 2\n  - d\ne: 1\n"),
    "a list far from its key": ("a:\n      -   b: 1\n          c: 2\n", "a:\n  - b: 1\n    c: 2\n"),
    "a list of lists": ("a:\n-  - 1\n   - 2\n-\n   - 3\n", "a:\n  - - 1\n    - 2\n  -\n    - 3\n"),
    "brackets over several lines": (
        "a:\n- {b: 1,\n c: [1,\n2]}\n- [\n1,\n]\n",
        "a:\n  - {b: 1,\n    c: [1,\n      2]}\n  - [\n    1,\n    ]\n",
    ),
    "two long entries at the top": ("a:\n  b: 1\nc:\n  - 1\nd: 1\n", "a:\n  b: 1\n\nc:\n  - 1\nd: 1\n"),
    "a remark between two long entries": ("a:\n  b: 1\n# of c\nc:\n  - 1\n", "a:\n  b: 1\n\n# of c\nc:\n  - 1\n"),
    "a remark that belongs to the entry above": (
        "a:\n    b: 1\n    # of a\nc:\n  - 1\n",
        "a:\n  b: 1\n  # of a\n\nc:\n  - 1\n",
    ),
    "a remark in a list that is level with its key": ("a:\n- 1\n# of 2\n- 2\n", "a:\n  - 1\n  # of 2\n  - 2\n"),
    "a remark behind such a list": ("a:\n- 1\n# of b\nb: 1\n", "a:\n  - 1\n# of b\nb: 1\n"),
    "a remark at the end": ("a:\n    b: 1\n    # of a\n# of all\n", "a:\n  b: 1\n  # of a\n# of all\n"),
    "remarks keep their distance": ("a: 1     # one\nbbbb: 22 # two\n", "a: 1     # one\nbbbb: 22 # two\n"),
    "remarks in brackets": ("a: [1,  # one\n# two\n 2]\n", "a: [1,  # one\n  # two\n  2]\n"),
    "what looks like a remark in a text": ("a: 'b # c'\n", "a: 'b # c'\n"),
    "a text over several lines": ("a: one\n       two\n\n   three\n", "a: one\n  two\n\n  three\n"),
    "such a text in quotes": ('a: "one   \n two\\\n   \\  three"\n', 'a: "one\n  two\\\n  \\  three"\n'),
    "a text in lines of its own": (
        "a:\n- b: >-\n      one\n        two\n\n      three\n  c: 1\n",
        "a:\n  - b: >-\n      one\n        two\n\n      three\n    c: 1\n",
    ),
    "such a text that begins with spaces": ("a:\n    b: |2\n         c\n      d\n", "a:\n  b: |2\n       c\n    d\n"),
    "empty lines that belong to a text": ("a: |+\n  one\n\n\n\nb: 1\n", "a: |+\n  one\n\n\n\nb: 1\n"),
    "empty lines that do not": ("a: |\n  one\n\n\n\nb: 1\n", "a: |\n  one\n\nb: 1\n"),
    "a remark on the line of a text's sign": ("a: |  # why\n      one\n", "a: |  # why\n  one\n"),
    "names for values": ("a:   &x  y\nb:  *x\n*x :   1\n", "a: &x y\nb: *x\n*x : 1\n"),
    "line ends of another system": ("a: 1\r\nb:\r\n    c: 2\r\n", "a: 1\nb:\n  c: 2\n"),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_the_usual_form_of(what: str) -> None:
    before, after = CASES[what]
    found = usual_form(FILE, before.encode())
    assert found.diagnostics == ()
    assert found.data.decode() == after
    assert usual_form(FILE, found.data).data == found.data


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ('"Standard accounts"', "Standard accounts"),
        ("'it''s'", "it's"),
        ("'https://pay.example.com'", "https://pay.example.com"),
        ("'2026-03-01'", "2026-03-01"),
        ("'17:00'", "17:00"),
        ("'NO'", "NO"),
        ("'+49 30'", "+49 30"),
        ('"a#b"', "a#b"),
        ('"Müller"', "Müller"),
    ],
)
def test_quotes_that_are_not_needed_go(written: str, plain: str) -> None:
    assert form(f"title: {written}\n") == f"title: {plain}\n"
    assert form(f"values: {{a: {written}}}\n") == f"values: {{a: {plain}}}\n"


@pytest.mark.parametrize(
    "written",
    [
        "'3'", '"1.50"', "'true'", "'null'", "'~'", "''", "'none'", "'<<'", "'a: b'", "'a #b'", "'a:'", "' a'", "'a '",
        "'- a'", "'? a'", "'[a]'", "'{a}'", "'#a'", "'&a'", "'*a'", "'!a'", "'|'", "'>'", "'%a'", "'@a'", "'`a`'",
        "'\"a\"'", '"a\\tb"', '"\\u00e9"', "'a\u00a0b'", "'---'", "'...'",
    ],
)  # fmt: skip
def test_quotes_that_are_needed_stay(written: str) -> None:
    assert form(f"title: {written}\n") == f"title: {written}\n"


@pytest.mark.parametrize("written", ["'a,b'", "'a]'", "'a}b'", "'a[0]'"])
def test_in_brackets_more_quotes_are_needed(written: str) -> None:
    assert form(f"title: {written}\n") == f"title: {written[1:-1]}\n"
    assert form(f"values: {{a: {written}}}\n") == f"values: {{a: {written}}}\n"


def test_quotes_of_keys_go() -> None:
    assert form('"title": a\n\'a: b\': c\nvalues: {"pay_page":b}\n') == "title: a\n'a: b': c\nvalues: {pay_page: b}\n"


def test_phrases_have_single_spaces_and_other_texts_stay() -> None:
    before = """\
        title: two  spaces
        from: AR  <ar@example.com>
        segment:
          when:
            account.overdue_balance: at  least   1000 EUR
            account.name: "is  Acme   Ltd"
            any: [{account.tier: [not  strategic, b]}]
        cadence:
          - step: one
            at: [3  business days   after due, "5 days  after previous"]
            do: email
            to: billing   contact
            tone: by table  a
        holds:
          - {hold: a, when: {item.disputed: yes}, stops: {tone: firm  or stronger}}
    """
    after = """\
        title: two  spaces
        from: AR  <ar@example.com>
        segment:
          when:
            account.overdue_balance: at least 1000 EUR
            account.name: is Acme Ltd
            any: [{account.tier: [not strategic, b]}]

        cadence:
          - step: one
            at: [3 business days after due, 5 days after previous]
            do: email
            to: billing contact
            tone: by table  a

        holds:
          - {hold: a, when: {item.disputed: yes}, stops: {tone: firm or stronger}}
    """
    assert form(before) == dedent(after)


def test_phrases_of_the_organisation_and_of_tests() -> None:
    organisation = "tables: {a: {columns: [account.tier], rows: [[is  b, two  words]], otherwise: two  words}}\n"
    assert form(organisation, "organisation.yaml") == organisation.replace("is  b", "is b")
    test = (
        "- test: two  words\n  timeline: [{on: 2026-03-01, facts: {account.tier: is  b}, never: {do: any  contact}}]\n"
    )
    after = test.replace("is  b", "is b").replace("any  contact", "any contact")
    assert form(test, "tests/a.yaml") == after
    assert form(f"tests:\n{test}", "tests/a.yaml").count("  b") == 0


def test_a_phrase_that_has_a_name_stays() -> None:
    text = "segment:\n  when: {account.tier: &a two  words}\ntitle: *a\n"
    assert usual_form(FILE, text.encode()).data.decode() == text


@pytest.mark.parametrize(
    "text", ["a: [1\n", "a: 1\n\ta: 2\n", "a: 1\na: 2\n", "a: !x 1\n", "", "a:\n", "\ufeffa: \x00"]
)
def test_what_has_faults_stays_and_says_them(text: str) -> None:
    found = usual_form(FILE, text.encode())
    assert found.data == text.encode()
    assert found.diagnostics


def test_what_nobody_writes_stays() -> None:
    text = "? a\n:   1\n"
    assert usual_form(FILE, text.encode()).data == text.encode()


def test_a_text_that_would_get_a_last_line_end_stays() -> None:
    text = b"a:   1\nb: |\n    one"
    assert usual_form(FILE, text).data == text


def test_the_last_look_sees_each_kind_of_difference() -> None:
    text = b"# one\na: [at  least 5, b]\nc: {d: 1}\n"
    assert says_the_same(FILE, text, b"# one\na: [at  least 5, 'b']\nc:\n  d: 1\n")
    for other in (
        text.replace(b"# one", b"# two"),
        text.replace(b"# one\n", b""),
        text.replace(b"b", b"c"),
        text.replace(b"at  ", b"at "),
        text.replace(b", b", b""),
        text.replace(b"d: 1", b"e: 1"),
        text.replace(b"1", b"'1'"),
        text.replace(b"{d: 1}", b"d"),
        b"a: [",
    ):
        assert not says_the_same(FILE, text, other)


def test_everything_that_we_show_is_in_its_usual_form() -> None:
    for path in sorted((TOP / "playbooks").rglob("*.yaml")):
        name = path.relative_to(TOP / "playbooks").as_posix()
        assert usual_form(name, path.read_bytes()).data == path.read_bytes(), name
