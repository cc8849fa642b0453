"""Lists as they are asked for and answered: filters in the query, a page as JSON, or the whole as a spreadsheet."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from litestar import Request
from litestar.openapi.spec import Example, OpenAPIMediaType, OpenAPIResponse, Operation, Parameter, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.response import Response, Stream

from playbook_engine.server.conventions.pages import Page, read_cursor, write_cursor
from playbook_engine.server.conventions.queries import ChecksItsQuery
from playbook_engine.service.production.asking.account import check_past
from playbook_engine.service.production.asking.lists import all_rows, reader
from playbook_engine.service.production.asking.past import check_askable, past_place_type
from playbook_engine.service.production.asking.questions import (
    MOST_ROWS,
    ROWS,
    Query,
    WrongQuestion,
    about,
    asked,
    instant_of,
    one,
    place_of,
    place_type,
    position_of,
)
from playbook_engine.service.production.asking.sheets import Column, csv_of, xlsx_of
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.asking import Asked, Fields, Filter, Listing

T = TypeVar("T")

AnyRequest = Request[Any, Any, Any]

JSON = "application/json"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"json": JSON, "csv": CSV, "xlsx": XLSX}

Shaped = Callable[[Fields], T]
Listed = Callable[[Fields], Fields]


async def answer(
    request: AnyRequest, runtime: Runtime, caller: Caller, listing: Listing, shape: Shaped[T],
    shown: Sequence[Column], cell: Listed = dict, more: Sequence[str] = (),
) -> Response[Any]:  # fmt: skip
    """A page as JSON, or all rows as CSV or XLSX, whichever the request asks for. Raises WrongQuestion, Forbidden.

    `more` are parameters that the caller reads; where `as_of` is one of them the list may be asked of the past.
    """
    caller.must("read")
    query = query_of(request)
    at = instant_of(query, "as_of") if "as_of" in more else None
    check_past(runtime.now(), at)
    wanted, read = question(listing, query, more, at), reader(runtime, caller, listing, at)
    media = media_of(request, query)
    if media == JSON:
        found = await read(wanted)
        after = None if found.last is None else write_cursor([about(listing, wanted), at], place_of(found.last))
        return Response(Page(items=[shape(row) for row in found.rows], next=after))
    return sheet(media, listing.name, shown, _cells(all_rows(read, wanted), cell))


def sheet(media: str, name: str, shown: Sequence[Column], pieces: AsyncIterator[Sequence[Fields]]) -> Response[Any]:
    """Rows as CSV or XLSX, sent as they come."""
    form = "csv" if media == CSV else "xlsx"
    content = csv_of(shown, pieces) if media == CSV else xlsx_of(shown, pieces)
    return Stream(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'})


def query_of(request: AnyRequest) -> Query:
    """The texts of the query by name."""
    return {name: [str(each) for each in values] for name, values in request.query_params.dict().items()}


def question(listing: Listing, query: Query, more: Sequence[str] = (), at: dt.datetime | None = None) -> Asked:
    """What a query asks of a list, as it stands or stood at an instant. Raises WrongQuestion, Faulty."""
    wanted = asked(listing, query, more)
    if at is not None:
        check_askable(listing, wanted)
    kind = place_type(listing, wanted) if at is None else past_place_type(listing)
    place = read_cursor(one(query, "cursor") or None, [about(listing, wanted), at], kind)
    return wanted._replace(after=position_of(place))


def media_of(request: AnyRequest, query: Query) -> str:
    """The format that is wanted: by `format`, else by the header Accept. Raises WrongQuestion, NotAcceptable."""
    form = one(query, "format")
    if form:
        if form not in FORMATS:
            raise WrongQuestion("format", f"there is no format `{form}`", f"known are {', '.join(FORMATS)}")
        return FORMATS[form]
    best = request.accept.best_match(list(FORMATS.values())) if request.headers.get("accept") else JSON
    if best is None:
        raise NotAcceptable
    return best


class NotAcceptable(WrongUse):
    """The header Accept names nothing that a list can be told in."""

    def __init__(self) -> None:
        super().__init__("no format that `Accept` names is made here", f"known are {', '.join(FORMATS.values())}", 406)


def asks(
    listing: Listing, *, sheets: bool = True, pages: bool = True, more: Sequence[Parameter] = ()
) -> type[Operation]:
    """The description of a list's query, made from the filters that it really has."""
    given = [*(_filter(each) for each in listing.filters), *more]
    if pages:
        given += [_sort(listing), _limit(), parameter("cursor", "`next` of the page before; with the same question")]
    if sheets:
        given.append(parameter("format", "instead of the header `Accept`; a spreadsheet has all rows", tuple(FORMATS)))

    @dataclass
    class Asks(ChecksItsQuery):
        """With the parameters of the list, and the other formats of its answer."""

        def __post_init__(self) -> None:
            self.parameters = [*(self.parameters or []), *given]
            if sheets:
                _also_sheets(self.responses or {})

    return Asks


