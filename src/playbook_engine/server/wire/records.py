"""Records on their way in and out, and what is said of those that came in."""

import datetime as dt
from typing import Annotated, Any

import msgspec

from playbook_engine.ingest.synced_records import Complaint
from playbook_engine.model.diagnostic import Severity
from playbook_engine.server.conventions.problems import Fault
from playbook_engine.service.production.records import Put, Shown
from playbook_engine.service.production.sources import SourceState
from playbook_engine.service.production.sync_report import Outcome, Report
from playbook_engine.store.records import state_of


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one record of many; an error leaves it out, a warning or note lets it in."""

    place: Annotated[int, msgspec.Meta(description="its line, or its number in the array; counted from 1")]
    pointer: Annotated[str, msgspec.Meta(description="JSON pointer into the record; of an array, into the body")]
    record: Annotated[str, msgspec.Meta(description="kind and id, as far as they could be read")]
    code: Annotated[str, msgspec.Meta(description="it has a page in `docs/codes`")]
    severity: Severity
    detail: str
    help: str


class SyncReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the records that came."""

    received: Annotated[int, msgspec.Meta(description="all that came")]
    new: Annotated[int, msgspec.Meta(description="were not there, or were there and deleted")]
    changed: int
    unchanged: Annotated[int, msgspec.Meta(description="say what stands already")]
    late: Annotated[int, msgspec.Meta(description="are older than what stands, and are kept out")]
    deleted: int
    refused: Annotated[int, msgspec.Meta(description="are not as they should be, and are left out")]
    remarks: list[Remark]
    unlisted: Annotated[int, msgspec.Meta(description="further remarks that are not listed")]


class PutReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one record."""

    outcome: Outcome
    remarks: list[Remark]


class RecordShown(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a record, and from when until when it stood; `record` is null where the source deleted it."""

    kind: str
    id: str
    revision: Annotated[int, msgspec.Meta(description="counted here, from 1")]
    source_version: Annotated[int | None, msgspec.Meta(description="the source's; a moment as microseconds since 1970")]
    source: str
    account: str
    learnt_at: dt.datetime
    until_at: Annotated[dt.datetime | None, msgspec.Meta(description="null while it stands")]
    record: dict[str, Any] | None


class SourceShown(msgspec.Struct, frozen=True, kw_only=True):
    """How fresh a source is; cases are held while it is stale."""

    source: str
    on: Annotated[dt.date | None, msgspec.Meta(description="the day on which it was read last")]
    learnt_at: dt.datetime | None
    days: Annotated[int | None, msgspec.Meta(description="how old it may be, as the release in force says")]
    stale: bool


def report_out(report: Report, *, in_array: bool) -> SyncReport:
    """A report as it travels."""
    return SyncReport(
        received=report.received, new=report.new, changed=report.changed, unchanged=report.unchanged, late=report.late,
        deleted=report.deleted, refused=report.refused, unlisted=report.unlisted,
        remarks=[_remark(each, f"/{each.place - 1}" if in_array else "") for each in report.complaints],
    )  # fmt: skip


def put_out(put: Put) -> PutReport:
    """What became of one record, as it travels."""
    return PutReport(outcome=put.outcome, remarks=[_remark(each) for each in put.complaints])


def fault_out(complaint: Complaint) -> Fault:
    """What is wrong with the one record of a request."""
    return Fault(
        detail=complaint.message, pointer=f"#{complaint.pointer}", help=complaint.help, code=complaint.code,
        record=complaint.record,
    )  # fmt: skip


def shown_out(shown: Shown) -> RecordShown:
    """A version of a record as it travels."""
    version = shown.version
    return RecordShown(
        kind=version.kind, id=version.id, revision=version.revision, source_version=version.version,
        source=version.source, account=version.account, learnt_at=version.learnt_at, until_at=version.until_at,
        record=shown.record,
    )  # fmt: skip


def tag_of(shown: Shown) -> str:
    """What names the state of a record."""
    return state_of(shown.version)


def source_out(state: SourceState) -> SourceShown:
    """How fresh a source is, as it travels."""
    return SourceShown(source=state.source, on=state.on, learnt_at=state.learnt_at, days=state.days, stale=state.stale)


def _remark(complaint: Complaint, before: str = "") -> Remark:
    return Remark(
        place=complaint.place, pointer=f"{before}{complaint.pointer}", record=complaint.record, code=complaint.code,
        severity=complaint.severity, detail=complaint.message, help=complaint.help,
    )  # fmt: skip
