"""Files of timeline tests with values of every wrong kind: faults are told, and nothing is ever raised."""

import pytest
from hypothesis import given, strategies

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.language.keys.happenings import EVENTS
from playbook_engine.language.keys.timeline import ACTS, ENTRY, GIVEN, SILENT, TEST
from playbook_engine.language.keys.told import CONTACT, INSTALMENT, INVOICE
from playbook_engine.language.timeline import read_tests
from playbook_engine.simulation.timeline import run
from tests.unit.simulation.small import release

VALUES = (
    *("none", "all", "yes", "A", "1", "-1", "'none'", "x" * 70, "[A, B]", "[]", "{}", "[none, {}]", "{A: none}"),
    *("2026-03-05", "2026-13-05", "3 EUR", "3 USD", "in full", "{A: 1 EUR}", "18:30", "24:00", "23:59 UTC"),
    *("first", "silence", "[silence, no case]", "{step: first}", "held", "email", "daily", "{tier: none}", "reply"),
    *("{2026-01-01 USD to EUR: 0}", "[reply, {payment: in full, for: A}]"),
)
RELEASE = release()
PARTS = {"test": TEST, "given": GIVEN, "entry": ENTRY, "acts": ACTS, "silent": SILENT, "contact of a book": CONTACT}
KEYS = {**PARTS, "invoice of a book": INVOICE, "instalment": INSTALMENT, **EVENTS}


def mapping(first: str, *parts: str) -> str:
    """A flow mapping in which a later entry of a key takes the place of an earlier one."""
    found: dict[str, str] = {}
    for part in filter(None, (first, *parts)):
        key, _, value = part.partition(": ")
        found[key] = value
    return "{" + ", ".join(f"{key}: {value}" for key, value in found.items()) + "}"


def file_with(where: str, entry: str) -> bytes:
    """A sound file, but for one entry of one of its mappings."""
    at = {
        where
        if where in ("test", "given", "entry", "acts", "silent", "contact", "invoice", "instalment")
        else "event": entry
    }
    invoice = mapping("due: 2026-03-02", at.get("invoice of a book", ""))
    parts = mapping(f"instalments: [{mapping('due: 2026-03-02', at.get('instalment', ''))}]")
    contact = mapping("role: billing", at.get("contact of a book", ""))
    book = mapping(f"invoices: {{A: {invoice}, B: {parts}}}", f"contacts: {{AP: {contact}}}", at.get("given", ""))
    example = EVENTS[where].keys[0].example if where in EVENTS else "synced: erp"
    details = [each.example for each in EVENTS[where].keys[1:] if each.required] if where in EVENTS else []
    event = mapping(example, *details, at.get("event", ""))
    expected = f"[{mapping('step: first', at.get('acts', ''))}, {mapping('silence: waiting', at.get('silent', ''))}]"
    day = mapping("on: 2026-03-05", f"event: {event}", f"expect: {expected}", at.get("entry", ""))
    return f"- {mapping('test: it', f'given: {book}', f'timeline: [{day}]', at.get('test', ''))}\n".encode()


@strategies.composite
def files(draw: strategies.DrawFn) -> bytes:
    where = draw(strategies.sampled_from(sorted(KEYS)))
    key = draw(strategies.sampled_from([each.name for each in KEYS[where].keys]))
    return file_with(where, f"{key}: {draw(strategies.sampled_from(VALUES))}")


@pytest.mark.parametrize(("where", "key"), [(where, key.name) for where, keys in KEYS.items() for key in keys.keys])
def test_no_value_of_a_key_makes_the_reader_fail(where: str, key: str) -> None:
    for value in VALUES:
        read_tests("x", file_with(where, f"{key}: {value}"), RELEASE)


@given(files())
def test_what_is_read_without_errors_can_be_run(data: bytes) -> None:
    read = read_tests("x", data, RELEASE)
    for test in read.tests:
        if (test.last - test.first).days < 40:
            run(Evaluator(RELEASE), test)


@given(strategies.binary(max_size=200))
def test_any_bytes_give_tests_or_faults(data: bytes) -> None:
    read = read_tests("x", data, RELEASE)
    assert read.tests or read.diagnostics


@pytest.mark.parametrize("text", ["[]", "tests: []"])
def test_a_file_without_tests_is_told(text: str) -> None:
    assert [each.code for each in read_tests("x", text.encode(), RELEASE).diagnostics] == ["PB113"]


def test_the_sound_file_is_sound() -> None:
    assert read_tests("x", file_with("test", ""), RELEASE).diagnostics == ()
