"""Mappings read by their keys: every value by its type, every fault at its place."""

from functools import lru_cache
from typing import Any, assert_never

from playbook_engine.language.codes_meaning import (
    MISSING_KEY,
    SAYS_NOTHING,
    UNKNOWN_KEY,
    UNKNOWN_ROLE,
    UNKNOWN_TONE,
    UNKNOWN_WORD,
    WRONG_SHAPE,
)
from playbook_engine.language.keys.catalogue import PARTS
from playbook_engine.language.keys.kinds import (
    Conditions,
    Either,
    Enum,
    Key,
    ListOf,
    MapOf,
    Name,
    Part,
    Phrase,
    Refer,
    Text,
    Thing,
    Type,
    Variable,
    Whole,
)
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.meaning.names import Names
from playbook_engine.language.meaning.values import BROKEN, NOWHERE, Partly, name_with_spaces, phrase, variable
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.phrases.words import Misread
from playbook_engine.language.scalars import words
from playbook_engine.language.scalars.numbers import whole
from playbook_engine.language.suggest import did_you_mean
from playbook_engine.language.wording import listed, ticked
from playbook_engine.model.codes import Code
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.playbook import Choice

_BY_TABLE = "by table "
_YES_NO = Enum(("yes", "no"))
_NAMES: dict[Code, Thing] = {UNKNOWN_ROLE: "role", UNKNOWN_TONE: "tone"}


