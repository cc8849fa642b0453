"""What an input for a code is made of: a folder of playbooks that is fine but for one thing, or a book."""

import json
from collections.abc import Mapping

import msgspec

from playbook_engine.model.facts import Kind

ORGANISATION = """\
organisation: Acme
base_currency: EUR
playbooks: [standard]
roles: {collector: account.collector}
holds: [{hold: dispute, when: {item.disputed: yes}, covers: item}]
"""
HEAD = """\
playbook: standard
version: 1
"""
CADENCE = """\
cadence:
  - {step: first-notice, at: 3 days after due, do: email, tone: polite, template: notice}
"""
NOTICE = """\
---
subject: Your open invoices
---
Please pay.
"""
STORY = """\
- test: the first notice comes three days after due
  given: {invoices: {INV-1: {due: 2026-03-02, amount: 500 EUR}}}
  timeline: [{on: 2026-03-05, expect: {step: first-notice}}]
"""
FOLDER: dict[str, str | bytes] = {
    "organisation.yaml": ORGANISATION,
    "standard.yaml": HEAD + CADENCE,
    "templates/notice/en.liquid": NOTICE,
    "tests/story.yaml": STORY,
}
"""A folder without a fault."""

BOOK: dict[str, list[dict[str, object]]] = {
    "accounts": [{"id": "A-1", "name": "Acme GmbH"}, {"id": "B-1"}],
    "contacts": [{"id": "C-1", "account": "A-1", "email": "ap@acme.example"}],
    "invoices": [
        {"id": "INV-1", "account": "A-1", "issued_on": "2026-02-01", "due_on": "2026-03-02", "amount": "500.00 EUR"}
    ],
}
"""A book without a fault."""


class Folder(msgspec.Struct, frozen=True):
    """The usual folder with other files in place of its own, or beside them; nothing in place of a file takes it away.

    `links`: files that are links to a path. `before`: the same for its earlier state, where there is one.
    """

    files: Mapping[str, str | bytes | None]
    links: Mapping[str, str] = {}
    before: Mapping[str, str | bytes | None] | None = None
    book: bytes | None = None


class Book(msgspec.Struct, frozen=True):
    """A book as a file, or as a folder of CSV files, and the facts that the organisation declares for it."""

    files: Mapping[str, str | bytes]
    own_facts: Mapping[str, Kind] = {}


def playbook(text: str) -> Folder:
    """The usual folder with these keys of `standard.yaml` in place of its own."""
    return Folder({"standard.yaml": _with_keys(text, HEAD + CADENCE)})


def organisation(text: str, **more: str) -> Folder:
    """The usual folder with these keys of `organisation.yaml` in place of its own; more keys of the playbook."""
    files: dict[str, str | bytes | None] = {"organisation.yaml": _with_keys(text, ORGANISATION)}
    if "standard" in more:
        files["standard.yaml"] = _with_keys(more["standard"], HEAD + CADENCE)
    return Folder(files)


def raw(data: str | bytes) -> Folder:
    """The usual folder with this for `standard.yaml`."""
    return Folder({"standard.yaml": data})


def told(text: str) -> Folder:
    """The usual folder with this file of timeline tests."""
    return Folder({"tests/story.yaml": text})


def story(timeline: str, given: str = "{invoices: {INV-1: {due: 2026-03-02, amount: 500 EUR}}}") -> Folder:
    """The usual folder with one timeline test."""
    return told(f"- test: a story\n  given: {given}\n  timeline:\n    - {timeline}\n")


def template(text: str, path: str = "templates/notice/en.liquid") -> Folder:
    """The usual folder with this template."""
    return Folder({path: text})


def body(text: str) -> Folder:
    """The usual folder with this text of its message."""
    return template(NOTICE + text + "\n")


def records(**collections: list[dict[str, object]]) -> Book:
    """The usual book with these collections in place of its own, as one JSON document."""
    return document({"format": 1, "kind": "book", **BOOK, **collections})


def document(value: object) -> Book:
    """A JSON file."""
    return Book({"book.json": json.dumps(value)})


def _with_keys(text: str, usual: str) -> str:
    """The usual lines but for the keys that the text gives, then the text."""
    given = {line.partition(":")[0] for line in text.split("\n") if line[:1].strip(" #-")}
    kept: list[str] = []
    keep = True
    for line in usual.rstrip("\n").split("\n"):
        if line[:1].strip():
            keep = line.partition(":")[0] not in given
        if keep:
            kept.append(line)
    return "\n".join([*kept, text.strip("\n"), ""])
