"""Diagnostics as they are printed: one golden file a case."""

import pytest

from playbook_engine.language.reading import read
from playbook_engine.language.rendering import render, render_all
from playbook_engine.model.diagnostic import Diagnostic, Place, Related
from tests.golden_files import Golden

PATH = "playbooks/strategic.yaml"

TEXTS = {
    "key twice": "playbook: strategic\ntone: polite\nversion: 3\ntone: firm\n",
    "tab": "segment:\n\twhen: {account.tier: strategic}\n",
    "tab after text": "a:\n  b: c\n  \t\td: e\n",
    "wide characters": "# 見出し\ntitle: '日本 🙂' é: x\n",
    "combining characters": 'title: "cafe\u0301" x\n',
    "long line": f"title: {'a long title, ' * 12}: and its end{', and more' * 12}\n",
    "end of a long line": f"title: {'a long title, ' * 12}: x\n",
    "long span": f"title: {'x' * 65_600}\n",
    "quote closed lines below": "step:\n  title: 'one\n    two\n    three' four\n",
    "several lines": "note: |\n" + f"  {'y' * 60}\n" * 1_100 + "\n\n",
    "invisible characters": "title: a\u200bb\u202ec\n",
    "line ends of Windows": "title: @a\r\nowner: b\r\n",
    "nothing": "",
    "end of file": "to: [billing contact,",
    "warning": "title: Decide on case #4 today\n",
    "many": "\n".join(["a:", *[""] * 7, "b: !x 1", "c: *d", "d: case #4", ""]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_faults_of_a_file(name: str, golden: Golden) -> None:
    done = read(PATH, TEXTS[name].encode())
    assert done.diagnostics
    golden(f"diagnostics/{name}.txt", render_all(done.diagnostics, {PATH: done.text}))


SOURCE = "segment:\n  when:\n    account.teir: strategic\n"
UNKNOWN_FACT = Diagnostic(
    code="PB210",
    severity="error",
    message="no fact is called `account.teir`",
    place=Place(PATH, 3, 5, 3, 17),
    help="did you mean `account.tier`?",
)
CASES = {
    "as the design shows it": (UNKNOWN_FACT, SOURCE),
    "without source": (UNKNOWN_FACT, None),
    "place outside the source": (UNKNOWN_FACT, "changed: meanwhile\n"),
    "related in another file": (
        Diagnostic(
            code="PB228",
            severity="error",
            message="the segment `large` is named twice",
            place=Place(PATH, 2, 3, 2, 7),
            related=(Related(Place("organisation.yaml", 40, 5, 40, 10), "it is named here first"),),
        ),
        SOURCE,
    ),
    "span of lines": (
        Diagnostic(code="PB250", severity="note", message="this holds always", place=Place(PATH, 1, 1, 3, 28)),
        SOURCE,
    ),
    "record of a book": (
        Diagnostic(
            code="PB409",
            severity="warning",
            message="the amount `-5.00 EUR` is below zero",
            place=Place("book.json"),
            record="item INV-7/1",
            field="amount",
            help="write a credit instead",
        ),
        None,
    ),
    "message with control characters": (
        Diagnostic(code="PB401", severity="error", message="no \x1b[31mfile\n", place=Place("a\u202eb.json")),
        None,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_diagnostic(name: str, golden: Golden) -> None:
    diagnostic, source = CASES[name]
    golden(f"diagnostics/one/{name}.txt", render(diagnostic, source) + "\n")


def test_several_files(golden: Golden) -> None:
    texts = {"b.yaml": "a: ~\n", "a.yaml": "a: 1\na: 2\n", "c.yaml": "a: x #1\n", "d.yaml": "a: b\n"}
    readings = [read(path, text.encode()) for path, text in texts.items()]
    faults = [fault for done in readings for fault in done.diagnostics]
    golden("diagnostics/several files.txt", render_all(faults, {done.path: done.text for done in readings}))


def test_no_faults(golden: Golden) -> None:
    golden("diagnostics/none.txt", render_all([], {}))
