"""A query says nothing that its handler does not read: what is misspelt would else be passed over in silence."""

import inspect
from functools import cache
from typing import Any

from litestar import Request
from litestar.handlers import BaseRouteHandler
from litestar.openapi.spec import Operation

from playbook_engine.server.conventions.problems import Fault, Faulty
from playbook_engine.service.wrong_use import close_to

_NOT_OF_THE_QUERY = frozenset(("request", "data", "body", "headers", "cookies", "scope", "socket", "state"))


class ChecksItsQuery(Operation):
    """The description of a handler that reads its query itself, and refuses what it does not know."""


def known_parameters_alone(request: Request[Any, Any, Any]) -> None:
    """Raises Faulty with every parameter that is not known. What anybody may ask is not looked at."""
    handler = request.route_handler
    if not request.scope.get("query_string") or handler.opt.get("public"):
        return
    if issubclass(getattr(handler, "operation_class", Operation), ChecksItsQuery):
        return
    known = _names(handler) - request.path_params.keys()
    faults = [_fault(name, known) for name in sorted({*request.query_params} - known)]
    if faults:
        raise Faulty("the query has what this address does not know", tuple(faults), status=400)


@cache
def _names(handler: BaseRouteHandler) -> frozenset[str]:
    given = {*inspect.signature(handler.fn).parameters}
    return frozenset(given - handler.resolve_dependencies().keys() - _NOT_OF_THE_QUERY)


def _fault(name: str, known: frozenset[str]) -> Fault:
    meant = close_to(name, known)
    otherwise = f"known are {', '.join(sorted(known))}" if known else "it takes none"
    return Fault(
        detail=f"there is no parameter `{name[:100]}`", parameter=name[:100],
        help=f"did you mean `{meant}`?" if meant else otherwise,
    )  # fmt: skip
