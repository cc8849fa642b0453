"""A small organisation in a database: a release in force, records that come in, a clock that is set by hand."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
from sqlalchemy import insert, select

from playbook_engine.model.book import Account, AccountRecord, Unit
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.playbook import ApprovalRule, Calendar, Playbook
from playbook_engine.model.release import Release
from playbook_engine.service.production.acting_groups import Named
from playbook_engine.service.production.caller import Caller, Role
from playbook_engine.service.production.releases import WHOLE
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_units
from playbook_engine.service.production.truth import judge
from playbook_engine.service.settings import Settings
from playbook_engine.store.accounts import AccountRow, accounts_by_id, add_accounts, change_accounts
from playbook_engine.store.action_queries import open_of_units
from playbook_engine.store.actions import ActionRow
from playbook_engine.store.database import Database, Work
from playbook_engine.store.records import Change, standing, write_versions
from playbook_engine.store.releases import add_activation, add_release, end_activation, list_activations
from playbook_engine.store.tables import ACTIONS, ORGANISATIONS
from playbook_engine.store.units import learning_at, lock_units, touch_units
from tests.reference.build import contact, playbook, release, step, work

ACME = "acme"
NOON = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
LEASE = dt.timedelta(minutes=5)
HOURS = Calendar(opens=9 * 60, closes=17 * 60)


class Hand:
    """A clock that is set by hand."""

    def __init__(self, at: dt.datetime = NOON) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at


def ladder(**more: Any) -> Playbook:
    """A letter a week, the last one with an approval, a call beside."""
    return playbook(
        step("first", "3 days after due", work("email", tone="polite")),
        step("second", "10 days after due", work("letter", tone="firm"), also=(work("status", set="credit hold"),)),
        step(
            "final", "17 days after due", work("email", tone="final"),
            approval=ApprovalRule(by="head of credit", expires=10),
        ),
        **more,
    )  # fmt: skip


def in_force(*playbooks: Playbook) -> Release:
    return release(*(playbooks or (ladder(),)), calendar=HOURS)


class World:
    """One organisation, with what a test does to it."""

    def __init__(self, url: str, organisation: str = ACME) -> None:
        self.clock = Hand()
        self.organisation = organisation
        self.runtime = Runtime(Database(url), self.clock, Settings(database_url=url))
        self.hands = self.caller("mailer", "service")
        self.person = self.caller("ann", "operator")
        self.viewer = self.caller("vic", "viewer")

    def caller(self, subject: str, *roles: Role) -> Caller:
        return Caller(organisation=self.organisation, subject=subject, roles=roles)

    async def begin(self, rules: Release | None = None, *, made_before: bool = False) -> None:
        """The organisation, and a release that is in force since the day before."""
        self.clock.at -= DAY
        if not made_before:
            async with self.work() as work:
                values = {"name": "Acme", "created_at": self.clock.at}
                await work.connection.execute(insert(ORGANISATIONS).values(organisation=self.organisation, **values))
        await self.follow(rules or in_force())
        self.clock.at += DAY

    async def follow(self, rules: Release) -> int:
        """A release that all units follow from now on."""
        async with self.work() as work:
            for each in await list_activations(work, ended=False):
                await end_activation(work, each.number)
            body = canonical(rules)
            number = await add_release(
                work,
                {
                    "fingerprint": digest(body), "digest": digest(body + str(self.clock.at).encode()), "title": "",
                    "author": "bo", "published_at": work.at, "checks": b"{}", "body": body,
                },
            )  # fmt: skip
            await add_activation(
                work,
                {
                    "release": number, "mode": "active", "from_at": work.at, "share": WHOLE,
                    "activated_by": "bo", "activated_at": work.at,
                },
            )  # fmt: skip
        return number

    def work(self) -> AbstractAsyncContextManager[Work]:
        return self.runtime.database.work(self.organisation, self.clock.at, "sync")

    async def sync(self, unit: str, *records: Account | AccountRecord) -> None:
        """Records of a unit of one account come in."""
        async with self.work() as work:
            rows = await lock_units(work, [unit])
            learnt_at = learning_at(work, rows.values())
            if not await accounts_by_id(work, [unit]):
                await add_accounts(work, [AccountRow(unit, True, unit)])
                records = (
                    Account(id=unit),
                    contact(f"c-{unit}", account=unit, postal_address="Main Street 1"),
                    *records,
                )
            for each in records:
                if isinstance(each, Account):
                    await change_accounts(work, [AccountRow(each.id, True, unit, collector=each.collector)])
            await self._write(work, learnt_at, records)
            await touch_units(work, [unit], learnt_at)

    async def _write(self, work: Work, at: dt.datetime, records: Iterable[Account | AccountRecord]) -> None:
        for record in records:
            kind, body = str(record.__struct_config__.tag), canonical(record)
            account = record.id if isinstance(record, Account) else record.account
            before = {(kind, each.id): each for each in (await standing(work, kind, [record.id])).values()}
            change = Change(kind=kind, id=record.id, account=account, digest=digest(body), body=body, source="erp")
            await write_versions(work, at, [change], before)

    async def decide(self, *units: str) -> None:
        """What a worker does: decide, and bring the actions in line."""
        async with self.work() as work:
            await judge(self.runtime, work, await lock_units(work, units))

    async def unit(self, name: str) -> Unit:
        async with self.work() as work:
            return (await load_units(work, [name]))[0]

    async def open(self, *units: str) -> list[ActionRow]:
        async with self.work() as work:
            return await open_of_units(work, units)

    async def rows(self, unit: str) -> list[tuple[str, int, str, str]]:
        """Step, revision, state and reason of all actions of a unit, in the order in which they were made."""
        columns = ACTIONS.c
        async with self.work() as work:
            found = await work.connection.execute(
                select(columns.step, columns.revision, columns.state, columns.reason)
                .where(columns.organisation == self.organisation, columns.unit == unit)
                .order_by(columns.day, columns.step, columns.revision)
            )
            return [tuple(each) for each in found]

    async def close(self) -> None:
        await self.runtime.database.close()


def told(named: Iterable[Named], outcome: Mapping[str, Any] | None = None, reason: str = "") -> list[Named]:
    """What is reported of each."""
    return [msgspec.structs.replace(each, outcome=outcome or {}, reason=reason) for each in named]
