"""The dated examples of the language reference: sound, true in every way they are run, and shown on the page."""

from functools import cache
from pathlib import Path

import msgspec
import pytest

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.ingest.folder import read_folder
from playbook_engine.language.fmt import usual_form
from playbook_engine.language.folder import load
from playbook_engine.language.keys.catalogue import PARTS
from playbook_engine.language.keys.kinds import YES_NO, Enum, Key
from playbook_engine.language.reference import DATED
from playbook_engine.language.timeline import read_tests
from playbook_engine.model.release import Release
from playbook_engine.model.timeline import TimelineTest, Way
from playbook_engine.service.building import built
from playbook_engine.service.testing import explainer
from playbook_engine.simulation.timeline import run, ways_of
from tests.conformance.reading import Reference
from tests.conformance.test_conformance import said, without_forecasts

TOP = Path(__file__).parents[2]
EXAMPLES = TOP / "docs" / "examples"
PAGE = EXAMPLES / "README.md"
BEGIN = "<!-- from here on made from the folders by the tests with --update -->\n"
NAMES = sorted(each.name for each in EXAMPLES.iterdir() if each.is_dir())


class Example(msgspec.Struct, frozen=True):
    """A folder that shows one key: its release and its tests."""

    release: Release
    tests: dict[str, TimelineTest]


@cache
def example(name: str) -> Example:
    """One example; a folder that shows two versions of itself has them in `before` and `after`."""
    folder = EXAMPLES / name
    if (folder / "after").is_dir():
        release = built(release_of(folder / "after"), release_of(folder / "before")).release
        return Example(release, stories_of(folder / "after", release))
    release = release_of(folder)
    return Example(release, stories_of(folder, release))


def release_of(folder: Path) -> Release:
    loaded = load(read_folder(folder).files)
    assert not loaded.diagnostics, [f"{each.place} {each.message}" for each in loaded.diagnostics]
    assert loaded.release is not None
    return loaded.release


def stories_of(folder: Path, release: Release) -> dict[str, TimelineTest]:
    tests: dict[str, TimelineTest] = {}
    for path in sorted((folder / "tests").glob("*.yaml")):
        read = read_tests(f"tests/{path.name}", path.read_bytes(), release)
        assert not read.diagnostics, [f"{each.place} {each.message}" for each in read.diagnostics]
        tests.update({each.name: each for each in read.tests})
    assert tests
    return tests


ALL = [(name, test) for name in NAMES for test in example(name).tests]
WAYS: list[tuple[str, str, Way]] = [
    (name, test, way) for name, test in ALL for way in ways_of(example(name).tests[test])
]


@cache
def engine(name: str) -> Evaluator:
    return Evaluator(example(name).release)


@pytest.mark.parametrize(("name", "test", "way"), WAYS)
def test_an_example_is_true(name: str, test: str, way: Way) -> None:
    evaluator = engine(name)
    result = run(evaluator, example(name).tests[test], way, explain=explainer(evaluator))
    assert result.passed, said(result)


@pytest.mark.parametrize(("name", "test"), ALL)
def test_an_example_is_true_by_the_rules_alone(name: str, test: str) -> None:
    result = run(Reference(example(name).release), without_forecasts(example(name).tests[test]))
    assert result.passed, said(result)


def keys() -> dict[str, Key]:
    """The keys of playbooks and of the organisation file; of one that stands in several places the first."""
    found: dict[str, Key] = {}
    for part in PARTS.values():
        for each in part.keys:
            found.setdefault(each.name, each)
    return found


def test_every_choice_and_every_key_that_tells_of_a_date_has_an_example() -> None:
    chosen = {
        each.name
        for part in PARTS.values()
        for each in part.keys
        if each.dated or (each.default and isinstance(each.type, Enum) and each.type != YES_NO)
    }
    assert sorted(chosen - set(DATED)) == []
    assert sorted(set(DATED.values())) == NAMES
    assert set(NAMES) <= set(keys()), "an example is named as its key"


@pytest.mark.parametrize("name", NAMES)
def test_an_example_shows_each_value_of_its_key(name: str) -> None:
    key = keys()[name]
    if not isinstance(key.type, Enum) or key.type == YES_NO or name == "per":
        return
    texts = "\n".join(each.read_text(encoding="utf-8") for each in (EXAMPLES / name).rglob("*.yaml"))
    assert [value for value in key.type.values if f"{name}: {value}" not in texts] == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_an_example_is_in_its_usual_form(path: Path) -> None:
    name = f"tests/{path.name}" if path.parent.name == "tests" else path.name
    assert usual_form(name, path.read_bytes()).data == path.read_bytes(), "run `playbook fmt`"


def test_the_page_shows_every_example(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    made = f"{text.partition(BEGIN)[0]}{BEGIN}\n{section()}"
    if request.config.getoption("update"):
        PAGE.write_text(made, encoding="utf-8", newline="")
    assert PAGE.read_text(encoding="utf-8") == made, "run this test with --update"


def section() -> str:
    """The examples in the order of the keys: what differs between their playbooks, and what comes of it."""
    return "\n".join(shown(key) for name, key in keys().items() if name in NAMES).rstrip("\n") + "\n"


def shown(key: Key) -> str:
    default = f" Left out: `{key.default}`." if key.default else ""
    (tests,) = (EXAMPLES / key.name).rglob("tests/*.yaml")
    folder = tests.parents[1]
    link = f"[its playbooks]({folder.relative_to(EXAMPLES).as_posix()})"
    sentence = f"{key.sentence[0].upper()}{key.sentence[1:]}.{default} One of {link}:"
    lines = [f"## {key.name}", "", sentence, "", "```yaml", *written(folder), "```", ""]
    return "\n".join([*lines, "```yaml", tests.read_text(encoding="utf-8").rstrip(), "```", ""])


def written(folder: Path) -> list[str]:
    """What the organisation file adds, and the first playbook without its head."""
    organisation = (folder / "organisation.yaml").read_text(encoding="utf-8").splitlines()
    first = load(read_folder(folder).files).playbooks[0].name
    head = (
        "organisation:",
        "base_currency:",
        "playbooks:",
        "roles:",
        "playbook:",
        "version:",
        "holds: [{hold: dispute",
    )
    playbook = (folder / f"{first}.yaml").read_text(encoding="utf-8").splitlines()
    added = [each for each in organisation if not each.startswith(head)]
    return ["# organisation.yaml", *added, f"# {first}.yaml", *playbook] if added else playbook[2:]
