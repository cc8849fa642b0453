"""The rows of a unit in another order, always the same one: chance is a hash of what is shuffled."""

import hashlib
from typing import Any, TypeVar

import msgspec

from playbook_engine.model.book import FIELD_OF, Item, Record, Unit

T = TypeVar("T", bound=Record | Item)


def shuffled(unit: Unit) -> Unit:
    """The same unit with every list of records, and the items of every invoice, in another order."""
    fields: dict[str, Any] = {name: _mixed(getattr(unit, name)) for name in FIELD_OF.values()}
    fields["invoices"] = tuple(msgspec.structs.replace(each, items=_mixed(each.items)) for each in fields["invoices"])
    payer, *rest = unit.accounts
    return msgspec.structs.replace(unit, accounts=(payer, *_mixed(tuple(rest))), **fields)


def _mixed(records: tuple[T, ...]) -> tuple[T, ...]:
    mixed = tuple(sorted(records, key=lambda each: hashlib.sha256(each.id.encode()).digest()))
    return mixed if mixed != records else records[::-1]
