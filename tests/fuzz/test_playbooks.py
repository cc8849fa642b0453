"""Starter playbooks with something wrong in them: errors, or a release that decides what the reference decides."""

import msgspec
from hypothesis import given

from playbook_engine.analysis.strategies.cases import case_for
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.telling import sentences
from playbook_engine.engine.tracing import trace
from playbook_engine.ingest.folder import read_folder
from playbook_engine.language.folder import Loaded, load
from playbook_engine.language.messages import messages_in, render_message
from playbook_engine.language.timeline import read_tests
from playbook_engine.model.canonical import canonical
from playbook_engine.model.codes import CODES
from playbook_engine.model.diagnostic import Diagnostic, errors
from playbook_engine.model.release import Release
from tests.conftest import TOP
from tests.fuzz.mutations import SEEDS, mutated, share_of_examples
from tests.property.comparing import differences

FILES = read_folder(TOP / "playbooks").files
AT_THE_TOP = sorted(path for path in FILES if "/" not in path and path.endswith(".yaml"))
TEMPLATES = sorted(path for path in FILES if path.startswith("templates/"))
TESTS = sorted(path for path in FILES if path.startswith("tests/"))
WHOLE = load(FILES)
RELEASE = WHOLE.release


def loaded_with(paths: list[str], seed: int) -> Loaded:
    """The starter folder with one of some files changed."""
    chance = Chance(seed)
    path = chance.pick(paths)
    return load({**FILES, path: mutated(FILES[path], chance.part("change").below(2**32))})


def well_told(diagnostics: tuple[Diagnostic, ...]) -> None:
    for each in diagnostics:
        assert each.code in CODES
        assert each.message
        assert "Traceback" not in each.message
        assert each.place.line >= 0


def decides(release: Release, seed: int) -> None:
    """What `check` accepts never fails: it is written and read back, decides, explains, and writes its messages."""
    assert msgspec.json.decode(canonical(release), type=Release) == release
    case = case_for(release, Chance(seed))
    assert differences(case, [case.day, case.after(3)]) == []
    evaluator = Evaluator(release)
    for each in trace(evaluator, case.setting, case.unit, case.day):
        assert sentences(each)
    decided = evaluator.decide(case.setting, case.unit, case.day)
    for decision, actions in messages_in(decided):
        render_message(release, case.unit, decision, actions, setting=case.setting)


def test_the_folder_is_sound_to_begin_with() -> None:
    assert WHOLE.ok
    assert len(AT_THE_TOP) == 6
    assert TEMPLATES
    assert TESTS


@share_of_examples(0.5)
@given(SEEDS)
def test_a_changed_playbook_is_refused_or_decides(seed: int) -> None:
    loaded = loaded_with(AT_THE_TOP, seed)
    well_told(loaded.diagnostics)
    assert (loaded.release is None) == bool(errors(list(loaded.diagnostics)) or loaded.organisation is None)
    if loaded.release is not None:
        decides(loaded.release, seed)


@share_of_examples(0.25)
@given(SEEDS)
def test_a_changed_template_is_refused_or_written_out(seed: int) -> None:
    loaded = loaded_with(TEMPLATES, seed)
    well_told(loaded.diagnostics)
    if loaded.release is not None:
        decides(loaded.release, seed)


@given(SEEDS)
def test_a_changed_timeline_test_is_refused_or_read(seed: int) -> None:
    assert RELEASE is not None
    path = Chance(seed).pick(TESTS)
    read = read_tests(path, mutated(FILES[path], seed), RELEASE)
    well_told(tuple(read.diagnostics))
