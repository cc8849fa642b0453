"""One encoding of every value, and digests of it."""

import hashlib

import msgspec


def canonical(value: object) -> bytes:
    """A value as JSON, the same bytes for equal values: keys of mappings in order, fields as declared, no spaces."""
    return msgspec.json.encode(value, order="deterministic")


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
