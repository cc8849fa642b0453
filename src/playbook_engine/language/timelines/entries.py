"""The entries of a timeline: days, what is expected, and what else must be so."""

import datetime as dt

import msgspec

from playbook_engine.language.codes_timeline import (
    CONTRADICTION,
    DAYS_REVERSED,
    NO_DAY,
    NOT_DECIDED,
    NOT_ONE_DAY,
)
from playbook_engine.language.meaning.conditions import condition
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.meaning.names import Names as FolderNames
from playbook_engine.language.meaning.scopes import Position
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.nodes import Node, Scalar
from playbook_engine.language.timelines.expectations import expectation, only_of
from playbook_engine.language.timelines.names import Names
from playbook_engine.language.timelines.values import day_of, nodes_of, plain
from playbook_engine.model.condition import Condition
from playbook_engine.model.playbook import Stops
from playbook_engine.model.release import catalogue_of
from playbook_engine.model.timeline import Acts, Entry, NoCase, Nothing, State

_OF_CASE = Position(
    "the facts of a test",
    frozenset(("account", "family", "today", "case", "anchor")),
    "say of which item: `item: INV-1` beside `facts`",
)
_OF_ITEM = Position("the facts of a test", _OF_CASE.scopes | {"item", "invoice"})


class Days(msgspec.Struct, frozen=True):
    """From the first day to the last, both included."""

    first: dt.date
    last: dt.date


def days_of(fields: Fields, findings: Findings) -> Days | None:
    """The day or time that an entry is about; None with a finding where it says none."""
    on, first, last = (day_of(fields, name) for name in ("on", "from", "until"))
    if fields.bad & {"on", "from", "until"}:
        return None
    if on and not first and not last:
        return Days(on, on)
    if on or not first or not last:
        help = "write `on: 2026-03-05`, or `from: 2026-03-06` and `until: 2026-03-10`"
        findings.add(NO_DAY, "an entry is about one day, or about all days from one to another", fields.here, help)
        return None
    if last < first:
        message = f"the time ends on `{last}`, before it begins on `{first}`"
        findings.add(DAYS_REVERSED, message, fields.place("until"), "the first day is the earlier one")
        return None
    return Days(first, last)


def entry(fields: Fields, days: Days, names: Names) -> Entry:
    """One entry with all that it expects."""
    expected = [expectation(node, names) for node in nodes_of(fields, "expect")]
    expects = tuple(each for each in expected if each is not None)
    found = Entry(
        place=fields.mapping.place,
        first=days.first,
        last=days.last,
        at=plain(fields, "at"),
        only=only_of(fields, names),
        expects=expects,
        state=_state(fields, names),
        messages=plain(fields, "messages"),
        never=_never(fields, names),
        facts=_facts(fields, names),
        downtime=plain(fields, "downtime", absent=False),
        unchecked=plain(fields, "unchecked", absent=False),
    )
    _check(found, fields, names.findings)
    return found


def expects_something(found: Entry) -> bool:
    """Whether an entry says anything about what is decided."""
    return bool(found.expects or found.never or found.facts or found.messages is not None or found.state != State())


def _check(found: Entry, fields: Fields, findings: Findings) -> None:
    several = found.first != found.last
    acts = [each for each in found.expects if isinstance(each, Acts)]
    if several and acts:
        help = "an action comes on one day: write `on:`"
        findings.add(NOT_ONE_DAY, "an action is expected on several days", acts[0].place, help)
    if several and plain(fields, "event"):
        findings.add(NOT_ONE_DAY, "an event happens on several days", fields.place("event"), "write `on:`")
    quiet = next((each for each in found.expects if isinstance(each, Nothing | NoCase)), None)
    if quiet and (acts or (isinstance(quiet, NoCase) and len(found.expects) > 1)):
        help = "leave one out; for silence of the ladder beside other work give its reason: `{silence: waiting}`"
        findings.add(CONTRADICTION, "silence and something else are expected of one moment", quiet.place, help)
    if found.downtime and expects_something(found):
        help = "in downtime events happen, and nothing is decided"
        findings.add(NOT_DECIDED, "something is expected of days on which nothing is decided", fields.here, help)


def _state(fields: Fields, names: Names) -> State:
    for name in ("stage", "last_done"):
        node = fields.node(name)
        if isinstance(node, Scalar) and plain(fields, name):
            names.step(node)
    return State(
        stage=plain(fields, "stage", None, ""),
        last_done=plain(fields, "last_done", None, ""),
        held=plain(fields, "held"),
        next_change=plain(fields, "next_change", None, "none"),
    )


def _never(fields: Fields, names: Names) -> Stops | None:
    node = fields.node("never")
    if node is None:
        return None
    reader = _surroundings(names).reader
    found = reader.fields(node, "stops")
    if found is None or found.bad:
        return None
    kinds = [kind for each in found.get("do") or () for kind in each]
    tones = [tone for each in found.get("tone") or () for tone in each]
    return Stops(kinds=tuple(dict.fromkeys(kinds)), tones=tuple(dict.fromkeys(tones)))


def _facts(fields: Fields, names: Names) -> Condition | None:
    node: Node | None = fields.node("facts")
    position = _OF_ITEM if fields.written("item") else _OF_CASE
    return condition(node, position, _surroundings(names)) if node is not None else None


def _surroundings(names: Names) -> Surroundings:
    """The organisation's facts, tones and roles for phrases in an entry."""
    organisation = names.organisation
    folder = FolderNames()
    folder.currency = organisation.base_currency
    folder.known.update({"tone": organisation.tones, "role": tuple(each.name for each in organisation.roles)})
    around = Surroundings(names.findings, folder)
    around.facts = {**around.facts, **catalogue_of(organisation)}
    return around
