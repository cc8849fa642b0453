"""Where each fact is found: for every name of the catalogue the Python expression that reads it from a `Scope`
named `s`.

The compiler writes these expressions into the functions it generates, the trace evaluates the same ones one by one:
so both
read the same facts. Values: text str, tags a tuple, number int or Fraction, percent Fraction, date an ordinal,
yes/no bool;
missing is None. Money is a pair of minor units and currency, or sums by currency.
"""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from playbook_engine.engine.days import end_of_month as _end_of_month
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.state import View, ordinal, pair
from playbook_engine.model.facts import WEEKDAYS, Fact, Kind

Read = Callable[[Scope], Any]

_ACCOUNT_MONEY = ("open_balance", "overdue_balance", "disputed_balance", "unapplied_credit")
_ACCOUNT_SAME = (
    "on_hold", "oldest_due", "days_overdue", "average_days_late", "paid_late_share", "open_disputes",
    "contacts_30_days", "last_contact_on", "last_reply_on", "last_payment_on", "failed_payments",
)  # fmt: skip

_EXPRESSIONS: dict[str, str] = {
    **{f"account.{name}": f"s.account.{name}" for name in (*_ACCOUNT_MONEY, *_ACCOUNT_SAME)},
    "account.open_items": "len(s.account.items)",
    "account.overdue_items": "len(s.account.overdue)",
    "account.open_promises": "s.account.promises('open')",
    "account.kept_promises": "s.account.promises('kept')",
    "account.broken_promises": "s.account.promises('broken')",
    "account.days_since_contact": "s.account.since(s.account.last_contact_on)",
    "account.days_since_reply": "s.account.since(s.account.last_reply_on)",
    "family.accounts": "s.account.family.accounts",
    "family.open_balance": "s.account.family.open_balance",
    "family.overdue_balance": "s.account.family.overdue_balance",
    "family.overdue_items": "s.account.family.overdue_items",
    "case.currency": "s.case.currency",
    "case.entity": "s.case.entity",
    "case.balance": "(s.case.balance, s.case.currency)",
    "case.overdue_balance": "(s.case.overdue_balance, s.case.currency)",
    "case.overdue_share": "s.case.overdue_share",
    "case.items": "s.case.items",
    "case.overdue_items": "s.case.overdue_items",
    "case.oldest_due": "s.case.oldest_due",
    "case.contacts": "s.case.contacts",
    "today.date": "s.day",
    "today.weekday": "WEEKDAYS[(s.day - 1) % 7]",
    "today.day_of_month": "day_of_month(s.day)",
    "today.days_to_month_end": "end_of_month(s.day) - s.day",
    "contact.role": "(s.contact.role or None)",
    "contact.language": "s.contact.language",
}

_PREPARED = frozenset(("arr", "credit_limit", "customer_since", "renewal_date"))
"""Fields of an account that its view keeps as pairs and ordinals."""

_INVOICE: dict[str, str] = {
    "id": "{i}.invoice.id",
    "entity": "{i}.entity",
    "currency": "{i}.currency",
    "issued_on": "{i}.issued",
    "amount": "(sum(part.amount for part in {i}.invoice.items), {i}.currency)",
    "kind": "{i}.invoice.kind",
    "payment_method": "{i}.invoice.payment_method",
    "purchase_order": "{i}.invoice.purchase_order",
    "tags": "{i}.invoice.tags",
}

_ITEM: dict[str, str] = {
    "id": "{i}.id",
    "due_on": "{i}.due",
    "days_overdue": "(s.day - {i}.due)",
    "overdue": "({i}.due < s.day - {grace})",
    "amount": "({i}.amount, {i}.currency)",
    "balance": "({i}.{left}, {i}.currency)",
    "disputed": "(s.world.claims.disputed({i}, s.day) is not None)",
    "dispute_reason": "reason_of(s.world.claims.disputed({i}, s.day))",
    "promise": "s.world.claims.promise_state({i}, s.day, {promise_grace}, {basis!r})",
    "promised_on": "s.promised_on({i})",
    "on_hold": "s.world.claims.on_hold({i}, s.day)",
    "failed_payments": "s.failures({i})",
    "reopened": "{i}.reversals",
    "contacts": "s.contacts({i})",
    "last_step": "s.last_step({i})",
    "last_tone": "s.last_tone({i})",
}

