"""A book sent in to be decided, and what follows from it."""

from typing import Annotated

import msgspec

from playbook_engine.model.decision import Decision
from playbook_engine.model.receipt import Receipt
from playbook_engine.server.conventions.problems import Fault, faults_of
from playbook_engine.service.production.deciding_sent import DecidedSent, Sent


class SentBook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be decided; nothing of it is stored."""

    book: Annotated[
        msgspec.Raw,
        msgspec.Meta(
            description='the book as one JSON document: `{"format": 1, "kind": "book", "accounts": [...], ...}`',
            extra_json_schema={"type": "object"},
        ),
    ]
    release: Annotated[
        int | None, msgspec.Meta(description="number of a stored release; left out, the one in force for all accounts")
    ] = None
    as_of: Annotated[
        str, msgspec.Meta(description="a day (that date everywhere) or an instant with its offset; left out, now")
    ] = ""
    account: Annotated[str, msgspec.Meta(description="only the cases of this account")] = ""
    receipt: Annotated[bool, msgspec.Meta(description="add a receipt, for `playbook verify`")] = False


class SentDecided(msgspec.Struct, frozen=True, kw_only=True):
    """The decisions, in the order of units and of cases within them."""

    as_of: str
    release: int
    fingerprint: Annotated[str, msgspec.Meta(description="of the release's meaning")]
    semantics: Annotated[int, msgspec.Meta(description="raised whenever any decision may change")]
    decisions: tuple[Decision, ...]
    remarks: Annotated[tuple[Fault, ...], msgspec.Meta(description="on records that were taken all the same")]
    receipt: Receipt | None


def sent_in(data: SentBook) -> Sent:
    """For the use case."""
    return Sent(
        book=bytes(data.book), release=data.release, as_of=data.as_of, account=data.account, receipt=data.receipt
    )


def decided_out(decided: DecidedSent) -> SentDecided:
    """For the wire."""
    return SentDecided(
        as_of=decided.as_of, release=decided.release, fingerprint=decided.fingerprint, semantics=decided.semantics,
        decisions=decided.decisions, remarks=tuple(faults_of(decided.remarks)),
        receipt=decided.receipt,
    )  # fmt: skip
