"""What is generated is what `check` accepts, and reading what is written gives the same meaning."""

from typing import Any

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.language.folder import load
from playbook_engine.model.canonical import canonical
from playbook_engine.model.diagnostic import errors
from playbook_engine.model.release import Release
from tests.property.laws import of_cases
from tests.property.writing import folder


class TestReadBack:
    """Design 3 and 4: a release is a value, and the folder it came from gives the same one."""

    @of_cases(0.5)
    def test_check_accepts_a_generated_release_and_reads_the_same(self, case: Drawn) -> None:
        loaded = load(folder(case.release))
        faults = [f"{each.code} {each.message} ({each.place})" for each in errors(list(loaded.diagnostics))]
        assert not faults, "not accepted:\n" + "\n".join(faults)
        assert loaded.release is not None
        assert _meant(loaded.release) == _meant(case.release), "read back otherwise"


def _meant(release: Release) -> Any:
    """The parts that stand in the files: without older versions and what is looked up when a release is built."""
    bare = msgspec.structs.replace(
        release, playbooks=release.playbooks[: release.current], closed_days=(), covered=None,
        holidays_version="", tzdata_version="", templates=(),
    )  # fmt: skip
    return _without_texts(msgspec.json.decode(canonical(bare)))


def _without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_texts(each) for key, each in value.items() if key not in {"text", "sentence", "moves"}}
    return [_without_texts(each) for each in value] if isinstance(value, list) else value
