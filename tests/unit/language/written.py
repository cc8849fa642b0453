"""Folders of playbooks written in a few lines, as the pages of the codes show them."""

import re

from playbook_engine.language.folder import Loaded, load

ORGANISATION = """
organisation: acme
base_currency: EUR
playbooks: [standard]
roles: {relationship owner: account.owner, collector: account.collector}
holds: [{hold: dispute, when: {item.disputed: yes}, covers: item}]
"""
STANDARD = """
playbook: standard
version: 1
cadence: [{step: first-notice, at: 3 days after due, do: task, assign: collector}]
"""
TEMPLATE = b"---\nsubject: Your open invoices\n---\nPlease pay.\n"

_FILE = re.compile(r"^# (\w+\.yaml)\n", re.MULTILINE)
_KEY = re.compile(r"^(\w+):", re.MULTILINE)


def folder(text: str, **more: str) -> dict[str, bytes]:
    """The files of a folder whose other keys are the usual ones.

    `text` is part of `standard.yaml`, or of the files that lines such as `# organisation.yaml` name; a `version` says
    that a playbook is given whole.
    """
    parts = {"standard.yaml": "", **split(text), **more}
    files = {path: part.encode() for path, part in parts.items()}
    files["standard.yaml"] = _with_usual(parts["standard.yaml"], STANDARD)
    if "organization.yaml" not in files:
        files["organisation.yaml"] = _with_usual(parts.get("organisation.yaml", ""), ORGANISATION)
    for name in ("first-notice", "final-notice"):
        if f"template: {name}" in text:
            files[f"templates/{name}/en.liquid"] = TEMPLATE
    return files


def loaded(text: str, **more: str) -> Loaded:
    """What such a folder says."""
    return load(folder(text, **more))


def faults(text: str, **more: str) -> list[str]:
    """Code, marked text, message and help of each fault of such a folder, one a line."""
    files = folder(text, **more)
    return [
        f"{each.code} {_marked(files.get(each.place.path, b'').decode(), each.place.line, each.place.column, each)}: "
        f"{each.message} | {each.help}"
        for each in load(files).diagnostics
    ]


def codes(text: str, **more: str) -> list[str]:
    """The codes of all faults of such a folder."""
    return [each.code for each in loaded(text, **more).diagnostics]


def split(text: str) -> dict[str, str]:
    """The files of a text in which lines such as `# organisation.yaml` begin one."""
    first, *rest = _FILE.split(text)
    files = dict(zip(rest[::2], rest[1::2], strict=True))
    return {"standard.yaml": first, **files} if first.strip() else files


def _with_usual(text: str, usual: str) -> bytes:
    if text.strip() and "version:" in text:
        return text.encode()
    given = set(_KEY.findall(text))
    kept = [line for line in usual.strip().split("\n") if line.partition(":")[0] not in given]
    if "chase: no" in text:
        kept = [line for line in kept if not line.startswith("cadence")]
    return "\n".join([*kept, text.strip("\n"), ""]).encode()


def _marked(text: str, line: int, column: int, each: object) -> str:
    place = each.place  # type: ignore[attr-defined]
    if not line:
        return "-"
    end = place.end_column if place.end_line == line else None
    return text.split("\n")[line - 1][column - 1 : end - 1 if end else None]
