"""The organisation file as an `Organisation`."""

from collections.abc import Sequence as List
from functools import partial

from playbook_engine.language.codes_meaning import DUPLICATE_NAME, FOREIGN_HOLIDAYS, NOT_IN_ORDER
from playbook_engine.language.keys.kinds import Thing
from playbook_engine.language.meaning.calendars import chosen
from playbook_engine.language.meaning.checks.named import check_unique, names_in
from playbook_engine.language.meaning.conditions import condition
from playbook_engine.language.meaning.derived import define_derived
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.lazily import Definition
from playbook_engine.language.meaning.own_facts import own_facts, required_facts
from playbook_engine.language.meaning.rules import guarantees, holds, limits
from playbook_engine.language.meaning.scopes import NAMED
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.meaning.tables import define_tables
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.phrases.people import role
from playbook_engine.language.wording import ticked
from playbook_engine.model.diagnostic import Place, Related
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Calendar

_NAMING: tuple[tuple[Thing, str], ...] = (("role", "roles"), ("calendar", "calendars"), ("table", "tables"))


def learn_names(root: Node | None, around: Surroundings) -> None:
    """What the organisation file gives names to, before any of it is read; what has not the right shape is unsure."""
    names = around.names
    for thing, key in _NAMING:
        node = root.get(key) if isinstance(root, Mapping) else None
        if isinstance(node, Mapping):
            names.known[thing] = tuple(each.text for each, _ in node.entries)
        if not isinstance(root, Mapping) or root.incomplete or not isinstance(node, Mapping | None):
            names.unsure.add(thing)
    _learn_tones(root, around)
    currency = root.get("base_currency") if isinstance(root, Mapping) else None
    if isinstance(currency, Scalar) and currency.text.isupper():
        names.currency = currency.text


def _learn_tones(root: Node | None, around: Surroundings) -> None:
    if not isinstance(root, Mapping) or root.incomplete:
        around.names.unsure.add("tone")
        return
    node = root.get("tones")
    if isinstance(node, Sequence):
        around.names.known["tone"] = tuple(each.text for each in node.items if isinstance(each, Scalar))
    elif node is not None:
        around.names.unsure.add("tone")


def define(fields: Fields, around: Surroundings) -> None:
    """Let facts, tables and segments of the organisation be read when they are asked for."""
    own_facts(fields, around)
    define_tables(fields, around)
    define_derived(fields, around)
    for key in fields.left_out("segments"):
        around.segments.define_broken(key.text, key.place)
    for key, name, node in fields.get("segments") or ():
        if name in around.segments:
            related = (Related(around.segments.place(name), "the playbook"),)
            message = f"{ticked(name)} is a playbook, whose segment can be named"
            around.findings.add(DUPLICATE_NAME, message, key.place, "choose another name", related)
        around.segments.define(name, Definition(key.place, partial(condition, node, NAMED, around)))


def organisation(fields: Fields, around: Surroundings, calendars: dict[str, Calendar]) -> Organisation:
    """The organisation from its keys; all that it defines is read, whether anybody asks for it or not."""
    required = required_facts(fields, around)
    tables, derived = around.tables.all(), around.derived.all()
    around.segments.all()
    found = Organisation(
        name=fields.get("organisation") or "",
        base_currency=fields.get("base_currency") or around.names.currency,
        time_zone=fields.get("time_zone") or "UTC",
        language=fields.get("language") or "en",
        playbooks=tuple(fields.get("playbooks") or ()),
        tones=around.names.tones,
        roles=tuple(role(name, person) for _, name, person in fields.get("roles") or ()),
        work_calendar=chosen(fields, "work_calendar", calendars),
        calendar=chosen(fields, "calendar", calendars),
        closed_days=tuple(sorted({each.isoformat() for each in fields.get("closed_days") or ()})),
        freshness=tuple(sorted((name, days) for _, name, days in fields.get("freshness") or ())),
        required=required,
        own_facts=tuple(around.own),
        derived=tuple(derived.values()),
        tables=tuple(each.table for each in tables.values()),
        holds=tuple(holds(fields, around)),
        limits=tuple(limits(fields, around)),
        guarantees=tuple(guarantees(fields, around)),
    )
    _check(found, fields, around)
    return found


def check_order_of_playbooks(
    fields: Fields, playbooks: List[tuple[tuple[str, str], Place]], around: Surroundings
) -> None:
    """Every playbook, given by the names it goes under and its place, stands once in the organisation's order."""
    check_unique(_written(fields, "playbooks"), "a playbook", around.findings)
    order = {name for name, _ in _written(fields, "playbooks")}
    if not fields.written("playbooks") or not fields.sound("playbooks"):
        return
    for names, place in playbooks:
        if order.isdisjoint(names):
            message = f"the playbook {ticked(names[0])} is not in the organisation's order, so it takes nothing"
            related = (Related(fields.key_place("playbooks"), "the order stands here"),)
            around.findings.add(
                NOT_IN_ORDER, message, place, "enter it in `playbooks` of the organisation file", related
            )


def _check(found: Organisation, fields: Fields, around: Surroundings) -> None:
    findings = around.findings
    check_unique(_written(fields, "tones"), "a tone", findings)
    check_unique(names_in(fields.get("holds") or [], "hold"), "a hold", findings)
    check_unique(names_in(fields.get("guarantees") or [], "guarantee"), "a guarantee", findings)
    if found.work_calendar is not None and found.work_calendar.holidays == "account.country":
        message = "our own people would have the holidays of each customer's country"
        findings.add(
            FOREIGN_HOLIDAYS, message, fields.place("work_calendar"), "name the place where they work: `DE-BY`"
        )


def _written(fields: Fields, key: str) -> list[tuple[str, Place]]:
    node = fields.node(key)
    return (
        [(each.text, each.place) for each in node.items if isinstance(each, Scalar)]
        if isinstance(node, Sequence)
        else []
    )
