"""Why a case was decided as it was, and why nothing else goes out."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency

from playbook_engine.server.conventions.asking import described, parameter, query_of
from playbook_engine.server.routes.accounts_one import WHEN
from playbook_engine.service.production.asking.questions import (
    Query,
    WrongQuestion,
    as_of_in,
    check_names,
    number_in,
    one,
)
from playbook_engine.service.production.asking.why import Asked, Why, why
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime

NAMES = ("account", "case", "item", "as_of", "decision")
_LARGEST = 2**53


@get(
    "/v1/why",
    operation_class=described(
        parameter("case", "id of a case"), parameter("account", "id of an account: all of its cases"),
        parameter("item", "id of an item or invoice: the case that has it"), WHEN,
        parameter(
            "decision",
            "number of stored decisions of the account, as its timeline names them: on exactly what they were made "
            "from; `recomputed` says whether they come out the same, bit for bit",
        ),
    ),
)  # fmt: skip
async def explain(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Why:
    """Every condition that was tried, with the fact's value and the distance to the other answer; as data and as
    sentences. Worked out anew, on what was known then, by the release in force then: nothing of it is stored.
    """
    return await why(runtime, caller, _asked(query_of(request)))


def _asked(query: Query) -> Asked:
    check_names(query, NAMES)
    asked = Asked(
        account=one(query, "account"), case=one(query, "case"), item=one(query, "item"), as_of=as_of_in(query),
        decision=number_in(query, "decision", _LARGEST),
    )  # fmt: skip
    if not (asked.account or asked.case or asked.item):
        raise WrongQuestion("case", "nothing is named to explain", "name a `case`, an `account` or an `item`")
    if asked.decision is not None and asked.as_of is not None:
        raise WrongQuestion("as_of", "stored decisions have an instant of their own", "leave `as_of` out")
    return asked


ROUTES = [explain]
