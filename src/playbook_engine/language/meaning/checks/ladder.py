"""Tones that soften along a ladder, and a hand-over that does not know what was sent."""

from collections.abc import Sequence

from playbook_engine.language.codes_meaning import BLIND_HANDOVER, NO_EFFECT, TONE_SOFTENS
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.meaning.steps import StepRead
from playbook_engine.language.wording import ticked
from playbook_engine.model.condition import ALWAYS, facts_of
from playbook_engine.model.diagnostic import Related
from playbook_engine.model.playbook import Exhausted

_WHAT_WAS_SENT = frozenset(
    f"{scope}.{field}" for scope in ("anchor", "item") for field in ("last_step", "last_tone", "contacts")
) | {"case.contacts"}


def check_tones(ladder: Sequence[StepRead], tones: tuple[str, ...], findings: Findings) -> None:
    """A later step is not softer than an earlier one (rule 40); what a table chooses is left to the analysis."""
    stiffest: StepRead | None = None
    for each in ladder:
        tone = each.step.work.tone
        if tone is None or tone.value not in tones:
            continue
        if stiffest is not None and stiffest.step.work.tone is not None:
            before = stiffest.step.work.tone.value
            if tones.index(tone.value) < tones.index(before):
                message = f"{ticked(each.step.name)} is {ticked(tone.value)}, softer than {ticked(before)} before it"
                related = (Related(stiffest.fields.place("tone"), f"{ticked(before)} stands here"),)
                findings.add(TONE_SOFTENS, message, each.fields.place("tone"), "let the tone stay or rise", related)
                continue
        stiffest = each


def check_handover(
    ladder: Sequence[StepRead], entries: Sequence[Exhausted], fields: Sequence[Fields], findings: Findings
) -> None:
    """Where the last step may be skipped, a status set at the end ought to ask what was sent."""
    if not ladder or ladder[-1].step.when == ALWAYS:
        return
    last = ladder[-1]
    for entry, each in zip(entries, fields, strict=True):
        if "status" in entry.work.do and facts_of(entry.when).isdisjoint(_WHAT_WAS_SENT) and each.sound("when", "do"):
            message = f"this hands over also where {ticked(last.step.name)} was skipped because its `when` was false"
            help = f"ask what was sent: `when: {{anchor.last_step: {last.step.name}}}`"
            related = (Related(last.fields.key_place("when"), "the last step goes only if this holds"),)
            findings.add(BLIND_HANDOVER, message, each.place("set"), help, related)


def check_otherwise(ladder: Sequence[StepRead], alongside: Sequence[StepRead], findings: Findings) -> None:
    """`otherwise` says what happens while `when` is false."""
    for each in ladder:
        if each.fields.written("otherwise") and not each.fields.written("when"):
            message = "`otherwise` has no effect without `when`"
            findings.add(NO_EFFECT, message, each.fields.key_place("otherwise"), "leave it out")
    for each in alongside:
        if each.fields.written("otherwise"):
            message = "`otherwise` has no effect on a rule alongside, which holds nothing up"
            findings.add(NO_EFFECT, message, each.fields.key_place("otherwise"), "leave it out")
