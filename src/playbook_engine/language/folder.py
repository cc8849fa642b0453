"""A folder of playbooks: from the bytes of its files to what it means and everything that is wrong with it."""

from collections.abc import Mapping as ByName
from contextlib import suppress
from functools import cached_property, partial

import msgspec

from playbook_engine.language.codes_meaning import DUPLICATE_NAME, NO_ORGANISATION, WRONG_FILE_NAME
from playbook_engine.language.meaning.calendars import named_calendars
from playbook_engine.language.meaning.checks.whole import check_disputes
from playbook_engine.language.meaning.conditions import condition
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings, GivenUp
from playbook_engine.language.meaning.lazily import Definition
from playbook_engine.language.meaning.names import Names
from playbook_engine.language.meaning.organisation import (
    check_order_of_playbooks,
    define,
    learn_names,
    organisation,
)
from playbook_engine.language.meaning.places import places_of
from playbook_engine.language.meaning.playbook import PlaybookRead, playbook
from playbook_engine.language.meaning.scopes import SEGMENT
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.nodes import Mapping, Node, Scalar
from playbook_engine.language.reading import read
from playbook_engine.language.releases import build_release
from playbook_engine.language.template_use import check_use
from playbook_engine.language.templates import load_templates
from playbook_engine.language.wording import ticked
from playbook_engine.model.condition import ALWAYS, Condition
from playbook_engine.model.diagnostic import Diagnostic, Place, errors, in_order
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Calendar, Playbook
from playbook_engine.model.release import Release, Template

ORGANISATION = "organisation.yaml"
_SUFFIXES = (".yaml", ".yml")


