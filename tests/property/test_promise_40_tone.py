"""Rule 40: tone never softens for one anchor on one ladder."""

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Unit
from playbook_engine.model.playbook import CONTACT_KINDS, Choice, Playbook, Step
from playbook_engine.model.release import Release
from playbook_engine.model.taking import take
from tests.property.laws import of_cases


class TestTone:
    """Rule 40: "tone never softens for one anchor on one ladder", fall-backs aside, while nothing happens."""

    @of_cases()
    def test_later_contacts_about_an_anchor_are_never_softer(self, case: Drawn) -> None:
        release = _stiffening(case.release)
        evaluator = Evaluator(release)
        unit = msgspec.structs.replace(case.unit, touches=(), approvals=(), memberships=())
        for days in range(45):
            unit = take(unit, evaluator.decide(case.setting, unit, case.after(days)))
        for key, tones in _heard(release, unit).items():
            assert tones == sorted(tones), f"softer: {key} heard {tones}"


def _heard(release: Release, unit: Unit) -> dict[tuple[str, str | None], list[int]]:
    """By playbook and anchor the ranks of the tones in which its ladder spoke, in order."""
    ladders = {(each.name, step.name) for each in release.playbooks for step in each.cadence}
    rank = {tone: number for number, tone in enumerate(release.organisation.tones)}
    heard: dict[tuple[str, str | None], list[int]] = {}
    for touch in sorted(unit.touches, key=lambda each: each.on):
        if touch.kind in CONTACT_KINDS and (touch.playbook, touch.step) in ladders and not touch.in_place_of:
            heard.setdefault((touch.playbook, touch.anchor), []).append(rank[touch.tone])
    return heard


def _stiffening(release: Release) -> Release:
    """In one version, with ladders whose tones never soften: other ones are findings of `check`."""
    tones = release.organisation.tones
    playbooks = tuple(_stiffen(each, tones) for each in release.playbooks[: release.current])
    return msgspec.structs.replace(release, playbooks=playbooks)


def _stiffen(playbook: Playbook, tones: tuple[str, ...]) -> Playbook:
    cadence = tuple(_spoken(step, tones[min(number, len(tones) - 1)]) for number, step in enumerate(playbook.cadence))
    combine = "same step" if playbook.combine == "highest" else playbook.combine
    return msgspec.structs.replace(playbook, cadence=cadence, combine=combine)


def _spoken(step: Step, tone: str) -> Step:
    return msgspec.structs.replace(step, work=msgspec.structs.replace(step.work, tone=Choice(value=tone)))
