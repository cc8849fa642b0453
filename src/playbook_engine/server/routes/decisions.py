"""Deciding without storing."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from playbook_engine.server.wire.decisions import SentBook, SentDecided, decided_out, sent_in
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.deciding_sent import decide_sent
from playbook_engine.service.production.following import Followed
from playbook_engine.service.production.runtime import Runtime


@post("/v1/decisions", status_code=200)
async def decide_sent_book(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    followed: NamedDependency[Followed],
    data: JSONBody[SentBook],
) -> SentDecided:
    """Decide the book in the body by a stored release; nothing is stored."""
    return decided_out(await decide_sent(runtime, caller, followed, sent_in(data)))


ROUTES = [decide_sent_book]