class Loaded(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What a folder says: with errors, what could be read of it.

    `template_sources` and `tests` are the files of those folders by path, as they were given. `places` says where
    things are written: `strategic`, `strategic/step/final`, `organisation/hold/dispute`, `organisation/table/by-tier`.
    """

    organisation: Organisation | None = None
    playbooks: tuple[Playbook, ...] = ()
    templates: tuple[Template, ...] = ()
    template_sources: dict[str, bytes] = {}
    tests: dict[str, bytes] = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    places: dict[str, Place] = {}
    customers_in: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing but warnings was found."""
        return self.organisation is not None and not errors(list(self.diagnostics))

    @cached_property
    def release(self) -> Release | None:
        """The release of the folder; None with errors."""
        if self.organisation is None or not self.ok:
            return None
        return build_release(self.organisation, self.playbooks, self.templates, self.customers_in)


def load(files: ByName[str, bytes]) -> Loaded:
    """Read and check a folder, given as path within it to content; all faults of all files are found at once."""
    around = Surroundings(Findings(), Names())
    roots = _roots(files, around)
    templates = {path: data for path, data in files.items() if path.startswith("templates/")}
    tests = {path: data for path, data in files.items() if path.startswith("tests/")}
    loaded = Loaded(template_sources=templates, tests=tests)
    root = roots.pop(ORGANISATION, None)
    with suppress(GivenUp):
        if isinstance(root, Mapping):
            _leave_unread(files, roots, around)
            loaded = _with_meaning(loaded, root, roots, around)
        elif root is not None:
            around.reader.fields(root, "organisation")
    return msgspec.structs.replace(loaded, diagnostics=tuple(in_order([*around.findings.all, *loaded.diagnostics])))


def _roots(files: ByName[str, bytes], around: Surroundings) -> dict[str, Node]:
    """The YAML files at the top, as far as they can be read."""
    roots: dict[str, Node] = {}
    for path in _at_the_top(files):
        reading = read(path, files[path])
        around.findings.all += reading.diagnostics
        if reading.node is not None:
            roots[path] = reading.node
    if ORGANISATION not in files:
        other = next((each for each in ("organisation.yml", "organization.yaml") if each in files), "")
        help = f"name `{other}` so" if other else "it names the organisation, its currency and the order of playbooks"
        around.findings.add(NO_ORGANISATION, f"there is no `{ORGANISATION}`", Place(ORGANISATION), help)
    return roots


def _at_the_top(files: ByName[str, bytes]) -> list[str]:
    return sorted(each for each in files if "/" not in each and each.endswith(_SUFFIXES))


def _leave_unread(files: ByName[str, bytes], roots: ByName[str, Node], around: Surroundings) -> None:
    """The names of files that could not be read, which was said already, are known but stand for nothing."""
    unread = [path for path in _at_the_top(files) if path != ORGANISATION and path not in roots]
    around.names.known["playbook"] = {_stem(path) for path in unread}
    for path in unread:
        around.segments.define_broken(_stem(path), Place(path))


def _with_meaning(loaded: Loaded, root: Mapping, roots: dict[str, Node], around: Surroundings) -> Loaded:
    _learn(loaded, root, roots, around)
    fields = around.reader.fields(root, "organisation")
    assert fields is not None, "the root is a mapping"
    define(fields, around)
    calendars = named_calendars(fields)
    own = organisation(fields, around, calendars)
    read_playbooks = _playbooks(roots, around, calendars, own)
    check_order_of_playbooks(fields, [(_called(each), each.place) for each in read_playbooks], around)
    in_turn = sorted(read_playbooks, key=lambda each: _turn(each.playbook.name, own.playbooks))
    playbooks = tuple(each.playbook for each in in_turn)
    if not errors(around.findings.all):
        check_disputes(own, [(each.playbook, each.place) for each in in_turn], fields.here, around.findings)
    templates, faults = _templates(loaded, own, playbooks, around)
    return msgspec.structs.replace(
        loaded,
        organisation=own,
        playbooks=playbooks,
        templates=templates,
        diagnostics=tuple(faults),
        places=places_of(fields, read_playbooks, around),
        customers_in=tuple(dict.fromkeys(fields.get("countries") or ())),
    )


def _called(each: PlaybookRead) -> tuple[str, str]:
    """What a playbook is called, and its file; that these differ is said by itself."""
    return each.playbook.name, _stem(each.place.path)


def _turn(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)


def _learn(loaded: Loaded, root: Mapping, roots: dict[str, Node], around: Surroundings) -> None:
    """Everything that has a name, before anything that uses names is read."""
    names = around.names
    names.known["template"] = {each.split("/")[1] for each in loaded.template_sources if each.count("/") > 1} - {
        "parts"
    }
    called = {name for path, node in roots.items() for name in (_stem(path), _name_in(path, node).text)}
    names.known["playbook"] = {*names.known.get("playbook", ()), *called}
    learn_names(root, around)
    for path, node in roots.items():
        _define_segment(path, node, around)


def _define_segment(path: str, node: Node, around: Surroundings) -> None:
    """A playbook's name stands for its segment in conditions."""
    name = _name_in(path, node)
    segment = node.get("segment") if isinstance(node, Mapping) else node
    if segment is None or (isinstance(segment, Mapping) and segment.get("when") is None):
        around.segments.define(name.text, Definition(name.place, _every_item))
    elif isinstance(segment, Mapping):
        when = segment.get("when")
        assert when is not None, "it was asked for above"
        around.segments.define(name.text, Definition(when.place, partial(condition, when, SEGMENT, around)))
    else:
        around.segments.define_broken(name.text, name.place)


def _every_item() -> Condition:
    return ALWAYS


def _name_in(path: str, node: Node) -> Scalar:
    """The name that a file gives its playbook, else the file's own."""
    written = node.get("playbook") if isinstance(node, Mapping) else None
    if isinstance(written, Scalar) and not written.absent:
        return written
    return Scalar(_stem(path), quoted=False, place=node.place)


def _stem(path: str) -> str:
    return path.rpartition(".")[0]


def _playbooks(
    roots: dict[str, Node], around: Surroundings, calendars: dict[str, Calendar], own: Organisation
) -> list[PlaybookRead]:
    found: list[PlaybookRead] = []
    for path, node in roots.items():
        fields = around.reader.fields(node, "playbook")
        if fields is None:
            continue
        _check_name(path, fields, found, around)
        found.append(playbook(fields, around, calendars, own.calendar))
    return found


def _check_name(path: str, fields: Fields, before: list[PlaybookRead], around: Surroundings) -> None:
    name = fields.get("playbook")
    if name is None:
        return
    if name != _stem(path):
        message = f"the playbook is called {ticked(name)}, and its file {ticked(path)}"
        help = f"write `playbook: {_stem(path)}`, or name the file `{name}.yaml`"
        around.findings.add(WRONG_FILE_NAME, message, fields.place("playbook"), help)
    elif any(each.playbook.name == name for each in before):
        message = f"there is a playbook {ticked(name)} already"
        around.findings.add(DUPLICATE_NAME, message, fields.place("playbook"), "keep one of the files")


def _templates(
    loaded: Loaded, own: Organisation, playbooks: tuple[Playbook, ...], around: Surroundings
) -> tuple[tuple[Template, ...], list[Diagnostic]]:
    values = {name for each in playbooks for name in each.values}
    templates, faults = load_templates(loaded.template_sources, sorted(values), [each.fact for each in own.own_facts])
    if not errors([*around.findings.all, *faults]):
        faults = [*faults, *check_use(own, playbooks, templates)]
    return templates, faults
