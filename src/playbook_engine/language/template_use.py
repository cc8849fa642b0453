"""Templates against the steps that use them: languages, values, and whether anybody uses them at all."""

from collections.abc import Iterator, Sequence

from playbook_engine.language.codes_templates import NO_LANGUAGE, NO_VALUE, UNUSED
from playbook_engine.language.liquid.environment import parsed
from playbook_engine.language.templates import choose, nearest
from playbook_engine.language.wording import listed, ticked
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place, in_order
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Choice, Playbook, Work
from playbook_engine.model.release import Template


def check_use(
    organisation: Organisation, playbooks: Sequence[Playbook], templates: Sequence[Template]
) -> list[Diagnostic]:
    """What is wrong between templates and steps; that a step names an unknown template is said where it stands."""
    used = {each.name: templates_of(each, organisation) for each in playbooks}
    everywhere = frozenset[str]().union(
        *used.values(), *(_named(each.template, organisation) for each in _shared(organisation))
    )
    return in_order(
        [
            *_missing_values(playbooks, used, templates),
            *_missing_languages(organisation, templates),
            *_unused(templates, everywhere),
        ]
    )


def templates_of(playbook: Playbook, organisation: Organisation) -> frozenset[str]:
    """The names of all templates that a playbook may use, those that a table gives included."""
    return frozenset(name for work in works(playbook) for name in _named(work.template, organisation))


def works(playbook: Playbook) -> Iterator[Work]:
    """Every piece of work of a playbook."""
    for step in (*playbook.cadence, *playbook.alongside):
        yield from (step.work, *step.also)
    yield from (each.work for each in playbook.exhausted)
    yield from (each.instead for each in playbook.holds if each.instead)


def _shared(organisation: Organisation) -> list[Work]:
    return [each.instead for each in organisation.holds if each.instead]


def _named(choice: Choice | None, organisation: Organisation) -> frozenset[str]:
    if choice is None:
        return frozenset()
    tables = [each for each in organisation.tables if each.name == choice.table]
    given = {choice.value, *(value for each in tables for _, value in each.rows), *(each.otherwise for each in tables)}
    return frozenset(given - {""})


def _missing_values(
    playbooks: Sequence[Playbook], used: dict[str, frozenset[str]], templates: Sequence[Template]
) -> Iterator[Diagnostic]:
    needed: dict[str, set[str]] = {}
    for template in templates:
        needed.setdefault(template.name, set()).update(_values(template))
    for playbook in playbooks:
        for name in sorted(used[playbook.name]):
            missing = sorted(needed.get(name, set()) - playbook.values.keys())
            if missing:
                message = (
                    f"{ticked(playbook.name)} uses the template {ticked(name)}, which needs {listed(missing, 'and')}"
                )
                hint = f"give it: `values: {{{missing[0]}: ...}}`"
                yield found(NO_VALUE, message, Place(f"{playbook.name}.yaml"), help=hint)


def _values(template: Template) -> frozenset[str]:
    """The values that a template names."""
    named = [
        variable
        for text in (template.subject, template.body)
        for variable in parsed(text).analyze().globals.get("values", [])
    ]
    return frozenset(str(each.segments[1]) for each in named if len(each.segments) > 1)


def _missing_languages(organisation: Organisation, templates: Sequence[Template]) -> Iterator[Diagnostic]:
    languages = sorted({each.language for each in templates} | {organisation.language})
    for name in sorted({each.name for each in templates}):
        written = [each.language for each in templates if each.name == name]
        missing = [each for each in languages if nearest(written, each) is None]
        if missing:
            other = choose(templates, name, [organisation.language])
            assert other is not None
            message = f"the template {ticked(name)} is not written in {listed(missing, 'and')}"
            hint = f"customers who read {listed(missing, 'or')} get it in `{other.language}`"
            yield found(NO_LANGUAGE, message, Place(other.path), help=hint)


def _unused(templates: Sequence[Template], used: frozenset[str]) -> Iterator[Diagnostic]:
    for name in sorted({each.name for each in templates} - used):
        first = min(each.path for each in templates if each.name == name)
        yield found(UNUSED, f"no step uses the template {ticked(name)}", Place(first))
