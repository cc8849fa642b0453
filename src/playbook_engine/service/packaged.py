"""Files that come with the product: the starter playbooks and the pages of the diagnostic codes."""

import re
from pathlib import Path

import playbook_engine

_PACKAGE = Path(str(playbook_engine.__file__)).parent
_CHECKOUT = _PACKAGE.parents[1]
_CODE = re.compile(r"PB[0-9]{3}")


def starter_files() -> dict[str, bytes]:
    """The starter playbooks: path within the folder to content."""
    folder = _folder("starter", "playbooks")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def page_of(code: str) -> str | None:
    """The page of a diagnostic code, as Markdown; None where there is no such code."""
    path = _folder("codes", "docs/codes") / f"{code}.md"
    if not _CODE.fullmatch(code) or not path.is_file():
        return None
    return path.read_text(encoding="utf-8")


def codes_with_page() -> list[str]:
    """All codes that have a page, in order."""
    return sorted(path.stem for path in _folder("codes", "docs/codes").glob("PB*.md"))


def _folder(in_package: str, in_checkout: str) -> Path:
    """Where files stand that a wheel carries inside the package and a checkout at its top."""
    packaged = _PACKAGE / in_package
    return packaged if packaged.is_dir() else _CHECKOUT / in_checkout
