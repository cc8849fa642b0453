"""A folder of playbooks sent to a server, which checks it and keeps it as a release."""

import urllib.error
import urllib.request
from typing import Any

import msgspec

from playbook_engine.model.diagnostic import Diagnostic, Place
from playbook_engine.service.production.releases_checking import NotSound, Upload
from playbook_engine.service.wrong_use import WrongUse

PATIENCE = 300
"""Seconds that a server may take to check and test a folder."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What the server made of it."""

    number: int
    fingerprint: str
    kept: tuple[str, ...]
    created: bool
    tests: int


def send(upload: Upload, address: str, key: str) -> Sent:
    """Publish at a server. Raises WrongUse where it cannot be reached or refuses the key, NotSound for its faults."""
    if not address.startswith(("http://", "https://")):
        raise WrongUse(f"`{address}` is no address of a server", "give one such as `https://playbooks.example.com`")
    if not key:
        raise WrongUse("a server asks for a key", "add `--key`, or set `PLAYBOOK_ENGINE_KEY`")
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        f"{address.rstrip('/')}/v1/releases",
        data=_body(upload),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return _sent(msgspec.json.decode(answer.read()))
    except urllib.error.HTTPError as refused:
        raise _refusal(refused.code, refused.read()) from None
    except (OSError, msgspec.DecodeError) as wrong:
        why = getattr(wrong, "reason", None) or wrong
        raise WrongUse(f"`{address}` cannot be reached: {str(why).lower()}") from None


def _body(upload: Upload) -> bytes:
    try:
        files = {path: content.decode() for path, content in upload.files.items()}
    except UnicodeDecodeError:
        raise WrongUse("a file of the folder is not written in UTF-8", "`playbook check` says which") from None
    return msgspec.json.encode({"files": files, "title": upload.title, "git_revision": upload.git_revision})


def _sent(answer: Any) -> Sent:
    release = answer["release"]
    return Sent(
        number=release["number"], fingerprint=release["fingerprint"], kept=tuple(answer["kept"]),
        created=answer["created"], tests=answer["checks"]["tests"],
    )  # fmt: skip


def _refusal(status: int, body: bytes) -> WrongUse:
    """The server's problem as it would have been told here."""
    try:
        told = msgspec.json.decode(body, type=_Problem)
    except msgspec.DecodeError:
        return WrongUse(f"the server answers {status}, and nothing that can be read")
    if status != 422:
        return WrongUse(told.detail, told.help, status)
    return NotSound(told.detail, [_diagnostic(each) for each in told.errors])


class _Fault(msgspec.Struct):
    detail: str
    code: str = ""
    path: str = ""
    line: int = 0
    column: int = 0
    help: str = ""


class _Problem(msgspec.Struct):
    detail: str
    help: str = ""
    errors: tuple[_Fault, ...] = ()


def _diagnostic(fault: _Fault) -> Diagnostic:
    place = Place(fault.path, fault.line, fault.column, fault.line, fault.column)
    return Diagnostic(code=fault.code, severity="error", message=fault.detail, place=place, help=fault.help)
