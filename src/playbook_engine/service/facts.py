"""The catalogue of facts that conditions may read."""

from playbook_engine.model.facts import CATALOGUE, Fact
from playbook_engine.model.release import Release, catalogue_of
from playbook_engine.service.wrong_use import unknown


def catalogue(release: Release | None) -> tuple[Fact, ...]:
    """All facts of an organisation, or those that every organisation has; in the order of the catalogue."""
    return tuple((CATALOGUE if release is None else catalogue_of(release.organisation)).values())


def facts_named(facts: tuple[Fact, ...], name: str) -> tuple[Fact, ...]:
    """The fact of a name, or those whose name begins with it (`account`, `account.x`). Raises WrongUse."""
    exact = tuple(each for each in facts if each.name == name)
    if exact:
        return exact
    prefix = name.rstrip(".") + "."
    below = tuple(each for each in facts if each.name.startswith(prefix))
    if not below:
        raise unknown("fact", name, [each.name for each in facts], "`playbook facts` lists them all")
    return below
