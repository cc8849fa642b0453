"""Releases as files: canonical JSON with a format number, written and read back."""

from pathlib import Path

import msgspec

from playbook_engine.model.canonical import canonical
from playbook_engine.model.release import FORMAT, SEMANTICS, Release
from playbook_engine.service.writing import write_whole
from playbook_engine.service.wrong_use import Unusable, WrongUse


class _Numbers(msgspec.Struct):
    """What every format of a release begins with."""

    format: int
    semantics: int


def save_release(release: Release, path: Path) -> None:
    """Write a release so that equal releases are equal files. Raises WrongUse."""
    write_whole(path, canonical(release) + b"\n")


def load_release(path: Path) -> Release:
    """Read a release. Raises WrongUse where there is no file, Unusable where it is no release this version can read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WrongUse(
            f"`{path}` cannot be read: {(error.strerror or '').lower()}",
            "`playbook build -o release.json` writes a release",
            404,
        ) from error
    return read_release(data, str(path))


def read_release(data: bytes, name: str) -> Release:
    """A release from its bytes. Raises Unusable; `name` is for the sentence."""
    try:
        numbers = msgspec.json.decode(data, type=_Numbers)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unusable(f"`{name}` is no release", "`playbook build -o release.json` writes one") from None
    _refuse_unknown(numbers, name)
    try:
        return msgspec.json.decode(data, type=Release)
    except msgspec.DecodeError as error:
        raise Unusable(
            f"`{name}` is a damaged release: {_without_types(str(error))}", "build it again from its playbooks"
        ) from None


def _refuse_unknown(numbers: _Numbers, name: str) -> None:
    if numbers.format != FORMAT:
        age = "a newer" if numbers.format > FORMAT else "an older"
        way = "upgrade playbook-engine" if numbers.format > FORMAT else "build it again from its playbooks"
        raise Unusable(f"`{name}` is written in {age} format, {numbers.format}; this version reads {FORMAT}", way)
    if numbers.semantics > SEMANTICS:
        raise Unusable(
            f"`{name}` wants the rules of semantics {numbers.semantics}; this version decides by {SEMANTICS}",
            "upgrade playbook-engine",
        )


def _without_types(sentence: str) -> str:
    """Where in the document it is damaged, without names of types."""
    return (
        f"at `{sentence.partition(' - at `')[2].rstrip('`')}`" if " - at `" in sentence else "it is cut off or misspelt"
    )
