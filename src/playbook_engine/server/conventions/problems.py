"""Every error is answered as RFC 9457 says: type, title, status, detail, and what is wrong where."""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from litestar.exceptions import HTTPException, ValidationException
from litestar.plugins.problem_details import (
    ProblemDetailsConfig,
    ProblemDetailsException,
    ProblemDetailsPlugin,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.server.conventions.logs import LOG, frames
from playbook_engine.service.wrong_use import WrongUse

MEDIA_TYPE = "application/problem+json"

TYPES = {
    400: "wrong-use",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    412: "changed-meanwhile",
    413: "too-large",
    415: "unsupported-media-type",
    422: "unusable",
    428: "condition-required",
    429: "too-many-requests",
    500: "our-fault",
    503: "unavailable",
}
"""The last part of a problem's type by its status."""

MEANINGS = {
    400: "The request cannot be understood as it is: broken JSON, a parameter that cannot be, another list's cursor.",
    401: "No credential came, or one that is unknown, expired or revoked.",
    403: "The credential is good, and its roles do not reach this far.",
    404: "There is no such thing in the caller's organisation, or nothing at this address.",
    405: "The address is there and does not know the method.",
    406: "None of the media types that the client takes can be given.",
    409: "What is asked for does not fit what is there now.",
    412: "The thing was changed since the caller read it.",
    413: "The body is larger than the server takes.",
    415: "The body is of a media type that is not taken here.",
    422: "The body was read, and says what it must not; `errors` lists every fault with its pointer.",
    428: "The request has to say which state the caller saw: `If-Match`.",
    429: "More requests than the credential may make; `Retry-After` says when the next may come.",
    500: "Something went wrong in the server. The log has it under the request's id.",
    503: "The server cannot do its work for the moment, most likely because the database is away.",
}
"""What each type of problem means."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is wrong: at a JSON pointer into the body, in a parameter, or at a place in a text of the body.

    `code` has a page in `docs/codes`; `path` is the file among those sent, `line` and `column` count from 1.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    help: str = ""
    code: str = ""
    path: str = ""
    line: int = 0
    column: int = 0
    record: str = ""


class Faulty(WrongUse):
    """A request with faults in its body or parameters, all of them told."""

    def __init__(self, message: str, faults: tuple[Fault, ...], help: str = "", status: int = 422) -> None:
        super().__init__(message, help, status)
        self.faults = faults


def problems() -> ProblemDetailsPlugin:
    """What turns every exception into a problem; what is no caller's fault is logged, without its words."""
    told: dict[type[Exception], Callable[[Any], ProblemDetailsException]] = {
        WrongUse: _of_wrong_use,
        HTTPException: _of_http,
        DBAPIError: _of_database,
        PoolTimeout: _unavailable,
        OverflowError: _outside,
        Exception: _of_ours,
    }
    return ProblemDetailsPlugin(ProblemDetailsConfig(exception_to_problem_detail_map=told))


def problem(
    status: int,
    detail: str,
    help: str = "",
    faults: tuple[Fault, ...] = (),
    headers: dict[str, str] | None = None,
) -> ProblemDetailsException:
    """A problem that is ready to be answered."""
    extra: dict[str, Any] = {"help": help} if help else {}
    if faults:
        extra["errors"] = [msgspec.to_builtins(fault) for fault in faults]
    return ProblemDetailsException(
        status_code=status,
        type_=f"/problems/{TYPES.get(status, 'wrong-use')}",
        title=HTTPStatus(status).phrase,
        detail=detail,
        extra=extra,
        headers=headers,
    )


def _of_wrong_use(fault: WrongUse) -> ProblemDetailsException:
    told = tuple(faults_of(getattr(fault, "faults", ())))
    if parameter := getattr(fault, "parameter", ""):
        told = (Fault(detail=fault.message, parameter=parameter, help=fault.help),)
    return problem(fault.status, fault.message, fault.help, told, _headers(fault))


def faults_of(found: Iterable[object]) -> Iterator[Fault]:
    """Faults and diagnostics as they stand in an answer."""
    for each in found:
        fault = _fault_of(each)
        if fault is not None:
            yield fault


def _fault_of(found: object) -> Fault | None:
    """A fault as it stands in an answer; those of playbooks, books and scenarios with their place in what was sent."""
    match found:
        case Fault():
            return found
        case Diagnostic():
            return Fault(
                detail=found.message,
                help=found.help,
                code=found.code,
                path=found.place.path,
                line=found.place.line or 0,
                column=found.place.column or 0,
                record=found.record,
            )
        case _:
            return None


def _headers(fault: WrongUse) -> dict[str, str] | None:
    if fault.status == 401:
        return {"WWW-Authenticate": 'Bearer realm="playbook engine"'}
    return getattr(fault, "headers", None)


def _of_http(raised: HTTPException) -> ProblemDetailsException:
    if isinstance(raised, ValidationException):
        return problem(400, "the request is not as it should be", faults=_faults(raised))
    if raised.status_code >= 500:
        return _of_ours(raised)
    return problem(
        raised.status_code, _SENTENCES.get(raised.status_code, "the request is refused"), headers=raised.headers
    )


_SENTENCES = {
    404: "there is nothing at this address",
    405: "this address does not know the method",
    413: "the body is larger than this server takes",
}


def _faults(raised: ValidationException) -> tuple[Fault, ...]:
    """Litestar's list of what is wrong with parameters, or its sentence for one that is missing."""
    told = raised.extra if isinstance(raised.extra, list) else []
    faults = [Fault(detail=_lower(each["message"]), parameter=each.get("key")) for each in told]
    return tuple(faults) or (Fault(detail=_lower(raised.detail.partition(" for path ")[0])),)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _of_database(raised: DBAPIError) -> ProblemDetailsException:
    if raised.connection_invalidated or isinstance(raised, OperationalError | InterfaceError):
        return _unavailable(raised)
    if str(getattr(raised.orig, "sqlstate", ""))[:2] == _DATA_EXCEPTION:
        return _outside(raised)
    return _of_ours(raised)


_DATA_EXCEPTION = "22"
"""The class of PostgreSQL's errors about values: a number out of range, a character that no text may have."""


def _outside(_raised: Exception) -> ProblemDetailsException:
    return problem(422, "a number or a text is outside of what can be stored", "numbers have 18 digits at most")


def _unavailable(raised: Exception) -> ProblemDetailsException:
    LOG.error("the database does not answer: %s", type(raised).__name__, extra={"frames": frames(raised)})
    return problem(503, "the database does not answer", "try again in a moment", headers={"Retry-After": "2"})


def _of_ours(raised: Exception) -> ProblemDetailsException:
    LOG.error("unexpected: %s", type(raised).__name__, extra={"frames": frames(raised)})
    return problem(500, "something went wrong here, and it is not the request's fault", "the log has more")
