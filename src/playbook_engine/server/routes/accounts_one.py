"""One account: all there is to say of it, its timeline, and what comes next."""

from typing import Any, Literal

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from playbook_engine.server.conventions.asking import described, parameter, query_of
from playbook_engine.server.conventions.timelines import timeline_page
from playbook_engine.server.wire.accounts_one import AccountShown, Timeline, account_shown
from playbook_engine.service.production.asking.account import whole_account
from playbook_engine.service.production.asking.ahead import FURTHEST, Ahead, ahead
from playbook_engine.service.production.asking.questions import (
    among_in,
    as_of_in,
    check_names,
    instant_of,
    number_in,
    required,
)
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.timelines import SORTS

AS_OF = parameter(
    "as_of",
    "an instant of the past: records as they were known then, decisions made until then, actions as they stood",
    example="2026-03-16T09:00:00Z",
)
ACCOUNT = parameter("account", "its id; needed", required=True)
WHEN = parameter(
    "as_of",
    "a day or an instant, now where it is left out. An instant of the past: on what was known then, by the release in "
    "force then; a day: on what was known when it ended; one to come: on what is known now",
    example="2026-03-16",
)


@get("/v1/accounts/{account:path}", operation_class=described(AS_OF))
async def account(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller],
    account: FromPath[str],
) -> AccountShown:  # fmt: skip
    """An account with its records, open items, cases, open actions and holds, as it stands or as it stood."""
    query = query_of(request)
    check_names(query, ["as_of"])
    at = instant_of(query, "as_of")
    return account_shown(await whole_account(runtime, caller, account.removeprefix("/"), at))


@get(
    "/v1/timeline",
    operation_class=described(
        ACCOUNT, AS_OF, parameter("sort", "`at`: the oldest first; `-at`: the newest", ("at", "-at")),
        parameter("entry", "one sort of entries; given several times: any of them", SORTS, several=True),
        parameter("limit", "entries of a page: 1 to 1000, 100 where it is left out"),
        parameter("cursor", "`next` of the page before; with the same question"),
    ),
)  # fmt: skip
async def timeline(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Timeline:
    """What was learnt of an account, decided about it and done, by whom, in order."""
    return await timeline_page(runtime, caller, query_of(request))


@get(
    "/v1/forecast",
    operation_class=described(
        ACCOUNT, WHEN, parameter("days", f"how far to look: 1 to {FURTHEST}, 90 where it is left out"),
        parameter("approvals", "whether they are given; `given` where it is left out", ("given", "never")),
    ),
)  # fmt: skip
async def forecast(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Ahead:
    """What comes next for an account if nothing happens but what the engine does itself: decisions by day."""
    query = query_of(request)
    check_names(query, ["account", "as_of", "days", "approvals"])
    chosen = among_in(query, "approvals", ("given", "never"))
    approvals: Literal["given", "never"] = "never" if chosen == ("never",) else "given"
    return await ahead(
        runtime, caller, required(query, "account"), as_of=as_of_in(query),
        days=number_in(query, "days", FURTHEST) or 90, approvals=approvals,
    )  # fmt: skip


ROUTES = [account, timeline, forecast]
