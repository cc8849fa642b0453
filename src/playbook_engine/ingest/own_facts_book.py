"""An organisation's own facts in a record, each read as its declared kind."""

import datetime as dt
import decimal
import re
from collections.abc import Callable, Mapping
from typing import Any

from playbook_engine.ingest.codes_book import MISSPELT_FIELD, WRONG_OWN_FACT
from playbook_engine.ingest.faults_book import Fault, Several, unknown_field
from playbook_engine.ingest.values_book import Wrong, read_day, read_money, read_name, read_tags, read_yes_no, shown
from playbook_engine.model.book import Own
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?", re.ASCII)

OwnReader = Callable[[Any], Own]


def own_facts_of(scope: str, own_facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The own facts of a scope by the name that records use."""
    prefix = f"{scope}.x."
    return {name.removeprefix(prefix): fact for name, fact in own_facts.items() if name.startswith(prefix)}


def own_reader(scope: str, own_facts: Mapping[str, Fact], warned: list[Fault]) -> OwnReader:
    """Reads the own facts of a record; what is not declared is warned about, or an error where it is close to one."""
    declared = own_facts_of(scope, own_facts)

    def read(value: Any) -> Own:
        if not isinstance(value, Mapping):
            raise Wrong(f"`{shown(value)}` are no facts with names", help='write them such as `{"seats": 12}`')
        own: Own = {}
        faults: list[Fault] = []
        for name in sorted(value):
            if name not in declared:
                fault = unknown_field(name, [each for each in declared if each not in value], prefix=".")
                (faults if fault.code is MISSPELT_FIELD else warned).append(fault)
            elif value[name] is not None and value[name] != "":
                try:
                    own[name] = read_own(declared[name], value[name])
                except ValueError as wrong:
                    way_out = wrong.help if isinstance(wrong, Wrong) else ""
                    faults.append(Fault(code=WRONG_OWN_FACT, field=f".{name}", sentence=str(wrong), help=way_out))
        if faults:
            raise Several(*faults)
        return own

    return read


def read_own(fact: Fact, value: Any) -> str | int | bool | Money | list[str]:
    """One value as the kind that its fact has. Raises Wrong."""
    match fact.kind:
        case "text":
            return _one_of(fact, read_name(value))
        case "tags":
            return list(read_tags(value))
        case "number":
            return _number(value)
        case "percent":
            return _share(value)
        case "money":
            return read_money(value)
        case "date":
            return str(read_day(value))
        case "yes/no":
            return read_yes_no(value)


def write_own(fact: Fact, value: Any) -> Any:
    """An own fact as files say it: the inverse of `read_own`."""
    if fact.kind == "percent":
        return f"{_plain(decimal.Decimal(str(value)) * 100)}%"
    if isinstance(value, Money | dt.date):
        return str(value)
    return value


def _one_of(fact: Fact, text: str) -> str:
    if fact.values and text not in fact.values:
        raise Wrong(f"`{text}` is none of {', '.join(f'`{each}`' for each in fact.values)}")
    return text


def _number(value: Any) -> int | str:
    """A number: whole, or else exact decimal text."""
    if type(value) is int and abs(value) < 10**15:
        return value
    text = str(value) if isinstance(value, str) else ""
    if not _DECIMAL.fullmatch(text):
        raise Wrong(f"`{shown(value)}` is no number", help="write digits and a decimal point, such as `12.5`")
    plain = _plain(decimal.Decimal(text))
    return plain if "." in plain else int(plain)


def _share(value: Any) -> int | str:
    """A percentage as a share of one."""
    text = value.removesuffix("%") if type(value) is str else ""
    if text == value or not _DECIMAL.fullmatch(text):
        raise Wrong(f"`{shown(value)}` is no percentage", help="write it as text, such as `12.5%`")
    return _number(_plain(decimal.Decimal(text).scaleb(-2)))


def _plain(number: decimal.Decimal) -> str:
    """Decimal text without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
