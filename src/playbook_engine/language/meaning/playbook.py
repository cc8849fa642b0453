"""A playbook file as a `Playbook`."""

from typing import Any

import msgspec

from playbook_engine.language.meaning.calendars import chosen
from playbook_engine.language.meaning.checks.ladder import check_handover, check_otherwise, check_tones
from playbook_engine.language.meaning.checks.named import check_steps, check_unique, names_in
from playbook_engine.language.meaning.checks.order import check_order
from playbook_engine.language.meaning.checks.whole import check_playbook
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.rules import guarantees, holds, limits
from playbook_engine.language.meaning.steps import StepRead, exhausted, step
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.model.condition import ALWAYS
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.playbook import Calendar, Playbook

_CHOICES = (
    "follow", "currencies", "amount", "when_anchor_changes", "reopened", "catch_up", "combine", "in_flight",
)  # fmt: skip
_TEXTS = ("title", "owner", "because")
"""Keys that are fields of a `Playbook` as they are."""


class PlaybookRead(msgspec.Struct, frozen=True):
    """A playbook with the keys it was read from."""

    playbook: Playbook
    fields: Fields

    @property
    def place(self) -> Place:
        """Where its name stands."""
        return self.fields.here


def playbook(
    fields: Fields, around: Surroundings, calendars: dict[str, Calendar], fallback: Calendar | None
) -> PlaybookRead:
    """A playbook from its keys; `fallback` is the organisation's calendar."""
    follow = fields.get("follow")
    ladder = [step(each, around, follow) for each in fields.get("cadence") or ()]
    beside = [step(each, around, follow) for each in fields.get("alongside") or ()]
    ends = fields.get("exhausted") or []
    own = chosen(fields, "calendar", calendars)
    name = fields.get("playbook") or ""
    effective: Fields | None = fields.get("effective")
    segment: Fields | None = fields.get("segment")
    matched = around.segments.get(name) if name in around.segments else ALWAYS
    found = Playbook(
        name=name,
        version=fields.get("version") or 1,
        effective_from=_day(effective, "from"),
        effective_until=_day(effective, "until"),
        when=matched or ALWAYS,
        stays=segment.get("stays") if segment else "while it matches",
        chase=fields.get("chase") is not False,
        grace=fields.get("grace") or 0,
        calendar=own,
        sender=fields.get("from") or "",
        values={key: text for _, key, text in sorted(fields.get("values") or (), key=lambda each: str(each[1]))},
        cadence=tuple(each.step for each in ladder),
        exhausted=tuple(exhausted(ends, around, follow)),
        alongside=tuple(each.step for each in beside),
        holds=tuple(holds(fields, around)),
        limits=tuple(limits(fields, around)),
        guarantees=tuple(guarantees(fields, around)),
        **_as_they_are(fields),
    )
    _check(found, fields, ladder, beside, around)
    check_order(ladder, own or fallback, around.findings)
    return PlaybookRead(found, fields)


def _as_they_are(fields: Fields) -> dict[str, Any]:
    return {key: fields.get(key) for key in _CHOICES} | {key: fields.get(key) or "" for key in _TEXTS}


def _day(effective: Fields | None, key: str) -> str:
    day = effective.get(key) if effective is not None else None
    return day.isoformat() if day else ""


def _check(
    found: Playbook, fields: Fields, ladder: list[StepRead], beside: list[StepRead], around: Surroundings
) -> None:
    findings = around.findings
    check_playbook(fields, findings)
    ends: list[Fields] = fields.get("exhausted") or []
    steps = [(each.step.name, each.fields.place("step")) for each in (*ladder, *beside)]
    check_unique([*steps, *_names_at_the_end(found, ends), *_stand_ins(fields)], "a step", findings)
    check_unique(names_in(fields.get("holds") or [], "hold"), "a hold", findings)
    check_unique(names_in(fields.get("guarantees") or [], "guarantee"), "a guarantee", findings)
    if fields.sound("cadence", "alongside"):
        check_steps(ladder, beside, findings)
    check_tones(ladder, around.names.tones, findings)
    check_handover(ladder, found.exhausted, ends, findings)
    check_otherwise(ladder, beside, findings)


def _names_at_the_end(found: Playbook, ends: list[Fields]) -> list[tuple[str, Place]]:
    return [(entry.name, each.place("name")) for entry, each in zip(found.exhausted, ends, strict=True)]


def _stand_ins(fields: Fields) -> list[tuple[str, Place]]:
    """What acts in place of a held step is called `hold-NAME` (rule 16)."""
    return [
        (f"hold-{each.get('hold')}", each.place("hold"))
        for each in fields.get("holds") or ()
        if each.written("instead")
    ]