class Reader:
    """Reads nodes by the types of `keys`, noting faults on the way."""

    def __init__(self, findings: Findings, names: Names) -> None:
        self.findings = findings
        self.names = names

    def fields(self, node: Node, part: str, key: Key | None = None) -> Fields | None:
        """A mapping by the keys of a part; None where it is no mapping."""
        keys = PARTS[part]
        if not isinstance(node, Mapping):
            self._wrong_shape(node, "a mapping", keys.one if key is None else f"`{key.name}`", key)
            return None
        found = Fields(keys, node)
        known = {each.name: each for each in keys.keys}
        for name, value in node.entries:
            if name.text in known:
                self._entry(found, known[name.text], value)
            else:
                self._unknown_key(found, name)
        self._complete(found)
        return found

    def value(self, node: Node, type_: Type, key: Key) -> Any:
        """A value by its type, or BROKEN."""
        match type_:
            case Part(part):
                return self.fields(node, part, key) or BROKEN
            case ListOf():
                return self._list(node, type_, key)
            case MapOf():
                return self._map(node, type_, key)
            case Conditions() | Phrase("comparison"):
                return node  # what may stand there depends on the place, and its reader knows that
            case Either(scalar, other):
                return self.value(node, scalar if isinstance(node, Scalar) else other, key)
        if not isinstance(node, Scalar):
            return self._wrong_shape(node, "a single value", f"`{key.name}`", key)
        return BROKEN if node.absent else self._scalar(node, type_, key)

    def _entry(self, found: Fields, key: Key, node: Node) -> None:
        value = self.value(node, key.type, key)
        found.nodes[key.name] = node
        if isinstance(value, Partly):
            found.bad.add(key.name)
            found.values[key.name] = value.values
        elif value is BROKEN:
            found.bad.add(key.name)
        else:
            found.values[key.name] = value

    def _scalar(self, node: Scalar, type_: Text | Name | Variable | Whole | Refer | Phrase | Enum, key: Key) -> Any:
        try:
            match type_:
                case Text():
                    return self._or_broken(words.text(node))
                case Name(spaces):
                    return name_with_spaces(node.text) if spaces else self._or_broken(words.name(node))
                case Variable():
                    return variable(node.text)
                case Whole(least, most):
                    return self._or_broken(whole(node, least, most or None))
                case Enum(values):
                    return self._enum(node, values, key)
                case Refer():
                    return self._refer(node, type_)
                case Phrase(kind):
                    return self._or_broken(phrase(kind, node, self.names))
                case _:
                    assert_never(type_)
        except Misread as fault:
            if _NAMES.get(fault.kind) not in self.names.unsure:
                self.findings.misread(node, fault)
            return BROKEN

    def _or_broken(self, value: Any) -> Any:
        if isinstance(value, Diagnostic):
            self.findings.note(value)
            return BROKEN
        return value

    def _enum(self, node: Scalar, values: tuple[str, ...], key: Key) -> Any:
        if values == _YES_NO.values:
            return self._or_broken(words.yes_no(node))
        if node.text in values:
            return node.text
        message = f"`{key.name}` is never {ticked(node.text)}"
        self.findings.add(UNKNOWN_WORD, message, node.place, or_one_of(node.text, values))
        return BROKEN

    def _refer(self, node: Scalar, type_: Refer) -> Any:
        """The name itself, or where a table may decide a `Choice`."""
        if type_.by_table and node.text.startswith(_BY_TABLE):
            table = node.part(len(_BY_TABLE), len(node.text))
            return BROKEN if self._is_unknown(table, Refer("table")) else Choice(table=table.text)
        if self._is_unknown(node, type_):
            return BROKEN
        return Choice(value=node.text) if type_.by_table else node.text

    def _is_unknown(self, node: Scalar, type_: Refer) -> bool:
        fault = self.names.unknown(type_.to, node.text)
        if fault:
            self.findings.add(fault[0], fault[1], node.place, fault[2])
        return fault is not None

    def _list(self, node: Node, type_: ListOf, key: Key) -> Any:
        if isinstance(node, Scalar) and node.absent:
            return BROKEN
        items: tuple[Node, ...]
        if isinstance(node, Sequence):
            items = node.items
        elif type_.single and isinstance(node, Scalar | Mapping):
            items = (node,)
        else:
            return self._wrong_shape(node, "a list", f"`{key.name}`", key)
        if not items:
            self.findings.add(SAYS_NOTHING, f"`{key.name}` is an empty list", node.place, "leave it out")
            return BROKEN
        return _sound([self.value(each, type_.of, key) for each in items])

    def _map(self, node: Node, type_: MapOf, key: Key) -> Any:
        if isinstance(node, Scalar) and node.absent:
            return BROKEN
        if not isinstance(node, Mapping):
            return self._wrong_shape(node, "a mapping", f"`{key.name}`", key)
        entries: list[Any] = []
        for name, value in node.entries:
            named, read = self.value(name, type_.key, key), self.value(value, type_.value, key)
            entries.append(BROKEN if BROKEN in (named, read) or isinstance(read, Partly) else (name, named, read))
        return _sound(entries)

    def _wrong_shape(self, node: Node, wanted: str, what: str, key: Key | None) -> Any:
        if isinstance(node, Scalar) and node.absent:
            return BROKEN
        given = {Scalar: "a single value", Sequence: "a list", Mapping: "a mapping"}[type(node)]
        help = f"such as `{key.example}`" if key else ""
        place = node.entries[0][0].place if isinstance(node, Mapping) and node.entries else node.place
        self.findings.add(WRONG_SHAPE, f"{what} is {wanted}, and this is {given}", place, help)
        return BROKEN

    def _unknown_key(self, found: Fields, name: Scalar) -> None:
        keys = found.keys
        named = {each.name: each for each in keys.keys}
        meant = did_you_mean(name.text, named)
        elsewhere = [each.one for each in PARTS.values() if name.text in each.named() and each.one != keys.one]
        if meant:
            found.bad.add(meant)
            help = f"did you mean `{meant}`?"
        elif elsewhere:
            help = f"it is a key of {' and of '.join(dict.fromkeys(elsewhere))}"
        else:
            help = f"its keys are {listed(tuple(named), 'and', most=40)}"
        self.findings.add(UNKNOWN_KEY, f"{keys.one} has no key {ticked(name.text)}", name.place, help)

    def _complete(self, found: Fields) -> None:
        for key in found.keys.keys:
            if key.name in found.values:
                continue
            if key.default:
                found.defaults[key.name] = _default(key)
            if key.name in found.bad:
                continue
            if found.mapping.incomplete:
                found.bad.add(key.name)
            elif key.required:
                self._missing(found, key)

    def _missing(self, found: Fields, key: Key) -> None:
        found.bad.add(key.name)
        message = f"{found.keys.one} needs `{key.name}`: {key.sentence}"
        self.findings.add(MISSING_KEY, message, found.here, f"such as `{key.example}`")


@lru_cache(maxsize=256)
def _default(key: Key) -> Any:
    """The default of a key, read as it is written; None where its type has no single value."""
    type_ = key.type.scalar if isinstance(key.type, Either) else key.type
    match type_:
        case Enum():
            return key.default == "yes" if type_ == _YES_NO else key.default
        case Phrase(kind):
            return phrase(kind, Scalar(key.default, quoted=False, place=NOWHERE), Names())
        case _:
            return None


def _sound(values: list[Any]) -> list[Any] | Partly:
    """The values that could be read, marked if there are others."""
    kept = [each.values if isinstance(each, Partly) else each for each in values if each is not BROKEN]
    return Partly(kept) if len(kept) < len(values) or any(isinstance(each, Partly) for each in values) else kept
