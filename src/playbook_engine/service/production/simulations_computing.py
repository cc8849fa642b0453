"""A simulation computed: pure of the store, in a thread of its own, with progress, and to be stopped at any part."""

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from playbook_engine.language.scenario import WrittenScenario, read_scenario
from playbook_engine.model.canonical import canonical
from playbook_engine.model.diagnostic import errors
from playbook_engine.service.backtesting import back_test
from playbook_engine.service.deciding import narrowed
from playbook_engine.service.merge_gate import parse_conditions
from playbook_engine.service.plan_html import to_html
from playbook_engine.service.plan_markdown import to_markdown
from playbook_engine.service.plan_page import page_of
from playbook_engine.service.plan_pictures import pictures_of, plots_of
from playbook_engine.service.plan_sheets import to_workbook
from playbook_engine.service.planning import Asked as AskedPlan
from playbook_engine.service.planning import Side, plan
from playbook_engine.service.production.simulations_request import Faulty, Prepared
from playbook_engine.service.simulating import Asked, Wanted, simulate_book, wanted_of
from playbook_engine.simulation.backtesting import Span
from playbook_engine.simulation.plot_looks import Spec
from playbook_engine.simulation.plots import calendar, funnel

PAGE = 500
"""Rows of one page of a result."""

PLAN_DAYS = 90
"""How far a plan looks where nothing says."""


class Cancelled(Exception):
    """Somebody stopped it."""


class Progress:
    """How many parts are done; counted in one thread, read and stopped in another."""

    def __init__(self) -> None:
        self.done = 0
        self.of = 0
        self._stop = threading.Event()

    def stop(self) -> None:
        """Let it end at the next part."""
        self._stop.set()

    def __call__(self, parts: Sequence[Any]) -> Iterator[Any]:
        """Hands on the parts one by one. Raises Cancelled."""
        self.of += len(parts)
        for part in parts:
            if self._stop.is_set():
                raise Cancelled
            yield part
            self.done += 1


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """What came out: a JSON value without its lists, the lists, plots by name, and reports by format."""

    result: bytes
    lists: dict[str, Sequence[Any]] = {}
    plots: dict[str, Spec] = {}
    reports: dict[str, bytes] = {}

    def pages(self) -> Iterator[tuple[str, list[bytes]]]:
        """Everything that is kept in pages, by name: lists as arrays of rows, plots and reports whole."""
        for name, rows in self.lists.items():
            yield name, [canonical(rows[first : first + PAGE]) for first in range(0, len(rows), PAGE)]
        if self.plots:
            yield "plots", [canonical(self.plots)]
        for form, body in self.reports.items():
            yield f"report/{form}", [body]


def compute(prepared: Prepared, processes: int, progress: Progress) -> Computed:
    """Raises WrongUse, Faulty, Cancelled."""
    match prepared.request.what:
        case "scenario":
            return _scenario(prepared, processes, progress)
        case "back-test":
            return _back_test(prepared, processes, progress)
        case "plan":
            return _plan(prepared, processes, progress)


def _scenario(prepared: Prepared, processes: int, progress: Progress) -> Computed:
    request, release = prepared.request, prepared.subject.release
    wanted = _wanted(prepared)
    found = simulate_book(release, prepared.book, wanted, account=request.account, processes=processes, watch=progress)
    tones = tuple(release.organisation.tones)
    return Computed(
        result=canonical(msgspec.structs.replace(found, acts=())),
        lists={"acts": found.acts},
        plots={
            "calendar": calendar(found.acts, wanted.first, wanted.last, tones),
            "funnel": funnel(found.acts, release.playbooks[: release.current], tones),
        },
    )


def _back_test(prepared: Prepared, processes: int, progress: Progress) -> Computed:
    request, release = prepared.request, prepared.subject.release
    assert request.first is not None
    assert request.last is not None
    approvals: Literal["given", "never"] = "never" if request.approvals == "never" else "given"
    span = Span(first=request.first, last=request.last, approvals=approvals)
    found = back_test(release, prepared.book, span, account=request.account, processes=processes, watch=progress)
    tones = tuple(release.organisation.tones)
    return Computed(
        result=canonical(msgspec.structs.replace(found, would=(), did=())),
        lists={"would": found.would, "did": found.did},
        plots={
            "calendar": calendar(found.would, span.first, span.last, tones),
            "calendar of what was done": calendar(found.did, span.first, span.last, tones),
        },
    )


def _plan(prepared: Prepared, processes: int, progress: Progress) -> Computed:
    request, against = prepared.request, prepared.against
    assert against is not None
    book = narrowed(prepared.book, request.account)
    first = request.first or prepared.today
    asked = AskedPlan(
        as_of=first,
        until=request.last or first + dt.timedelta(request.days if request.days is not None else PLAN_DAYS),
        strategic=request.strategic,
        approvals=request.approvals or "given",
        scenario=_wanted(prepared) if _says_more(prepared) else None,
        conditions=parse_conditions(request.fail_on),
        processes=processes,
    )
    before = Side(name=against.name, release=against.release, book=book)
    after = Side(name=prepared.subject.name, release=prepared.subject.release, book=book)
    planned = plan(before, after, asked, progress)
    page = page_of(planned.plan)
    comparison = msgspec.structs.replace(planned.plan.comparison, changes=())
    shown = msgspec.to_builtins(msgspec.structs.replace(planned.plan, comparison=comparison))
    return Computed(
        result=canonical({**shown, "refused": planned.plan.refused}),
        lists={"changes": planned.plan.comparison.changes},
        plots=plots_of(planned),
        reports={
            "markdown": to_markdown(page).encode(),
            "html": to_html(page, pictures_of(planned)).encode(),
            "xlsx": to_workbook(planned.plan, page),
        },
    )


def _says_more(prepared: Prepared) -> bool:
    """Whether more than a forecast is asked for."""
    request = prepared.request
    return bool(request.scenario or request.customers or request.new_invoices)


def _wanted(prepared: Prepared) -> Wanted:
    """What the request says, else its scenario; the first day is today where neither names one. Raises Faulty."""
    request = prepared.request
    written = _written(prepared) if request.scenario else None
    asked = Asked(
        first=request.first,
        last=request.last,
        days=request.days,
        seed=request.seed,
        customers=request.customers,
        approvals=request.approvals,
        invoices=request.new_invoices,
        runs=request.runs,
    )
    if asked.first is None and (written is None or written.first is None):
        asked = msgspec.structs.replace(asked, first=prepared.today)
    return wanted_of(asked, written)


def _written(prepared: Prepared) -> WrittenScenario:
    text = prepared.request.scenario.encode()
    read = read_scenario("scenario", text, prepared.subject.release, prepared.book)
    found = tuple(errors(list(read.diagnostics)))
    if read.scenario is None:
        raise Faulty(f"the scenario has {len(found)} fault{'' if len(found) == 1 else 's'}", found)
    return read.scenario
