"""Files that come with the product: the starter playbooks and the pages of the diagnostic codes."""

import re
from pathlib import Path

import playbook_engine
from playbook_engine.service.wrong_use import WrongUse

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


def page_of(code: str) -> str:
    """The page of a diagnostic code, as Markdown. Raises WrongUse where there is no such code."""
    folder = _folder("codes", "docs/codes")
    path = folder / f"{code.upper()}.md"
    if not _CODE.fullmatch(code.upper()) or not path.is_file():
        raise WrongUse(f"there is no code `{code}`", "codes look like `PB201`; `playbook check` names them", 404)
    return path.read_text(encoding="utf-8")


def _folder(in_package: str, in_checkout: str) -> Path:
    """Where files stand that a wheel carries inside the package and a checkout at its top."""
    packaged = _PACKAGE / in_package
    return packaged if packaged.is_dir() else _CHECKOUT / in_checkout
