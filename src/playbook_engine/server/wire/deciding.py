"""Deciding on demand, and decisions of the past, as they travel."""

import datetime as dt
from typing import Annotated

import msgspec

from playbook_engine.model.decision import Decision
from playbook_engine.model.receipt import Difference
from playbook_engine.service.production.deciding_comparing import Compared
from playbook_engine.service.production.deciding_verifying import Verified
from playbook_engine.store.decisions import DecisionRow

AccountId = Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=r"^[^\u0000]*$")]

Accounts = Annotated[
    tuple[AccountId, ...], msgspec.Meta(min_length=1, max_length=10_000, description="left out: all of them")
]


class DecideNow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which accounts are to be decided."""

    accounts: (
        Annotated[tuple[AccountId, ...], msgspec.Meta(min_length=1, max_length=10_000, description="null: all of them")]
        | None
    ) = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How many units are decided next; an account is decided with all that pay through the same."""

    units: int


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions were made from and are, as digests that anybody can work out again."""

    number: int
    unit: str
    as_of: Annotated[dt.datetime, msgspec.Meta(description="the instant decided for")]
    known_at: Annotated[dt.datetime, msgspec.Meta(description="what was learnt until then was looked at")]
    release: int
    engine: str
    semantics: int
    setting: str
    setting_at: Annotated[dt.datetime | None, msgspec.Meta(description="when the last of the setting was learnt")]
    state: str
    decisions: Annotated[str, msgspec.Meta(description="digest of the decisions")]
    cause: Annotated[str, msgspec.Meta(description="state, day, release, asked or sending")]


class DecidedUnit(msgspec.Struct, frozen=True, kw_only=True):
    """The decisions of a unit with their proof."""

    proof: Proof
    decisions: tuple[Decision, ...]


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions worked out again: `differences` says what comes out otherwise, and is empty where they hold."""

    proof: Proof
    holds: bool
    differences: tuple[Difference, ...]


class Otherwise(msgspec.Struct, frozen=True, kw_only=True):
    """A unit of which a release in the shadow decided otherwise; `number` is of the decisions it was compared with."""

    unit: str
    number: int
    as_of: dt.datetime
    decisions: tuple[Decision, ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What a release in the shadow decided, beside what was decided: the latest of each unit."""

    activation: int
    units: int
    same: int
    otherwise: Annotated[tuple[Otherwise, ...], msgspec.Meta(description="the first of those that differ")]


def proof_out(row: DecisionRow) -> Proof:
    """Without the decisions."""
    return Proof(
        number=row.number, unit=row.unit, as_of=row.as_of, known_at=row.decided_at, release=row.release,
        engine=row.engine, semantics=row.semantics, setting=row.setting, setting_at=row.setting_at,
        state=row.state, decisions=row.digest, cause=row.cause,
    )  # fmt: skip


def decided_out(row: DecisionRow) -> DecidedUnit:
    """With the decisions."""
    return DecidedUnit(proof=proof_out(row), decisions=tuple(_DECISION.decode_lines(row.body)))


def verification_out(found: Verified) -> Verification:
    """With what differs."""
    return Verification(proof=proof_out(found.decided), holds=not found.differences, differences=found.differences)


def comparison_out(found: Compared) -> Comparison:
    """With the decisions that differ."""
    return Comparison(
        activation=found.activation, units=found.units, same=found.same,
        otherwise=tuple(
            Otherwise(
                unit=row.unit, number=row.number, as_of=row.as_of, decisions=tuple(_DECISION.decode_lines(row.body))
            )
            for row in found.otherwise
        ),
    )  # fmt: skip


_DECISION = msgspec.json.Decoder(Decision)
