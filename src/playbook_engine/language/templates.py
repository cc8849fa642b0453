"""The templates of a set: read, checked, and chosen by language."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from playbook_engine.language.codes_templates import BAD_FRONT_MATTER, BAD_PATH, TOO_MUCH, UNKNOWN_PART, WRONG_KIND
from playbook_engine.language.liquid.environment import CannotFillIn, fill_in
from playbook_engine.language.liquid.parts import with_parts
from playbook_engine.language.liquid.sample import sample
from playbook_engine.language.liquid.shape import Shape, variables
from playbook_engine.language.liquid.source import Fault, Source, Unreadable, Written, read_source, read_written
from playbook_engine.language.liquid.walk import read_through
from playbook_engine.language.locale_text import is_language
from playbook_engine.language.suggest import help_meant
from playbook_engine.language.wording import ticked
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place, errors, in_order
from playbook_engine.model.facts import Fact
from playbook_engine.model.release import Template

FOLDER = "templates/"
PARTS = "templates/parts/"

_NAME = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
_TEMPLATE = re.compile(rf"templates/({_NAME})/([^/]+)\.liquid")
_PART = re.compile(rf"templates/parts/({_NAME})/([^/]+)\.liquid")


class _File(msgspec.Struct, frozen=True):
    """One file of the folder: what it is called, its language, its text."""

    name: str
    language: str
    source: Source


class _Parts(msgspec.Struct, frozen=True):
    """All parts, and the paths of files with a fault."""

    files: list[_File]
    broken: frozenset[str]

    def fitting(self, language: str) -> dict[str, _File]:
        """The parts that are written in a language, by name."""
        named: dict[str, dict[str, _File]] = {}
        for each in self.files:
            named.setdefault(each.name, {})[each.language] = each
        chosen = {name: written.get(nearest(written, language) or "") for name, written in named.items()}
        return {name: each for name, each in chosen.items() if each}

    def sound(self, parts: Mapping[str, _File]) -> frozenset[str]:
        """The names of those without a fault."""
        return frozenset(name for name, each in parts.items() if each.source.path not in self.broken)


def load_templates(
    files: Mapping[str, bytes], values: Iterable[str] = (), own_facts: Iterable[Fact] = ()
) -> tuple[tuple[Template, ...], list[Diagnostic]]:
    """Every template of a folder (`templates/NAME/LANGUAGE.liquid`) by name and language, and all that is wrong.

    `values` are the names of all values that playbooks give, `own_facts` the organisation's. What has a fault is left
    out. Parts (`templates/parts/NAME/LANGUAGE.liquid`) are put in, so that each template stands by itself.
    """
    known = variables(values, own_facts)
    diagnostics: list[Diagnostic] = []
    wanted, shared = _files(files, diagnostics)
    for part in shared:
        diagnostics += _part_faults(part, known)
    parts = _Parts(shared, frozenset(each.place.path for each in errors(diagnostics)))
    templates = [_template(each, known, parts, diagnostics) for each in wanted]
    return tuple(each for each in templates if each), in_order(diagnostics)


def choose(templates: Sequence[Template], name: str, languages: Iterable[str | None]) -> Template | None:
    """The template of a name in the first of these languages that it is written in, else in any; None without any.

    `de-AT` is met by itself, else by `de`, else by another region's German.
    """
    written = {each.language: each for each in templates if each.name == name}
    met = (nearest(written, language) for language in languages if language)
    return written.get(next((each for each in met if each), min(written, default="")))


def nearest(written: Iterable[str], language: str) -> str | None:
    """The language among those written that comes nearest to one asked for; None where it is another language."""
    wanted, base = _tag(language), _base(language)
    fitting = [each for each in written if _base(each) == base]
    return min(fitting, key=lambda each: (_tag(each) != wanted, _tag(each) != base, each), default=None)


def _tag(language: str) -> str:
    return language.casefold().replace("_", "-")


def _base(language: str) -> str:
    return _tag(language).partition("-")[0]


def _files(files: Mapping[str, bytes], diagnostics: list[Diagnostic]) -> tuple[list[_File], list[_File]]:
    """Templates and parts whose path and text can be read."""
    wanted: list[_File] = []
    shared: list[_File] = []
    seen: dict[tuple[str, str, str], str] = {}
    for path in sorted(each for each in files if _is_ours(each)):
        match = _PART.fullmatch(path) or _TEMPLATE.fullmatch(path)
        if not match or not is_language(match[2]):
            diagnostics.append(_bad_path(path, match[2] if match else ""))
            continue
        key = (path.removesuffix(f"{match[2]}.liquid"), match[1], _tag(match[2]))
        if key in seen:
            diagnostics.append(found(BAD_PATH, f"this language stands in `{seen[key]}` already", Place(path)))
            continue
        seen[key] = path
        source, unreadable = read_source(path, files[path])
        diagnostics += unreadable
        file = _File(match[1], match[2], source)
        if path.startswith(PARTS):
            shared.append(file)
        elif not unreadable:
            wanted.append(file)
    return wanted, shared


def _is_ours(path: str) -> bool:
    """Whether a path stands in the folder and is no note, hidden file or copy of an editor."""
    name = path.rpartition("/")[2]
    return path.startswith(FOLDER) and not (name.startswith(".") or name.endswith((".md", "~")))


def _bad_path(path: str, language: str) -> Diagnostic:
    hint = "templates stand in `templates/NAME/LANGUAGE.liquid`, such as `templates/first-notice/en.liquid`"
    message = f"{ticked(language)} is no language" if language else "no template is expected here"
    return found(BAD_PATH, message, Place(path), help=hint)


def _part_faults(part: _File, known: Shape) -> Iterator[Diagnostic]:
    if part.source.text.startswith("---\n"):
        hint = "a part is the text alone; the subject stands in the template that uses it"
        yield part.source.diagnostic(Fault(BAD_FRONT_MATTER, "a part has no front matter", 0, 3, hint))
        return
    reading = read_through(part.source.text, known)
    for name, start, end in reading.parts:
        yield part.source.diagnostic(Fault(UNKNOWN_PART, f"a part puts in no other part ({ticked(name)})", start, end))
    yield from map(part.source.diagnostic, reading.faults)


def _template(file: _File, known: Shape, parts: _Parts, diagnostics: list[Diagnostic]) -> Template | None:
    """The file as a template, where nothing is wrong with it or with its parts."""
    try:
        written = read_written(file.source)
    except Unreadable as error:
        diagnostics.append(file.source.diagnostic(error.fault))
        return None
    fitting = parts.fitting(file.language)
    faults, asked = _faults(written, file.language, fitting, known)
    diagnostics += map(file.source.diagnostic, faults)
    if faults or not asked <= parts.sound(fitting):
        return None
    texts = {name: each.source.text for name, each in fitting.items()}
    body = with_parts(written.body, texts).strip("\n") + "\n"
    subject = with_parts(written.subject, texts)
    template = Template(name=file.name, language=file.language, subject=subject, body=body, path=file.source.path)
    trial = _trial(template, written, known)
    diagnostics += map(file.source.diagnostic, trial)
    return None if trial else template


def _faults(
    written: Written, language: str, parts: Mapping[str, _File], known: Shape
) -> tuple[list[Fault], frozenset[str]]:
    """What is wrong with subject and body, and the parts that they ask for."""
    faults: list[Fault] = []
    asked: set[str] = set()
    for text, at in ((written.subject, written.subject_at), (written.body, written.body_at)):
        reading = read_through(text, known)
        for name, start, end in reading.parts:
            asked.add(name)
            if name not in parts:
                hint = help_meant(name, parts) or f"write it in `{PARTS}{name}/{language}.liquid`"
                message = f"there is no part {ticked(name)} in `{language}`"
                faults.append(Fault(UNKNOWN_PART, message, start + at, end + at, hint))
        faults += [each.moved(at) for each in reading.faults]
    return faults, frozenset(asked)


def _trial(template: Template, written: Written, known: Shape) -> list[Fault]:
    """What goes wrong when the template is filled in with made-up values: as a rule a limit."""
    for full in (True, False):
        values = sample(known, template.language, full=full)
        for text, at in ((template.subject, written.subject_at), (template.body, written.body_at)):
            try:
                fill_in(text, values)
            except CannotFillIn as error:
                kind = TOO_MUCH if error.limit else WRONG_KIND
                return [Fault(kind, f"filled in with made-up values it fails: {error.message}", at, at)]
    return []
