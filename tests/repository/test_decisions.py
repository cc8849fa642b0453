"""Records of decisions: numbered without gaps, each with all its parts."""

import re
from pathlib import Path

import pytest

PARTS = ["## Context", "## Decision", "## Consequences"]
RECORDS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("*.md"))


def test_numbers_have_no_gaps() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_its_number_state_and_parts(record: Path) -> None:
    title, _, state, *rest = record.read_text(encoding="utf-8").splitlines()
    assert title.startswith(f"# {int(record.name[:4])}. ")
    assert re.fullmatch(r"Accepted\.|Replaced by \[record \d+\]\(\d{4}-[a-z0-9-]+\.md\)\.", state)
    assert [line for line in rest if line.startswith("## ")] == PARTS
