"""A file as an editor's language server sees it: plain values typed by YAML 1.2's core schema."""

import re

from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence

Plain = dict[str, "Plain"] | list["Plain"] | str | int | float | bool | None

_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_WHOLE = 300
"""Digits of a whole number that is kept exact; longer ones are infinite to an editor as well."""


def as_plain(node: Node) -> Plain:
    """Mappings, lists, text, numbers, `true` and `false`; what is absent is None. `yes`, `no` and dates stay text."""
    match node:
        case Mapping(entries):
            return {key.text: as_plain(value) for key, value in entries}
        case Sequence(items):
            return [as_plain(each) for each in items]
        case Scalar():
            return None if node.absent else node.text if node.quoted else _plain(node.text)


def _plain(text: str) -> str | int | float | bool:
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] not in "+-.0123456789":
        return text
    if _WHOLE.fullmatch(text):
        return _whole(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _NO_NUMBER.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def _whole(text: str) -> int | float:
    if text[:2] in {"0o", "0x"}:
        return int(text, 0)
    return int(text) if len(text) <= _LONGEST_WHOLE else float(text)
