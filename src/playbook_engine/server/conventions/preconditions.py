"""`ETag`, `If-Match` and `If-None-Match`: nobody overwrites what he has not seen."""

from typing import Any

from litestar.connection import Request

from playbook_engine.service.wrong_use import WrongUse


class ChangedMeanwhile(WrongUse):
    """The thing is not what the caller saw."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} was changed meanwhile", "read it again, and send its new `ETag` as `If-Match`", 412)


class ConditionRequired(WrongUse):
    """The caller has to say which state he saw."""

    def __init__(self) -> None:
        super().__init__("this request needs `If-Match`", "send the `ETag` that you read", 428)


def etag(value: object) -> str:
    """What names a state of a thing: its revision or digest, in quotes."""
    return f'"{value}"'


def if_match(request: Request[Any, Any, Any], *, required: bool = False) -> frozenset[str] | None:
    """The states that the caller accepts, without quotes; None for any. Raises ConditionRequired.

    A use case compares them inside its transaction, and raises ChangedMeanwhile.
    """
    given = request.headers.get("if-match")
    if given is None:
        if required:
            raise ConditionRequired
        return None
    tags = _tags(given)
    return None if "*" in tags else tags


def must_match(request: Request[Any, Any, Any], state: object, what: str, *, required: bool = False) -> None:
    """Raises ChangedMeanwhile where the caller saw another state, ConditionRequired where he says none."""
    wanted = if_match(request, required=required)
    if wanted is not None and str(state) not in wanted:
        raise ChangedMeanwhile(what)


def _tags(header: str) -> frozenset[str]:
    """Weak tags never match strongly, so they are left out."""
    parts = (part.strip() for part in header.split(","))
    return frozenset(part.strip('"') for part in parts if part and not part.startswith("W/"))
