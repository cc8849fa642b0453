"""Each stage of the evaluator is missed by a test when it is taken out; `python -m tests.knockout` says by which."""

import pytest

from tests.knockout.catching import STAGES, caught
from tests.knockout.taking_out import Stage


def test_with_every_stage_in_place_nothing_fails() -> None:
    found = caught(None)
    assert not found, f"fails already: {found}"


@pytest.mark.parametrize("stage", STAGES, ids=lambda each: each.name.replace(" ", "-"))
def test_without_a_stage_something_fails(stage: Stage) -> None:
    assert caught(stage), f"nothing sees that the engine lacks {stage.name} (rule {stage.rule})"
