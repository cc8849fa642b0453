"""Holds, limits and guarantees, of a playbook or of the organisation."""

from playbook_engine.language.codes_meaning import (
    CLOCK_OF_A_PART,
    CLOCK_WITHOUT_DATES,
    GRACE_WITHOUT_PROMISE,
    NO_AMOUNT,
    NO_EFFECT,
    SAYS_NOTHING,
    SILENTLY_LET_THROUGH,
    STOPS_OF_AN_ITEM,
)
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.scopes import CASE_HOLD, GUARANTEE, ITEM_HOLD
from playbook_engine.language.meaning.steps import at_least_a_day, when
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.meaning.work import work
from playbook_engine.language.wording import listed
from playbook_engine.model.condition import Condition, Present, facts_of, tests_of
from playbook_engine.model.organisation import Arithmetic, LookUp
from playbook_engine.model.playbook import Guarantee, Hold, Limit, Stops

_DATED = frozenset(("item.disputed", "item.promise", "item.on_hold"))
_WITH_AMOUNT = frozenset(("item.disputed", "item.dispute_reason", "item.promise"))


def holds(fields: Fields, around: Surroundings) -> list[Hold]:
    """The holds of a file."""
    return [_hold(each, around) for each in fields.get("holds") or ()]


def limits(fields: Fields, around: Surroundings) -> list[Limit]:
    """The limits of a file."""
    return [
        Limit(contacts=each.get("contacts") or 1, days=at_least_a_day(each, "in", around), per=each.get("per"))
        for each in fields.get("limits") or ()
    ]


def guarantees(fields: Fields, around: Surroundings) -> list[Guarantee]:
    """The guarantees of a file."""
    return [_guarantee(each, around) for each in fields.get("guarantees") or ()]


def _hold(fields: Fields, around: Surroundings) -> Hold:
    covers = fields.get("covers")
    asked = when(fields, around, CASE_HOLD if covers == "case" else ITEM_HOLD)
    instead: Fields | None = fields.get("instead")
    found = Hold(
        name=fields.get("hold") or "",
        when=asked,
        covers=covers,
        clock=fields.get("clock"),
        grace=fields.get("grace") or 0,
        stops=_stops(fields, "stops", around),
        instead=work(instead, around, CASE_HOLD) if instead is not None else None,
    )
    if fields.sound("when"):
        _check_missing(asked, fields, around)
        _check_hold(found, fields, around)
    return found


def _check_hold(hold: Hold, fields: Fields, around: Surroundings) -> None:
    read = facts_of(hold.when)
    add = around.findings.add
    if hold.covers == "amount" and read.isdisjoint(_WITH_AMOUNT):
        message = "`covers: amount` needs a condition on a dispute or a promise, which names the amount"
        add(NO_AMOUNT, message, fields.place("covers"), "ask for `item.disputed` or `item.promise`, or cover the item")
    if hold.grace and "item.promise" not in read:
        message = "`grace` is for promises, and this hold does not ask for `item.promise`"
        add(GRACE_WITHOUT_PROMISE, message, fields.key_place("grace"), "leave it out")
    if hold.covers != "case" and hold.stops is not None:
        message = f"`stops` is for the whole case, and this hold covers the {hold.covers}"
        add(STOPS_OF_AN_ITEM, message, fields.key_place("stops"), "write `covers: case`, or leave out `stops`")
    if hold.covers != "case" and hold.instead is not None:
        message = f"`instead` acts for a step that was stopped, and this hold leaves out the {hold.covers}"
        add(NO_EFFECT, message, fields.key_place("instead"), "write `covers: case`, or leave it out")
    if hold.clock == "stops":
        _check_clock(hold, read, fields, around)


def _check_clock(hold: Hold, read: frozenset[str], fields: Fields, around: Surroundings) -> None:
    part = "covers: amount" if hold.covers == "amount" else "stops" if hold.stops is not None else ""
    if part:
        message = f"`clock: stops` does not go with `{part}`: the rest goes on meanwhile"
        around.findings.add(CLOCK_OF_A_PART, message, fields.place("clock"), "write `clock: runs`")
    elif not read <= _DATED:
        far = sorted(read - _DATED)
        message = f"`clock: stops` needs to know since when, and of {listed(far, 'and')} that is not known"
        help = f"it goes with {listed(sorted(_DATED), 'and')}"
        around.findings.add(CLOCK_WITHOUT_DATES, message, fields.place("clock"), help)


def _guarantee(fields: Fields, around: Surroundings) -> Guarantee:
    asked = when(fields, around, GUARANTEE)
    if fields.sound("when"):
        _check_missing(asked, fields, around)
    return Guarantee(
        name=fields.get("guarantee") or "",
        never=_stops(fields, "never", around) or Stops(),
        when=asked,
        unless_approved_by=fields.get("unless") or "",
    )


def _stops(fields: Fields, key: str, around: Surroundings) -> Stops | None:
    inner: Fields | None = fields.get(key)
    if inner is None:
        return None
    if not inner.written("do") and not inner.written("tone"):
        if not inner.bad:
            message = f"`{key}` names neither kinds nor tones"
            around.findings.add(SAYS_NOTHING, message, fields.key_place(key), "such as `{do: any contact}`")
        return Stops()
    kinds = [kind for part in inner.get("do") or () for kind in part]
    tones = {tone for part in inner.get("tone") or () for tone in part}
    ordered = tuple(each for each in around.names.tones if each in tones)
    return Stops(kinds=tuple(dict.fromkeys(kinds)), tones=ordered)


def _check_missing(asked: Condition, fields: Fields, around: Surroundings) -> None:
    """A fact that may be missing makes a test false, which would let a message through and nobody would know."""
    tests = tests_of(asked)
    asked_for = {each.fact for each in tests if isinstance(each.predicate, Present)}
    for name in dict.fromkeys(each.fact for each in tests):
        owners = [name.replace("anchor.", f"{scope}.", 1) for scope in ("item", "invoice")]
        if name in asked_for or not around.required.isdisjoint(owners) or not _comes_from_outside(name, around):
            continue
        message = f"where `{name}` is missing this lets messages through in silence"
        owner = next((each for each in owners if around.is_fact(each)), name)
        declare = "" if name.startswith("contact.") else f"enter `{owner}` in `required` of the organisation file, or "
        help = f"{declare}say what holds then: `[.., none]` as well, or `present` first"
        around.findings.add(SILENTLY_LET_THROUGH, message, fields.key_place("when"), help)


def _comes_from_outside(name: str, around: Surroundings) -> bool:
    """Whether a fact is a field that somebody may have left empty, or is computed from one."""
    fact = around.fact(name)
    if fact is None or not fact.optional:
        return False
    derived = around.derived.get(name) if name in around.derived else None
    match derived.by if derived else None:
        case Arithmetic(facts=facts):
            return any(_comes_from_outside(each, around) for each in facts)
        case LookUp():
            return True
        case _:
            return bool(fact.source)
