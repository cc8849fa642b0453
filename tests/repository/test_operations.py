"""docs/operations.md lists every setting with its default and its meaning."""

from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from playbook_engine.service.settings import PREFIX, Settings

BEGIN, END = "<!-- settings:", "<!-- end of settings -->"


def table() -> str:
    hints = get_type_hints(Settings, include_extras=True)
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for field in msgspec.structs.fields(Settings):
        meta = next(each for each in get_args(hints[field.name]) if isinstance(each, msgspec.Meta))
        default = msgspec.json.encode(field.default).decode().strip('"')
        shown = f"`{default}`" if default else "none"
        rows.append(f"| `{PREFIX}{field.name.upper()}` | {shown} | {meta.description} |")
    return "\n".join(rows)


def test_the_page_lists_every_setting(top: Path, request: pytest.FixtureRequest) -> None:
    path = top / "docs" / "operations.md"
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    marker, _, after = rest.partition("\n")
    _, _, after = after.partition(END)
    wanted = f"{before}{BEGIN}{marker}\n\n{table()}\n\n{END}{after}"
    if request.config.getoption("--update"):
        path.write_text(wanted, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == wanted, "settings have changed: run this test with --update"
