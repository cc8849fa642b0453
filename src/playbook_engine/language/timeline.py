"""A file of timeline tests: text in, tests and every fault with its place out."""

import datetime as dt

import msgspec

from playbook_engine.language.codes_meaning import WRONG_SHAPE
from playbook_engine.language.codes_text import NOTHING
from playbook_engine.language.codes_timeline import (
    NOT_BEFORE,
    NOT_DECIDED,
    NOTHING_EXPECTED,
    SAME_NAME,
    TOO_LONG_A_STORY,
)
from playbook_engine.language.keys.timeline import ENTRY, FILE, GIVEN, TEST
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.nodes import Mapping, Node, Sequence
from playbook_engine.language.reading import read
from playbook_engine.language.timelines.entries import Days, days_of, entry, expects_something
from playbook_engine.language.timelines.events import Told, happening, told
from playbook_engine.language.timelines.given import Given, fresh_sources, given_book
from playbook_engine.language.timelines.names import Names
from playbook_engine.language.timelines.values import fields_of, nodes_of, plain
from playbook_engine.language.wording import ticked
from playbook_engine.model.diagnostic import Diagnostic, Place, Related, errors, in_order
from playbook_engine.model.release import Release
from playbook_engine.model.timeline import Entry, TimelineTest

_EXPECTING = ("expect", "never", "facts", "messages", "stage", "last_done", "held", "next_change")

LONGEST = 3660
"""Days of one timeline: ten years."""


class ReadTests(msgspec.Struct, frozen=True):
    """The tests of a file and what is wrong with it; a test with errors is left out. `text` is for showing faults."""

    path: str
    text: str
    tests: tuple[TimelineTest, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_tests(path: str, data: bytes, release: Release) -> ReadTests:
    """The timeline tests of one file, which speak of the playbooks of a release."""
    reading = read(path, data)
    findings = Findings()
    tests = _tests(reading.node, release, findings) if reading.node is not None else []
    found = list(dict.fromkeys((*reading.diagnostics, *findings.all)))
    return ReadTests(path, reading.text, tuple(tests), tuple(in_order(found)))


def _tests(node: Node, release: Release, findings: Findings) -> list[TimelineTest]:
    """All sound tests of a file, which is a list of them, or a mapping with what they have in common."""
    common: Fields | None = None
    nodes: tuple[Node, ...] = node.items if isinstance(node, Sequence) else ()
    if isinstance(node, Mapping):
        fields = fields_of(FILE, node, findings)
        nodes = plain(fields, "tests", ()) if fields else ()
        given = fields.node("given") if fields else None
        common = fields_of(GIVEN, given, findings) if given else None
    elif not isinstance(node, Sequence):
        findings.add(WRONG_SHAPE, "a file of timeline tests is a list", node.place, "write `- test: ..`")
    if not nodes and not findings.all:
        findings.add(NOTHING, "the file has no tests", node.place, "write `- test: ..`")
    named: dict[str, Place] = {}
    tests = [_test(each, common, named, release, findings) for each in nodes]
    return [each for each in tests if each is not None]


def _test(
    node: Node, common: Fields | None, named: dict[str, Place], release: Release, findings: Findings
) -> TimelineTest | None:
    own = Findings()
    fields = fields_of(TEST, node, own)
    found = _read(fields, common, release, own) if fields else None
    if fields and plain(fields, "test"):
        name = fields.get("test")
        if name in named:
            related = (Related(named[name], "it stands here first"),)
            own.add(SAME_NAME, f"the name {ticked(name)} is given twice", fields.place("test"), "rename one", related)
        named.setdefault(name, fields.place("test"))
    findings.all += own.all
    return None if errors(own.all) else found


class _Story:
    """The entries of a test as they stand in the file, with their days and events."""

    def __init__(self, nodes: tuple[Node, ...], findings: Findings) -> None:
        self.entries: list[tuple[Fields, Days]] = []
        self.told: list[Told] = []
        for node in nodes:
            fields = fields_of(ENTRY, node, findings)
            days = days_of(fields, findings) if fields else None
            if fields and days:
                self.entries.append((fields, days))
                events = [told(each, days.first, findings) for each in nodes_of(fields, "event")]
                self.told += [each for each in events if each]
        self.told.sort(key=lambda each: each.on)
        self.first = min((days.first for _, days in self.entries), default=None)
        self.last = max((days.last for _, days in self.entries), default=None)


def _read(fields: Fields, common: Fields | None, release: Release, findings: Findings) -> TimelineTest | None:
    story = _Story(plain(fields, "timeline", ()), findings)
    if story.first is None or story.last is None:
        return None
    names = Names(release, findings, fields.here)
    node = fields.node("given")
    given = Given(fields_of(GIVEN, node, findings) if node else None, common)
    happened = [*_history(given, story.first, findings), *story.told]
    book = given_book(given, happened, names)
    happenings = [happening(each, names) for each in happened]
    entries = [entry(each, days, names) for each, days in story.entries]
    evaluate = plain(fields, "evaluate", "daily")
    _check(story, entries, evaluate, fields, findings)
    return TimelineTest(
        name=plain(fields, "test", ""),
        place=fields.here,
        about=plain(fields, "about", ""),
        book=book,
        happenings=tuple(each for each in happenings if each is not None),
        entries=tuple(entries),
        first=story.first,
        last=story.last,
        evaluate=evaluate,
        at=plain(fields, "at"),
        unchecked=plain(fields, "unchecked", absent=False),
        fresh=fresh_sources(given, names),
        time_zone=release.organisation.time_zone,
        leave_out=plain(fields, "leave_out", ()),
    )


def _history(given: Given, first: dt.date, findings: Findings) -> list[Told]:
    layer = given.fields("history")
    nodes: tuple[Node, ...] = plain(layer, "history", ()) if layer else ()
    found = [each for node in nodes if (each := told(node, None, findings))]
    for each in found:
        if each.on >= first:
            help = "tell it as an `event` of the timeline"
            message = f"this happens on `{each.on}`, and the timeline begins on `{first}`"
            findings.add(NOT_BEFORE, message, each.place, help)
    return sorted(found, key=lambda each: each.on)


def _check(story: _Story, entries: list[Entry], evaluate: str, fields: Fields, findings: Findings) -> None:
    assert story.first
    assert story.last
    if (story.last - story.first).days > LONGEST:
        findings.add(TOO_LONG_A_STORY, "the timeline is longer than ten years", fields.place("timeline"))
    if not any(each.unused(_EXPECTING) for each, _ in story.entries):
        help = "say what must come: `expect: {step: first-notice}`"
        findings.add(NOTHING_EXPECTED, "this test expects nothing", fields.here, help)
    for each in entries:
        if evaluate == "mondays" and each.first == each.last and each.first.weekday() and expects_something(each):
            message = f"`{each.first}` is no Monday, and the test is decided on Mondays"
            findings.add(NOT_DECIDED, message, each.place, "choose a Monday")
