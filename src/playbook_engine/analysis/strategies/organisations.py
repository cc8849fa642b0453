"""Organisations: what all playbooks of a release share, and the vocabulary that this gives them."""

import msgspec

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.conditions import condition_for
from playbook_engine.analysis.strategies.facts import derived_facts, own_facts, table_for
from playbook_engine.analysis.strategies.ground import NAMED, TABLE, Ground
from playbook_engine.analysis.strategies.rules import calendar, guarantees, holds, limits
from playbook_engine.model.condition import Condition
from playbook_engine.model.organisation import Organisation, Role, Table
from playbook_engine.model.release import Template, catalogue_of

TEMPLATES = ("notice", "reminder", "last-notice")

_ROLES = (
    Role(name="relationship owner", field="owner"),
    Role(name="collector", field="collector"),
    Role(name="collections manager", person="Kim <kim@example.com>"),
    Role(name="desk", person="desk@example.com"),
)

_REQUIRED = ("account.tier", "account.country", "account.renewal_date", "invoice.purchase_order")


def organisation_for(chance: Chance) -> tuple[Organisation, Ground]:
    """An organisation without its playbooks, and what their conditions may name."""
    own = own_facts(chance.part("own"))
    required = tuple(each.fact.name for each in own if each.required)
    required += chance.some(_REQUIRED, 1, 2) if chance.percent(12) else ()
    bare = Organisation(name="acme", base_currency=chance.pick(pools.CURRENCIES), own_facts=own, required=required)
    ground = _ground(bare)
    derived, tables = derived_facts(ground, chance.part("derived"))
    ground = _ground(msgspec.structs.replace(bare, derived=derived))
    ground = msgspec.structs.replace(ground, segments=_segments(ground, chance.part("segments")))
    by_use = _tables(ground, chance.part("tables"))
    ground = msgspec.structs.replace(
        ground, tables={use: tuple(each.name for each in made) for use, made in by_use.items()}
    )
    tables = (*tables, *(each for made in by_use.values() for each in made))
    bare = msgspec.structs.replace(bare, derived=derived, tables=tables)
    return _with_choices(bare, ground, chance), ground


def templates(chance: Chance) -> tuple[Template, ...]:
    """The texts of all messages: in the organisation's language, some also in others."""
    return tuple(
        Template(name=name, language=language, subject=name, body=f"{name} in {language}\n")
        for name in TEMPLATES
        for language in pools.LANGUAGES
        if language == "en" or chance.percent(50)
    )


def _ground(organisation: Organisation) -> Ground:
    return Ground(
        facts=catalogue_of(organisation),
        sure=frozenset(organisation.required),
        tones=organisation.tones,
        roles=tuple(each.name for each in _ROLES),
        templates=TEMPLATES,
    )


def _segments(ground: Ground, chance: Chance) -> tuple[tuple[str, Condition], ...]:
    return tuple((name, condition_for(ground, NAMED, chance.part(name))) for name in ("key-accounts", "doubtful"))


def _tables(ground: Ground, chance: Chance) -> dict[str, tuple[Table, ...]]:
    """Tables for the tone, the template and the person of a step."""
    values = {"tone": ground.tones, "template": ground.templates, "role": ground.roles}
    return {
        use: (table_for(ground, TABLE, f"{use}-by-case", gives, chance.part(use)),)
        for use, gives in values.items()
        if chance.percent(50)
    }


def _with_choices(organisation: Organisation, ground: Ground, chance: Chance) -> Organisation:
    return msgspec.structs.replace(
        organisation,
        time_zone=chance.pick(("UTC", "Europe/Berlin", "America/New_York")),
        language=chance.pick(pools.LANGUAGES[:2]),
        roles=_ROLES,
        work_calendar=calendar(chance.part("work"), works=True) if chance.percent(40) else None,
        calendar=calendar(chance.part("calendar")) if chance.percent(40) else None,
        closed_days=tuple(sorted(day.isoformat() for day in chance.some(pools.DATES, 0, 2))),
        freshness=_freshness(chance.part("freshness")) if chance.percent(12) else (),
        holds=holds(ground, "house-", chance.part("holds"), (0, 0, 0, 1, 1, 2)),
        limits=limits(chance.part("limits"), (0, 0, 0, 1, 2)),
        guarantees=guarantees(ground, "house-rule-", chance.part("guarantees"), (0, 0, 0, 0, 1)),
    )


def _freshness(chance: Chance) -> tuple[tuple[str, int], ...]:
    erp = ("erp", chance.pick(pools.DAYS[:5]))
    return (("crm", 7), erp) if chance.percent(50) else (erp,)
