"""State in: records by themselves and in bulk, their versions, and how fresh their sources are."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, FromQuery, ParameterKwarg
from litestar.response import Response

from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.server.conventions.bodies import UnsupportedType
from playbook_engine.server.conventions.preconditions import ChangedMeanwhile, etag, if_match
from playbook_engine.server.conventions.problems import Fault, Faulty
from playbook_engine.server.wire.records import (
    PutReport,
    RecordShown,
    SourceShown,
    SyncReport,
    fault_out,
    put_out,
    report_out,
    shown_out,
    source_out,
    tag_of,
)
from playbook_engine.server.wire.scalars import Instant
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.receiving import Form, kind_named, receive, records_reader
from playbook_engine.service.production.records import (
    BadRecord,
    Put,
    delete_record,
    put_record,
    show_record,
    show_versions,
)
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.sources import sources
from playbook_engine.service.production.syncing import known_facts, sync
from playbook_engine.service.production.syncing_chunk import Seen
from playbook_engine.service.wrong_use import WrongUse

FORMS: dict[str, Form] = {"application/x-ndjson": "lines", "application/json": "array", "text/csv": "table"}
"""How records in bulk may be sent, by media type."""

Source = Annotated[FromQuery[str], ParameterKwarg(max_length=64, description="name of the source, such as `erp`")]
SourceVersion = Annotated[
    FromQuery[str],
    ParameterKwarg(max_length=64, description="the source's version: a whole number that grows, or a moment"),
]
AnyRequest = Request[Any, Any, Any]


@dataclass
class TakesRecords(Operation):
    """Described with the bodies that are taken."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING)
        packed = Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.OBJECT))
        sentence = "records in the book format; plain, or with `Content-Encoding: gzip`"
        contents = {name: OpenAPIMediaType(schema=packed if name.endswith("json") else text) for name in FORMS}
        contents["application/x-ndjson"] = OpenAPIMediaType(schema=text)
        self.request_body = RequestBody(content=contents, description=sentence, required=True)


@dataclass
class TakesRecord(Operation):
    """Described with the body that is taken."""

    def __post_init__(self) -> None:
        content = {"application/json": OpenAPIMediaType(schema=Schema(type=OpenAPIType.OBJECT))}
        self.request_body = RequestBody(content=content, description="a record in the book format", required=True)


@post("/v1/records", status_code=200, operation_class=TakesRecords)
async def take_many(
    request: AnyRequest, runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], source: Source = "",
    kind: Annotated[FromQuery[str], ParameterKwarg(description="kind of the records of a CSV table")] = "",
) -> SyncReport:  # fmt: skip
    """Take records: good ones are kept, bad ones are listed. Sending them again does no harm."""
    caller.must("sync")
    form = _form(request)
    known = await known_facts(runtime, caller)
    reads = receive(
        request.stream(), form, _table_kind(form, kind), records_reader(known), runtime.settings.body_megabytes,
        packed=_is_packed(request),
    )  # fmt: skip
    return report_out(await sync(runtime, caller, reads, source, known), in_array=form == "array")


@put("/v1/records/{kind:str}/{record_id:path}", operation_class=TakesRecord)
async def take_one(
    request: AnyRequest, runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], kind: FromPath[str],
    record_id: FromPath[str], source: Source = "", source_version: SourceVersion = "",
) -> Response[PutReport]:  # fmt: skip
    """Take one record; `If-Match` keeps it from replacing what the caller has not seen."""
    if request.content_type[0] != "application/json":
        raise UnsupportedType(request.content_type[0], "application/json")
    name, body = _id(record_id), await request.body()
    try:
        done = await put_record(runtime, caller, kind, name, body, source, source_version, _seen(request, kind, name))
    except BadRecord as bad:
        raise Faulty(bad.message, tuple(fault_out(each) for each in bad.complaints)) from None
    return _answer(done)


@delete("/v1/records/{kind:str}/{record_id:path}", status_code=200)
async def drop_one(
    request: AnyRequest, runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], kind: FromPath[str],
    record_id: FromPath[str], source: Source = "", source_version: SourceVersion = "",
) -> Response[PutReport]:  # fmt: skip
    """Delete one record; its versions stay, and older ones that come late do not bring it back."""
    name = _id(record_id)
    return _answer(await delete_record(runtime, caller, kind, name, source, source_version, _seen(request, kind, name)))


@get("/v1/records/{kind:str}/{record_id:path}")
async def one(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], kind: FromPath[str], record_id: FromPath[str],
    as_of: FromQuery[Instant | None] = None,
) -> Response[RecordShown]:  # fmt: skip
    """A record as it stands, or as it stood at an instant."""
    shown = await show_record(runtime, caller, kind, _id(record_id), as_of)
    return Response(shown_out(shown), headers={"ETag": etag(tag_of(shown))})


@get("/v1/record-versions/{kind:str}/{record_id:path}")
async def versions(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], kind: FromPath[str], record_id: FromPath[str]
) -> list[RecordShown]:
    """Every version of a record with the time it was learnt, the first one first."""
    return [shown_out(each) for each in await show_versions(runtime, caller, kind, _id(record_id))]


@get("/v1/sources")
async def fresh(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> list[SourceShown]:
    """How fresh each source is, and whether cases are held for it."""
    return [source_out(each) for each in await sources(runtime, caller)]


def _form(request: AnyRequest) -> Form:
    given = request.content_type[0]
    if given not in FORMS:
        raise UnsupportedType(given, " or ".join(FORMS))
    return FORMS[given]


def _table_kind(form: Form, kind: str) -> RecordKind | None:
    """The kind of the records of a table. Raises Faulty where it is needed and not said, or the other way round."""
    if (form == "table") != bool(kind):
        detail = "say of which kind the records are" if form == "table" else "only a CSV table is of one kind"
        raise Faulty("the request is not as it should be", (Fault(detail=detail, parameter="kind"),), status=400)
    return kind_named(kind) if kind else None


def _is_packed(request: AnyRequest) -> bool:
    given = request.headers.get("content-encoding", "identity").strip().lower()
    if given not in ("gzip", "identity"):
        raise WrongUse(f"`Content-Encoding: {given}` is not taken", "send it plain, or packed by gzip", 415)
    return given == "gzip"


def _id(path: str) -> str:
    """The id of a record: it may have slashes."""
    return path.removeprefix("/")


def _seen(request: AnyRequest, kind: str, name: str) -> Seen | None:
    wanted = if_match(request)
    if wanted is None:
        return None

    def seen(state: str) -> None:
        if state not in wanted:
            raise ChangedMeanwhile(f"{kind} `{name}`")

    return seen


def _answer(done: Put) -> Response[PutReport]:
    return Response(put_out(done), headers={"ETag": etag(done.state)} if done.state else {})


ROUTES = [take_many, take_one, drop_one, one, versions, fresh]
