"""What all units share has changed: the units that this can change, and no others."""

from collections.abc import Iterable, Mapping

from sqlalchemy import update

from playbook_engine.ingest.stored_book import decode_record
from playbook_engine.ingest.synced_records import Given
from playbook_engine.service.production.state import SETTING_KINDS
from playbook_engine.store.accounts import units_with_currencies
from playbook_engine.store.database import Work
from playbook_engine.store.records import Key, Standing, bodies_by_id
from playbook_engine.store.tables import ORGANISATIONS
from playbook_engine.store.units import all_units, units_waiting_for


async def units_changed(
    work: Work, last: Iterable[Given], before: Mapping[Key, Standing], compared: frozenset[str] | None
) -> set[str]:
    """Units that may be decided otherwise now; `compared` are the currencies that playbooks compare amounts with."""
    units: set[str] = set()
    for given in last:
        match given.kind:
            case "entity":
                units.update(await _for_entity(work, given, before.get((given.kind, given.id))))
            case "freshness":
                units.update(await _for_freshness(work, given))
            case "rate":
                units.update(await _for_rate(work, given, compared))
            case _:
                pass
    return units


async def note_setting_changed(work: Work) -> None:
    """Say that what all units share is other than it was."""
    columns = ORGANISATIONS.c
    await work.connection.execute(
        update(ORGANISATIONS)
        .where(columns.organisation == work.organisation)
        .values(setting_changes=columns.setting_changes + 1)
    )


def is_shared(kind: str) -> bool:
    """Whether records of a kind concern all units."""
    return kind in SETTING_KINDS


async def _for_entity(work: Work, given: Given, last: Standing | None) -> Iterable[str]:
    """Invoices of an entity are in the book while it is there; what else is said of it changes no decision."""
    was_there = last is not None and not last.deleted
    return [] if was_there == (given.body is not None) else await all_units(work)


async def _for_freshness(work: Work, given: Given) -> Iterable[str]:
    """A source that was read again frees what waited for it; one that turns out older may hold anything."""
    days = [decode_record(given.kind, body).on for body in await bodies_by_id(work, given.kind, [given.id])]
    if given.record is None or any(day > given.record.on for day in days):
        return await all_units(work)
    return await units_waiting_for(work, given.id)


async def _for_rate(work: Work, given: Given, compared: frozenset[str] | None) -> Iterable[str]:
    """A rate changes units that have amounts on one side of it and are looked at in the other."""
    source, target = given.id.split("-")[:2]
    found = await units_with_currencies(work, (source, target))
    if compared is None:
        return found
    return [
        unit
        for unit, had in found.items()
        if (source in had and target in had | compared) or (target in had and source in had | compared)
    ]
