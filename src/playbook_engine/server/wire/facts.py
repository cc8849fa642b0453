"""Facts and playbooks as they travel."""

from typing import Annotated

import msgspec

from playbook_engine.model.facts import Fact, Kind
from playbook_engine.model.playbook import Playbook, Step
from playbook_engine.model.release import Release


class FactShown(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that conditions may read."""

    name: str
    kind: Kind
    sentence: str
    unit: str
    optional: Annotated[bool, msgspec.Meta(description="it may be missing: ask with `none` or `present`")]
    values: Annotated[tuple[str, ...], msgspec.Meta(description="all that it can be, where that is known")]
    moves: Annotated[bool, msgspec.Meta(description="may change from one day to the next though nothing happens")]
    source: Annotated[str, msgspec.Meta(description="field of a record; empty where it is computed")]


def fact_out(fact: Fact) -> FactShown:
    """On the wire."""
    return FactShown(**msgspec.structs.asdict(fact))


class StepShown(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the ladder, or a rule alongside it."""

    step: str
    at: Annotated[
        tuple[str, ...], msgspec.Meta(description="the latest of them; empty: as soon as its condition holds")
    ]
    do: Annotated[tuple[str, ...], msgspec.Meta(description="kinds of action in order of preference")]
    approval_by: str


class PlaybookShown(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook of a release in force, in the order in which they are asked who takes an item."""

    release: int
    playbook: str
    version: int
    title: str
    owner: str
    current: Annotated[bool, msgspec.Meta(description="false: an older version that cases under way still follow")]
    effective_from: str
    effective_until: str
    follow: str
    chase: bool
    because: Annotated[str, msgspec.Meta(description="why nobody is chased, where that is so")]
    cadence: tuple[StepShown, ...]
    alongside: tuple[StepShown, ...]
    holds: tuple[str, ...]
    guarantees: tuple[str, ...]


def playbooks_out(number: int, release: Release) -> list[PlaybookShown]:
    """Those of a release."""
    return [_playbook(number, each, place < release.current) for place, each in enumerate(release.playbooks)]


def _playbook(number: int, playbook: Playbook, current: bool) -> PlaybookShown:
    same = ("version", "title", "owner", "effective_from", "effective_until", "follow", "chase", "because")
    return PlaybookShown(
        release=number,
        playbook=playbook.name,
        current=current,
        cadence=tuple(_step(each) for each in playbook.cadence),
        alongside=tuple(_step(each) for each in playbook.alongside),
        holds=tuple(each.name for each in playbook.holds),
        guarantees=tuple(each.name for each in playbook.guarantees),
        **{name: getattr(playbook, name) for name in same},
    )


def _step(step: Step) -> StepShown:
    return StepShown(
        step=step.name,
        at=tuple(each.text for each in step.at),
        do=tuple(step.work.do),
        approval_by=step.approval.by if step.approval else "",
    )