def described(*parameters: Parameter) -> type[Operation]:
    """The description of a query that is no list's."""

    @dataclass
    class Described(ChecksItsQuery):
        """With these parameters."""

        def __post_init__(self) -> None:
            self.parameters = [*(self.parameters or []), *parameters]

    return Described


def parameter(
    name: str, sentence: str, values: Sequence[str] = (), *, example: str = "", several: bool = False,
    required: bool = False,
) -> Parameter:  # fmt: skip
    """One parameter of a query."""
    single = Schema(type=OpenAPIType.STRING, enum=list(values) or None)
    schema = Schema(type=OpenAPIType.ARRAY, items=single) if several else single
    examples = {"one": Example(value=example)} if example else None
    return Parameter(name=name, param_in="query", required=required, description=sentence, schema=schema,
                     examples=examples)  # fmt: skip


AS_OF = parameter(
    "as_of",
    "the list as it stood at that instant, in the order of ids: accounts by their records as they were known, cases as "
    "they had been decided last, actions as they stood; sums are worked out anew for the rows that are shown",
    example="2026-03-16T09:00:00Z",
)

_EXAMPLES = {
    "day": "2026-03-16", "instant": "2026-03-16T09:00:00Z", "money": "1000.00 EUR", "yes/no": "yes", "number": "1",
}  # fmt: skip


def _filter(each: Filter) -> Parameter:
    values = ("yes", "no", "true", "false") if each.kind == "yes/no" else each.values
    single = Schema(type=OpenAPIType.STRING, enum=list(values) or None)
    if each.kind == "day":
        single = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.DATE)
    elif each.kind == "instant":
        single = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.DATE_TIME)
    several = each.test in {"is", "has"}
    schema = Schema(type=OpenAPIType.ARRAY, items=single) if several and each.kind == "text" else single
    sentence = (
        f"{each.sentence}; given several times: any of them" if several and each.kind == "text" else each.sentence
    )
    shown = _EXAMPLES.get(each.kind, "")
    return Parameter(
        name=each.name, param_in="query", required=False, description=sentence, schema=schema,
        examples={"one": Example(value=shown)} if shown else None,
    )  # fmt: skip


def _sort(listing: Listing) -> Parameter:
    known = [sign + name for name in listing.sorts for sign in ("", "-")]
    sentence = f"what to sort by, `-` for the other way round; `{listing.first}` where it is left out"
    return parameter("sort", sentence, tuple(known))


def _limit() -> Parameter:
    schema = Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=MOST_ROWS, default=ROWS)
    return Parameter(name="limit", param_in="query", required=False, description="rows of a page", schema=schema)


def _also_sheets(responses: Mapping[str, Any]) -> None:
    good = responses.get("200")
    if isinstance(good, OpenAPIResponse) and good.content is not None:
        good.content[CSV] = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        good.content[XLSX] = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))


async def _cells(pieces: AsyncIterator[Sequence[Fields]], cell: Listed) -> AsyncIterator[Sequence[Fields]]:
    async for rows in pieces:
        yield [cell(row) for row in rows]
