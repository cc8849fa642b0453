"""What the releases in force consist of: the facts that conditions may read, and the playbooks in their order."""

from playbook_engine.model.facts import Fact
from playbook_engine.model.release import Release
from playbook_engine.service.facts import catalogue, facts_named
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.releases import effective, evaluator
from playbook_engine.service.production.runtime import Runtime


async def releases_in_force(runtime: Runtime, caller: Caller) -> list[tuple[int, Release]]:
    """Releases with their numbers, the one that goes before the others first."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        numbers = (await effective(work, work.at)).releases()
        return [(number, (await evaluator(runtime, work, number)).release) for number in numbers]


async def facts(runtime: Runtime, caller: Caller, name: str = "") -> tuple[Fact, ...]:
    """The catalogue with the organisation's own facts; `name`: that fact, or those below. Raises WrongUse."""
    releases = await releases_in_force(runtime, caller)
    known = catalogue(releases[0][1] if releases else None)
    return facts_named(known, name) if name else known
