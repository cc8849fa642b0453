"""What a test may speak of: accounts, contacts, items, payments, and the steps and playbooks of the release."""

from collections.abc import Iterable

from playbook_engine.language.codes_meaning import UNKNOWN_PLAYBOOK, UNKNOWN_ROLE, UNKNOWN_STEP, UNKNOWN_TONE
from playbook_engine.language.codes_timeline import UNKNOWN_ITEM, UNKNOWN_RECORD, WHICH_ONE
from playbook_engine.language.keys.told import ACCOUNT
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.timelines.values import fields_of, scalars_of
from playbook_engine.language.wording import listed, ticked
from playbook_engine.model.book import Account, Contact, Invoice
from playbook_engine.model.codes import Code
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Release

ALL = "all"
"""Instead of an item: the account as a whole."""


class Names:
    """The names that stand for something in one test, and a finding for each that does not."""

    def __init__(self, release: Release, findings: Findings, place: Place) -> None:
        self.release = release
        self.findings = findings
        self.place = place
        self.accounts: dict[str, Account] = {}
        self.contacts: dict[str, Contact] = {}
        self.given_contacts: tuple[Contact, ...] = ()
        self.invoices: dict[str, Invoice] = {}
        self.payments: dict[str, str] = {}
        self.sources: set[str] = set()

    @property
    def organisation(self) -> Organisation:
        """The organisation of the release."""
        return self.release.organisation

    @property
    def account(self) -> str:
        """The account that is meant where none is named."""
        return next(iter(self.accounts))

    def items(self, fields: Fields, name: str) -> tuple[str, ...] | None:
        """The items named under a key; none for `all` or `none`, None where one of them does not exist."""
        found: list[str] = []
        sound = True
        for scalar in scalars_of(fields.node(name)):
            items = self.items_of(scalar.text)
            if items is None:
                self._no_item(scalar)
                sound = False
            found += items or ()
        return tuple(dict.fromkeys(found)) if sound else None

    def items_of(self, text: str) -> tuple[str, ...] | None:
        """The items of an invoice, or the item; nothing for `all` and `none`."""
        if text in (ALL, "none"):
            return ()
        if text in self.invoices:
            return tuple(each.id for each in self.invoices[text].items)
        return (text,) if self.invoice_of(text) else None

    def invoice_of(self, item: str) -> Invoice | None:
        """The invoice that an item stands on."""
        return next((each for each in self.invoices.values() if any(part.id == item for part in each.items)), None)

    def whose(self, fields: Fields, items: Iterable[str]) -> str | None:
        """The account of an event: that of its items, else the one named, else the first."""
        invoice = next((found for item in items if (found := self.invoice_of(item))), None)
        if invoice:
            return invoice.account
        return self.known(fields, "account", self.accounts, "account") if fields.written("account") else self.account

    def contact(self, fields: Fields, name: str = "contact") -> Contact | None:
        """The contact that is named, or the only one that is given."""
        if fields.written(name):
            found = self.known(fields, name, self.contacts, "contact")
            return self.contacts.get(found or "")
        given = self.given_contacts
        if len(given) == 1:
            return given[0]
        message = "there are several contacts" if given else "there is no contact"
        help = f"say which: `{name}: {given[0].id}`" if given else "give `contacts`"
        self.findings.add(WHICH_ONE, message, fields.here, help)
        return None

    def known(self, fields: Fields, name: str, among: Iterable[str], what: str) -> str | None:
        """The name under a key if it is one of these; nothing where it does not stand."""
        found: str | None = fields.values.get(name)
        if found is None or found in (choices := list(among)):
            return found
        help = or_one_of(found, choices)
        self.findings.add(UNKNOWN_RECORD, f"there is no {what} {ticked(found)}", fields.place(name), help)
        return None

    def account_fields(self, fields: Fields) -> tuple[str, Fields] | None:
        """Which account an event changes, and the mapping that says how."""
        inner = fields_of(ACCOUNT, node, self.findings) if (node := fields.node("account")) else None
        if inner is None or inner.bad:
            return None
        id = self.known(inner, "id", self.accounts, "account") if inner.written("id") else self.account
        return (id, inner) if id else None

    def playbook(self, scalar: Scalar) -> Playbook | None:
        """The current version of a playbook."""
        named = {each.name: each for each in self.release.playbooks[: self.release.current]}
        return named.get(self._checked(scalar, named, UNKNOWN_PLAYBOOK, "there is no playbook") or "")

    def step(self, scalar: Scalar, *, done: bool = False) -> str:
        """A step, rule alongside, end of the ladder, hold's task; what there is none of is noted.

        What was `done` may bear a name that its step has no longer.
        """
        names = [step for playbook in self.release.playbooks for step in steps_of(playbook)]
        if done:
            names += [name for playbook in self.release.playbooks for name in former_steps_of(playbook)]
        holds = [*self.organisation.holds, *(hold for each in self.release.playbooks for hold in each.holds)]
        tasks = [f"hold-{each.name}" for each in holds]
        self._checked(scalar, dict.fromkeys([*names, *tasks, "apply-credit"]), UNKNOWN_STEP, "no playbook has a step")
        return scalar.text

    def tone(self, scalar: Scalar) -> None:
        """A tone of the organisation."""
        self._checked(scalar, self.organisation.tones, UNKNOWN_TONE, "the organisation has no tone")

    def role(self, scalar: Scalar) -> None:
        """A role of the organisation."""
        roles = [each.name for each in self.organisation.roles]
        self._checked(scalar, roles, UNKNOWN_ROLE, "the organisation has no role")

    def playbook_with(self, step: str, place: Place) -> Playbook | None:
        """The only playbook that has a step, or had it under this name."""
        current = self.release.playbooks[: self.release.current]
        found = [each for each in current if step in steps_of(each)]
        found = found or [each for each in current if step in former_steps_of(each)]
        if len(found) > 1:
            names = listed([each.name for each in found], "and")
            message = f"the playbooks {names} have a step {ticked(step)}"
            self.findings.add(WHICH_ONE, message, place, f"say which: `playbook: {found[0].name}`")
        return found[0] if len(found) == 1 else None

    def _checked(self, scalar: Scalar, among: Iterable[str], kind: Code, message: str) -> str | None:
        choices = list(among)
        if scalar.text in choices:
            return scalar.text
        help = or_one_of(scalar.text, choices)
        self.findings.add(kind, f"{message} {ticked(scalar.text)}", scalar.place, help)
        return None

    def _no_item(self, scalar: Scalar) -> None:
        names = [*self.invoices, *(item.id for each in self.invoices.values() for item in each.items)]
        help = or_one_of(scalar.text, list(dict.fromkeys(names))) or "give `invoices`"
        message = f"there is no item or invoice {ticked(scalar.text)}"
        self.findings.add(UNKNOWN_ITEM, message, scalar.place, help)


def steps_of(playbook: Playbook) -> list[str]:
    """The names of all that a playbook does."""
    return [
        *(each.name for each in (*playbook.cadence, *playbook.alongside)),
        *(each.name for each in playbook.exhausted),
    ]


def former_steps_of(playbook: Playbook) -> list[str]:
    """The names that its steps had before."""
    return [name for each in (*playbook.cadence, *playbook.alongside) for name in each.was]
