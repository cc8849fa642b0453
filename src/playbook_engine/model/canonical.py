"""One encoding of every value, and digests of it."""

import hashlib
from typing import Any

import msgspec

from playbook_engine.model.release import Release


def canonical(value: object) -> bytes:
    """A value as JSON, the same bytes for equal values: keys of mappings in order, fields as declared, no spaces."""
    return msgspec.json.encode(value, order="deterministic")


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(release: Release) -> str:
    """The digest of what a release means: not of how its author put it, nor of where its files stand."""
    return digest(canonical(_meant(msgspec.to_builtins(release))))


_UNSAID = frozenset(("text", "sentence", "path", "holidays_version", "tzdata_version"))


def _meant(value: Any) -> Any:
    """Without the author's phrases, explanations and paths; names and texts that a playbook gives templates stay."""
    match value:
        case dict():
            return {
                key: each if key == "values" and isinstance(each, dict) else _meant(each)
                for key, each in value.items()
                if key not in _UNSAID
            }
        case list() | tuple():
            return [_meant(each) for each in value]
        case _:
            return value
