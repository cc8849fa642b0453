"""Actions by any filter, whatever became of them."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Response

from playbook_engine.server.conventions.asking import AS_OF, answer, asks
from playbook_engine.server.conventions.pages import Page
from playbook_engine.server.wire.worklist import ActionListed, action_listed
from playbook_engine.service.production.asking.sheets import columns
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.asking_lists import ACTION_LIST

SHOWN = columns(
    "id", "revision", "state", "reason", "account", "account_name", "collector", "kind", "tone", "step", "playbook",
    "version", "day", "due_at", "expires_at", "currency", "amount_minor", "assignee", "priority", "approval_by",
    "asked_at", "answered_by", "note", "snoozed_until", "case", "tier", "country", "owner", "since", "release",
    money={"amount_minor": "currency"},
)  # fmt: skip
"""The columns of the spreadsheet."""


@get("/v1/actions", operation_class=asks(ACTION_LIST, more=(AS_OF,)))
async def actions(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Response[Page[ActionListed]]:
    """Actions, each revision a row; those that stand now have one of the open states."""
    return await answer(request, runtime, caller, ACTION_LIST, action_listed, SHOWN, more=("as_of",))


ROUTES = [actions]
