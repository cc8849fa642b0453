"""What a record that comes in is to the one that stands: pure."""

import datetime as dt

from playbook_engine.ingest.synced_records import Given
from playbook_engine.service.production.sync_report import Outcome
from playbook_engine.store.records import Change, Standing


def judge(given: Given, last: Standing | None) -> Outcome:
    """Whatever order versions come in, the newest stands in the end; without versions, what came last."""
    if last is None:
        # A deletion that comes before its record is remembered where its version can keep the record out.
        return "new" if given.body is not None else "unchanged" if given.version is None else "deleted"
    if given.version is not None and last.version is not None and _is_late(given.version, given, last):
        return "late"
    if given.body is None:
        return "unchanged" if last.deleted else "deleted"
    if last.deleted:
        return "new"
    return "unchanged" if given.digest == last.digest else "changed"


def _is_late(version: int, given: Given, last: Standing) -> bool:
    """Whether something newer stands; a record does not come back in the version in which it was deleted."""
    assert last.version is not None
    return version < last.version or (version == last.version and last.deleted and given.body is not None)


def newer_version(given: Given, last: Standing | None) -> int | None:
    """The version that stands afterwards: what a source says without one does not make older ones welcome again."""
    known = [each for each in (given.version, last.version if last else None) if each is not None]
    return max(known, default=None)


def change_of(given: Given, last: Standing | None, source: str) -> Change:
    """The revision that is written; a deleted record belongs to the account that it belonged to."""
    account = given.account if given.body is not None else last.account if last else ""
    return Change(
        kind=given.kind, id=given.id, account=account, digest=given.digest, body=given.body,
        version=newer_version(given, last), source=source, stated=given.stated,
    )  # fmt: skip


def after(change: Change, last: Standing | None, learnt_at: dt.datetime) -> Standing:
    """What stands once a change is written."""
    revision = last.revision + 1 if last else 1
    return Standing(
        change.kind, change.id, revision, learnt_at, change.version, change.source, change.account, change.digest,
        change.body is None,
    )  # fmt: skip
