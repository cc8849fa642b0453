"""What is at hand where a condition stands: the one argument of everything that is compiled."""

from playbook_engine.engine.case_sums import CaseSums
from playbook_engine.engine.history import HAPPENED, Mark
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.state import AccountView, World
from playbook_engine.model.book import Contact


class Scope:
    """What is at hand where a condition stands; compiled conditions take one as their only argument."""

    __slots__ = ("account", "anchor", "case", "contact", "day", "item", "record", "world")

    def __init__(
        self,
        world: World,
        account: AccountView,
        *,
        item: OpenItem | None = None,
        case: CaseSums | None = None,
        anchor: OpenItem | None = None,
        contact: Contact | None = None,
    ) -> None:
        self.world = world
        self.day = world.day
        self.account = account
        self.item = item
        self.case = case
        self.anchor = anchor
        self.contact = contact
        self.record: object = None

    def last_step(self, item: OpenItem) -> str | None:
        """The ladder step that an item was last taken to, by its present name."""
        for mark in reversed(self.world.history.listing(item.id)):
            if mark.touch.outcome in HAPPENED:
                step = self._taken_to(mark, item)
                if step:
                    return step
        return None

    def _taken_to(self, mark: Mark, item: OpenItem) -> str:
        ladders = self.world.ladders.get(mark.touch.playbook, ())
        line = next((each.step for each in mark.touch.items if each.item == item.id), "")
        if mark.touch.anchor != item.id:
            return ladders[0].get(line, line) if ladders else line
        known = (ladder[mark.touch.step] for ladder in ladders if mark.touch.step in ladder)
        return next(known, line)

    def last_tone(self, item: OpenItem) -> str | None:
        """The tone of the last contact that listed an item."""
        for mark in reversed(self.world.history.listing(item.id)):
            if mark.is_contact:
                return mark.touch.tone or None
        return None

    def contacts(self, item: OpenItem) -> int:
        """How many contacts listed an item."""
        marks = self.world.history.listing(item.id)
        return len({mark.touch.message or mark.touch.id for mark in marks if mark.is_contact})

    def promised_on(self, item: OpenItem) -> int | None:
        """The day named by the latest promise of an item."""
        concerning = self.world.claims.promises_of(item, self.day)
        return concerning[-1].on.toordinal() if concerning else None

    def failures(self, item: OpenItem) -> int:
        """Failed payments for an item or its invoice."""
        names = (item.id, item.invoice.id)
        return sum(each.item in names for each in self.world.unit.failed_payments)
