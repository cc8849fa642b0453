"""Units put straight into the store, as syncing leaves them there; and a release in force."""

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import insert

from playbook_engine.model.book import Account, Unit
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.units import records_of
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.releases_activating import Activation, activate
from playbook_engine.service.production.releases_checking import Upload
from playbook_engine.service.production.releases_publishing import approve, publish
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.accounts import AccountRow, add_accounts
from playbook_engine.store.database import Database, Work
from playbook_engine.store.records import Change, standing, write_versions
from playbook_engine.store.tables import ORGANISATIONS
from playbook_engine.store.units import learning_at, lock_units, touch_units

NOON = dt.datetime(2026, 3, 16, 12, 0, tzinfo=dt.UTC)
ANN = Caller(organisation="acme", subject="ann", roles=("author", "operator"))
BEN = Caller(organisation="acme", subject="ben", roles=("approver",))


class Hand:
    """A clock that is set by hand."""

    def __init__(self, at: dt.datetime = NOON) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at


async def runtime_of(url: str, *, at: dt.datetime = NOON, **settings: int) -> Runtime:
    """A runtime whose clock is set by hand, with the organisation that the tests are of."""
    runtime = Runtime(Database(url), Hand(at), Settings(database_url=url, **settings))  # type: ignore[arg-type]
    async with runtime.database.work("acme", at) as work:
        await work.connection.execute(insert(ORGANISATIONS).values(organisation="acme", name="Acme", created_at=at))
    return runtime


async def follow(runtime: Runtime, files: Mapping[str, bytes], **activation: object) -> int:
    """Publish, approve and activate playbooks; the number of their release."""
    number = (await publish(runtime, ANN, Upload(files=files))).release.number
    await approve(runtime, BEN, number)
    await activate(runtime, BEN, Activation(release=number, **activation))  # type: ignore[arg-type]
    return number


async def put(work: Work, units: Iterable[Unit]) -> None:
    """All records of units come in, in one transaction; records that stand already get another version."""
    known = list(units)
    locked = await lock_units(work, [unit.id for unit in known])
    learnt_at = learning_at(work, locked.values())
    changes = [each for unit in known for each in _changes(unit)]
    before = {}
    for kind in {each.kind for each in changes}:
        found = await standing(work, kind, [each.id for each in changes if each.kind == kind])
        before.update({(kind, name): each for name, each in found.items()})
    new = [each for each in changes if (last := before.get((each.kind, each.id))) is None or last.digest != each.digest]
    await write_versions(work, learnt_at, new, before)
    await add_accounts(work, [row for unit in known for row in _rows(unit) if ("account", row.account) not in before])
    await touch_units(work, locked, learnt_at)


def _rows(unit: Unit) -> Iterable[AccountRow]:
    for each in unit.accounts:
        yield AccountRow(account=each.id, known=True, unit=unit.id, payer=each.payer, time_zone=each.time_zone)


def _changes(unit: Unit) -> Iterable[Change]:
    for record in (*unit.accounts, *records_of(unit)):
        body = canonical(record)
        kind = str(record.__struct_config__.tag)
        account = record.id if isinstance(record, Account) else record.account
        yield Change(kind=kind, id=record.id, account=account, digest=digest(body), body=body, source="erp")