_OWN = {
    "account": "s.account.record.x.get({name!r})",
    "contact": "s.contact.x.get({name!r})",
    "invoice": "s.item.invoice.x.get({name!r})",
    "item": "s.item.record.x.get({name!r})",
}

_SHAPE: dict[Kind, str] = {"date": "ordinal({x})", "money": "pair({x})", "tags": "tuple({x} or ())"}

_OWN_SHAPE: dict[Kind, str] = {
    "date": "own_day({x})", "money": "pair({x})", "tags": "tuple({x} or ())", "number": "own_number({x})",
    "percent": "own_number({x})", "text": "{x}", "yes/no": "{x}",
}  # fmt: skip


class Catalogue:
    """Expressions for one organisation: its own and derived facts included, as one view of balances sees them.

    `settled`: the holds have been laid, so an item's balance is what they leave (rule 24).
    """

    def __init__(self, facts: dict[str, Fact], derived: dict[str, Read], view: View, *, settled: bool) -> None:
        self.facts = facts
        self._derived = derived
        self._view = view
        self._left = "left" if settled else view.basis
        self.names: dict[str, Any] = {
            "WEEKDAYS": WEEKDAYS, "day_of_month": _day_of_month, "end_of_month": _end_of_month, "ordinal": ordinal,
            "pair": pair, "reason_of": _reason_of, "own_day": _own_day, "own_number": _own_number,
        }  # fmt: skip
        self._read: dict[str, Read] = {}

    def expression(self, name: str) -> str:
        """The expression that reads a fact."""
        if name in self._derived:
            self.names[f"derived_{len(self._derived)}"] = self._derived
            return f"derived_{len(self._derived)}[{name!r}](s)"
        if name in _EXPRESSIONS:
            return _EXPRESSIONS[name]
        scope, _, field = name.partition(".")
        if field.startswith("x."):
            return self._own(scope, field[2:], self.facts[name])
        if scope == "account" and field in _PREPARED:
            return f"s.account.{field}"
        if scope == "account":
            return self._copied(f"s.account.record.{field}", self.facts[name].kind)
        place = "s.anchor" if scope == "anchor" else "s.item"
        pattern = _INVOICE[field] if scope == "invoice" or (scope == "anchor" and field not in _ITEM) else _ITEM[field]
        view = self._view
        return pattern.format(
            i=place, grace=view.grace, promise_grace=view.promise_grace, left=self._left, basis=view.basis
        )

    def read(self, name: str) -> Read:
        """A function that reads a fact, for whoever walks a condition."""
        found = self._read.get(name)
        if found is None:
            source = self.expression(name)
            found = self._read[name] = eval(f"lambda s: {source}", self.names)  # noqa: S307 -- our own text only
        return found

    def is_derived(self, name: str) -> bool:
        """Whether the organisation computes a fact from others."""
        return name in self._derived

    @staticmethod
    def _copied(source: str, kind: Kind) -> str:
        return _SHAPE[kind].format(x=source) if kind in _SHAPE and kind != "tags" else source

    def _own(self, scope: str, name: str, fact: Fact) -> str:
        if scope == "anchor":
            where = "item" if f"item.x.{name}" in self.facts else "invoice"
            source = _OWN[where].format(name=name).replace("s.item", "s.anchor")
        else:
            source = _OWN[scope].format(name=name)
        return _OWN_SHAPE[fact.kind].format(x=source)


def _day_of_month(day: int) -> int:
    return dt.date.fromordinal(day).day


def _own_day(text: str | None) -> int | None:
    return None if text is None else dt.date.fromisoformat(text).toordinal()


def _own_number(value: int | str | None) -> int | Fraction | None:
    return Fraction(value) if isinstance(value, str) else value


def _reason_of(dispute: Any) -> str | None:
    return None if dispute is None else dispute.reason
