"""What conditions may read, and the playbooks in force."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency

from playbook_engine.server.conventions.asking import described, parameter, query_of
from playbook_engine.server.wire.facts import FactShown, PlaybookShown, fact_out, playbooks_out
from playbook_engine.service.production.asking.questions import check_names, one
from playbook_engine.service.production.asking.rules import facts as known_facts
from playbook_engine.service.production.asking.rules import releases_in_force
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime


@get("/v1/facts", operation_class=described(parameter("name", "one fact, or those below: `account`, `account.x`")))
async def facts(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> list[FactShown]:
    """The catalogue of facts, with those that the organisation adds or derives."""
    query = query_of(request)
    check_names(query, ["name"])
    return [fact_out(each) for each in await known_facts(runtime, caller, one(query, "name"))]


@get("/v1/playbooks")
async def playbooks(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> list[PlaybookShown]:
    """The playbooks of the releases in force, in the order in which they are asked who takes an item."""
    releases = await releases_in_force(runtime, caller)
    return [each for number, release in releases for each in playbooks_out(number, release)]


ROUTES = [facts, playbooks]
