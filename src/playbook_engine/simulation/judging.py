"""What a test says of one moment, against what was decided then."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import assert_never

import msgspec

from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import CONTACT_KINDS, Stops
from playbook_engine.model.taking import Ending, comes_with
from playbook_engine.model.timeline import Acts, Entry, Mentions, NoCase, Nothing, Only, Silent, State
from playbook_engine.simulation.course import Decided, Seen, actions_of
from playbook_engine.simulation.matching import Difference, People, assign, differences, fits
from playbook_engine.simulation.saying import (
    said_action,
    said_decision,
    said_expectation,
    said_silence,
    written,
)


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as the test says, with the unit whose trace tells more."""

    place: Place | None
    expected: str
    got: str
    unit: str = ""


class Judgement(msgspec.Struct, frozen=True):
    """What is wrong with a moment, and what becomes of its actions."""

    findings: tuple[Finding, ...]
    endings: dict[str, Ending]


FactJudge = Callable[[Setting, Decided, Entry], Iterator[tuple[str, str]]]
"""Yields expected and got for each fact that is not as an entry says of a unit."""


def judge(
    organisation: Organisation,
    setting: Setting,
    decided: tuple[Decided, ...],
    entries: Sequence[Entry],
    *,
    strict: bool,
    facts: FactJudge | None = None,
) -> Judgement:
    """Compare one moment with all entries about it; `strict`: what nobody asked for is a fault."""
    seen = actions_of(decided)
    endings: dict[str, Ending] = {each.action.id: "unanswered" for each in seen if each.waiting}
    findings, matched = _acts(organisation, decided, entries, seen)
    for acts, action in matched:
        endings[action.action.id] = acts.outcome
    left = news(seen, {action.action.id for _, action in matched})
    for entry in entries:
        findings += _said_otherwise(decided, entry, left)
        findings += _other_facts(setting, decided, entry, facts)
    if strict and not any(entry.unchecked for entry in entries):
        findings += _unexpected(decided, entries, left)
    return Judgement(tuple(findings), endings)


def news(seen: Iterable[Seen], asked_for: Container[str] = ()) -> list[Seen]:
    """The actions that nobody asked for: none that waits for an answer, and none that only comes with another."""
    return [
        each
        for each in seen
        if not each.waiting
        and each.action.id not in asked_for
        and not any(comes_with(each.action, main) for main in each.decision.actions)
    ]


def _acts(
    organisation: Organisation, decided: tuple[Decided, ...], entries: Sequence[Entry], seen: list[Seen]
) -> tuple[list[Finding], list[tuple[Acts, Seen]]]:
    """Each expected action with the one that meets it, or the nearest; and what is missing or differs."""
    wanted = [(acts, entry.only) for entry in entries for acts in entry.expects if isinstance(acts, Acts)]
    units = {id(decision): each.unit for each in decided for decision in each.decisions}

    def people_of(each: Seen) -> People:
        return People(organisation, units[id(each.decision)], each.decision.account)

    pairs = [(acts, [each for each in seen if fits(each.decision, only, acts.only)]) for acts, only in wanted]
    met = assign(pairs, people_of)
    findings: list[Finding] = []
    matched = [(acts, each) for (acts, _), each in zip(pairs, met, strict=True) if each is not None]
    taken = {each.action.id for _, each in matched}
    for (acts, candidates), action in zip(pairs, met, strict=True):
        if action is None:
            free = [each for each in candidates if each.action.id not in taken and each.action.step == acts.step]
            wrong = {each.action.id: differences(acts, each, people_of(each)) for each in free}
            nearest = min(free, key=lambda each: len(wrong[each.action.id]), default=None)
            findings.append(_missing(decided, acts, nearest, wrong))
            if nearest:
                taken.add(nearest.action.id)
                matched.append((acts, nearest))
    return findings, matched


def _missing(
    decided: tuple[Decided, ...], acts: Acts, nearest: Seen | None, wrong: dict[str, list[Difference]]
) -> Finding:
    if nearest is None:
        return Finding(acts.place, said_expectation(acts), _said(decided, acts.only), _unit_meant(decided, acts.only))
    got = ", ".join(f"{each.key} {each.got} instead of {each.expected}" for each in wrong[nearest.action.id])
    return Finding(acts.place, said_expectation(acts), f"{acts.step}: {got}", _unit_of(decided, nearest.decision))


def _unexpected(decided: tuple[Decided, ...], entries: Sequence[Entry], left: list[Seen]) -> Iterator[Finding]:
    """What went out and nobody asked for, unless an entry that says `silence` has told so already."""
    silent = [entry.only for entry in entries for each in entry.expects if isinstance(each, Nothing | NoCase)]
    for each in left:
        if not any(fits(each.decision, only) for only in silent):
            place = entries[0].place if entries else None
            yield Finding(place, "nothing else", said_action(each.action), _unit_of(decided, each.decision))


