"""What the reference evaluator looks at: items with their balances, the view of a playbook, cases, scopes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from playbook_engine.model.book import Account, Contact, Invoice, Item, Setting, Unit
from playbook_engine.model.facts import Fact
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Release


@dataclass(frozen=True)
class Entry:
    """An item with what it belongs to; `gross` is its balance, `net` what credits leave of it (rule 10)."""

    item: Item
    invoice: Invoice
    account: Account
    gross: int
    net: int

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def due(self) -> dt.date:
        return self.item.due_on

    @property
    def issued(self) -> dt.date:
        return self.invoice.issued_on

    @property
    def currency(self) -> str:
        return self.invoice.currency

    @property
    def entity(self) -> str:
        return self.invoice.entity

    @property
    def live(self) -> bool:
        """Neither draft, void nor written off."""
        return self.invoice.state == "open"


@dataclass(frozen=True)
class World:
    """All that one call of `decide` is given."""

    release: Release
    setting: Setting
    unit: Unit
    as_of: dt.date | dt.datetime
    entries: tuple[Entry, ...]
    catalogue: Mapping[str, Fact]

    @property
    def organisation(self) -> Organisation:
        return self.release.organisation

    @property
    def payer(self) -> Account:
        """Rule 11: the unit's payer stands first among its accounts."""
        return self.unit.accounts[0]

    def day_of(self, account: Account) -> dt.date:
        """Rule 1: the date of the as-of in the account's zone, else the organisation's."""
        if isinstance(self.as_of, dt.datetime):
            return self._local(account, self.as_of).date()
        return self.as_of

    def minute_of(self, account: Account) -> int | None:
        """Rule 1b: a date has no time of day."""
        if isinstance(self.as_of, dt.datetime):
            local = self._local(account, self.as_of)
            return local.hour * 60 + local.minute
        return None

    def _local(self, account: Account, instant: dt.datetime) -> dt.datetime:
        assert instant.tzinfo is not None, "an instant has an offset"
        return instant.astimezone(ZoneInfo(account.time_zone or self.organisation.time_zone))


@dataclass(frozen=True)
class View:
    """Rule 7e: how the playbook that asks sees the unit's items. `account` is whom `account.*` is about (rule 7c)."""

    world: World
    account: Account
    day: dt.date
    net: bool
    grace: int
    promise_grace: int

    def balance(self, entry: Entry) -> int:
        """Rule 10b."""
        return entry.net if self.net else entry.gross

    def is_open(self, entry: Entry) -> bool:
        """Rules 8 and 10b."""
        return entry.live and self.balance(entry) > 0

    def is_overdue(self, entry: Entry) -> bool:
        """Rule 3a."""
        return self.is_open(entry) and self.day > entry.due + dt.timedelta(self.grace)


@dataclass(frozen=True)
class Case:
    """Rule 8: open items followed up together.

    `playbook` is the version that the case follows, `current` the one in force (rule 35). `held` gives the first
    hold that leaves an item out, `parts` what amount holds leave out of the others (rule 24). `anchor` is None where
    all items are held out; `earliest` is the anchor among all items. `unknown`: rates that a hold of an item lacked.
    """

    id: str
    playbook: Playbook
    current: Playbook
    account: Account
    entity: str
    currency: str
    entries: tuple[Entry, ...]
    group: tuple[Entry, ...]
    view: View
    held: Mapping[str, str]
    parts: Mapping[str, int]
    anchor: Entry | None
    earliest: Entry
    unknown: frozenset[str] = frozenset()

    @property
    def world(self) -> World:
        return self.view.world

    @property
    def day(self) -> dt.date:
        return self.view.day

    @property
    def free(self) -> tuple[Entry, ...]:
        """The items that are not held out."""
        return tuple(each for each in self.entries if each.id not in self.held)

    @property
    def lead(self) -> Entry:
        """The anchor, or the earliest of all items where all are held out."""
        return self.anchor or self.earliest

    def balance(self, entry: Entry) -> int:
        """What the case asks for the item: less the part that an amount hold leaves out."""
        return self.view.balance(entry) - self.parts.get(entry.id, 0)


@dataclass(frozen=True)
class Scope:
    """Rule 7: what is at hand where a condition stands."""

    view: View
    case: Case | None = None
    anchor: Entry | None = None
    item: Entry | None = None
    contact: Contact | None = None


def by_due(entry: Entry) -> tuple[dt.date, str]:
    """The order in which items are listed."""
    return (entry.due, entry.id)


def by_age(entry: Entry) -> tuple[dt.date, dt.date, str]:
    """Due, issue, id: the order in which amounts are laid over items."""
    return (entry.due, entry.issued, entry.id)