def _said_otherwise(decided: tuple[Decided, ...], entry: Entry, left: list[Seen]) -> Iterator[Finding]:
    """All that an entry says besides the actions it expects."""
    for expectation in entry.expects:
        match expectation:
            case Nothing(place=place):
                unasked = [each for each in left if fits(each.decision, entry.only)]
                if unasked:
                    yield _finding(
                        decided,
                        entry.only,
                        place,
                        "silence",
                        " and ".join(said_action(each.action) for each in unasked),
                    )
            case NoCase(place=place):
                if list(_meant(decided, entry.only)):
                    yield _finding(decided, entry.only, place, "no case", _said(decided, entry.only))
            case Silent():
                yield from _not_silent(decided, entry.only, expectation)
            case Mentions():
                yield from _not_mentioned(decided, entry.only, expectation)
            case Acts():
                pass
            case _:
                assert_never(expectation)
    yield from _other_state(decided, entry)
    yield from _other_count(decided, entry)
    if entry.never:
        yield from _broken(decided, entry, entry.never)


def _not_silent(decided: tuple[Decided, ...], only: Only, wanted: Silent) -> Iterator[Finding]:
    meant = list(_meant(decided, only, wanted.only))
    if not meant:
        yield Finding(wanted.place, said_expectation(wanted), "no case")
    for unit, decision in meant:
        got = decision.silence
        same = got is not None and all(
            getattr(wanted, key) in (None, getattr(got, key)) for key in ("reason", "by", "step", "because", "until")
        )
        if not same:
            words = said_silence(got) if got else "; ".join(said_action(each) for each in decision.actions)
            yield Finding(wanted.place, said_expectation(wanted), words, unit)


def _not_mentioned(decided: tuple[Decided, ...], only: Only, wanted: Mentions) -> Iterator[Finding]:
    found: list[str] = []
    for _, decision in _meant(decided, only, wanted.only):
        found += decision.exceptions if wanted.what == "exception" else decision.alarms
    if not any(wanted.text in each for each in found):
        yield _finding(decided, only, wanted.place, said_expectation(wanted), "; ".join(found) or f"no {wanted.what}")


def _other_state(decided: tuple[Decided, ...], entry: Entry) -> Iterator[Finding]:
    wanted = {key: value for key, value in msgspec.structs.asdict(entry.state).items() if value is not None}
    if not wanted:
        return
    meant = list(_meant(decided, entry.only))
    if not meant:
        yield Finding(entry.place, _said_state(wanted), "no case")
    for unit, decision in meant:
        got = _state_of(decision)
        if any(got[key] != value for key, value in wanted.items()):
            yield Finding(entry.place, _said_state(wanted), _said_state({key: got[key] for key in wanted}), unit)


def _state_of(decision: Decision) -> dict[str, object]:
    state = State(
        stage=decision.stage,
        last_done=decision.last_done,
        held=decision.held,
        next_change=decision.next_change_on or "none",
    )
    return msgspec.structs.asdict(state)


def _said_state(state: dict[str, object]) -> str:
    words = {True: "yes", False: "no"}
    return ", ".join(
        f"{key} {words[value] if isinstance(value, bool) else written(value)}" for key, value in state.items()
    )


def _other_count(decided: tuple[Decided, ...], entry: Entry) -> Iterator[Finding]:
    if entry.messages is None:
        return
    sent = {
        action.message
        for _, decision in _meant(decided, entry.only)
        for action in decision.actions
        if action.kind in CONTACT_KINDS
    }
    if len(sent) != entry.messages:
        yield Finding(entry.place, f"messages {entry.messages}", f"messages {len(sent)}")


def _broken(decided: tuple[Decided, ...], entry: Entry, never: Stops) -> Iterator[Finding]:
    for unit, decision in _meant(decided, entry.only):
        for action in decision.actions:
            of_kind = not never.kinds or action.kind in never.kinds
            if of_kind and (not never.tones or action.tone in never.tones):
                yield Finding(entry.place, "never", said_action(action), unit)


def _other_facts(
    setting: Setting, decided: tuple[Decided, ...], entry: Entry, facts: FactJudge | None
) -> Iterator[Finding]:
    if entry.facts is None or facts is None:
        return
    meant = [each for each in decided if _is_of(each.unit, entry.only)]
    if not meant:
        yield Finding(entry.place, "facts of a case", "no case")
    for each in meant:
        for expected, got in facts(setting, each, entry):
            yield Finding(entry.place, expected, got, each.unit.id)


def _is_of(unit: Unit, only: Only) -> bool:
    """Whether the account and the items that are meant, where some are named, are those of a unit."""
    accounts = {each.id for each in unit.accounts}
    items = {item.id for invoice in unit.invoices for item in invoice.items}
    return only.account in ("", *accounts) and (not only.items or not items.isdisjoint(only.items))


def _meant(decided: Iterable[Decided], *only: Only) -> Iterator[tuple[str, Decision]]:
    """The cases that are meant, each with its unit's id."""
    for each in decided:
        for decision in each.decisions:
            if fits(decision, *only):
                yield each.unit.id, decision


def _said(decided: tuple[Decided, ...], only: Only) -> str:
    return "; ".join(said_decision(decision) for _, decision in _meant(decided, only)) or "no case"


def _finding(decided: tuple[Decided, ...], only: Only, place: Place, expected: str, got: str) -> Finding:
    return Finding(place, expected, got, _unit_meant(decided, only))


def _unit_meant(decided: tuple[Decided, ...], only: Only) -> str:
    meant = next((unit for unit, _ in _meant(decided, only)), "")
    return meant or (decided[0].unit.id if decided else "")


def _unit_of(decided: tuple[Decided, ...], decision: Decision) -> str:
    return next(each.unit.id for each in decided if any(it is decision for it in each.decisions))
