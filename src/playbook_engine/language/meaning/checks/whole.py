"""A playbook as a whole: its days, whether anybody is chased, whether a dispute stops it."""

from collections.abc import Sequence

from playbook_engine.language.codes_meaning import (
    CHASED_ALL_THE_SAME,
    NEVER_IN_EFFECT,
    NO_DISPUTE_HOLD,
    NO_EFFECT,
    NO_REASON,
    NOTHING_TO_DO,
)
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.wording import listed
from playbook_engine.model.condition import facts_of
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Playbook

_DISPUTES = frozenset(("item.disputed", "item.dispute_reason", "account.open_disputes", "account.disputed_balance"))
_WHO_IS_CHASED = ("cadence", "exhausted", "alongside")


def check_playbook(fields: Fields, findings: Findings) -> None:
    """What a playbook says of itself."""
    effective: Fields | None = fields.get("effective")
    if effective is not None and effective.sound("from", "until"):
        first, last = effective.get("from"), effective.get("until")
        if first and last and last < first:
            message = f"it ends on {last}, before it begins on {first}"
            findings.add(NEVER_IN_EFFECT, message, effective.place("until"), "is one of the dates mistyped?")
    if not fields.sound("chase", *_WHO_IS_CHASED):
        return
    if fields.get("chase") is False:
        _check_not_chased(fields, findings)
    else:
        _check_chased(fields, findings)


def _check_not_chased(fields: Fields, findings: Findings) -> None:
    if not fields.written("because"):
        message = "nobody is chased, and nothing says why"
        findings.add(NO_REASON, message, fields.key_place("chase"), "such as `because: leased to a partner`")
    steps = fields.unused(_WHO_IS_CHASED)
    if steps:
        message = f"nobody is chased, and there is {listed(steps, 'and')}"
        findings.add(CHASED_ALL_THE_SAME, message, fields.key_place(steps[0]), "leave out one or the other")


def _check_chased(fields: Fields, findings: Findings) -> None:
    if fields.written("because"):
        message = "`because` has no effect without `chase: no`"
        findings.add(NO_EFFECT, message, fields.key_place("because"), "leave it out")
    if not fields.unused(("cadence", "alongside")):
        message = "this playbook has no steps"
        findings.add(NOTHING_TO_DO, message, fields.here, "give it a `cadence`, or write `chase: no` and `because`")
    if fields.written("exhausted") and not fields.written("cadence"):
        message = "`exhausted` has no effect without a `cadence`"
        findings.add(NO_EFFECT, message, fields.key_place("exhausted"), "leave it out")


def check_disputes(
    organisation: Organisation, playbooks: Sequence[tuple[Playbook, Place]], place: Place, findings: Findings
) -> None:
    """Some hold asks for disputes: of the organisation, else of each playbook that chases."""
    help = "such as `holds: [{hold: dispute, when: {item.disputed: yes}, covers: item}]`"
    chasing = [each for each in playbooks if each[0].chase]
    if not chasing or _asks(organisation):
        return
    without = [(playbook, where) for playbook, where in chasing if not _asks(playbook)]
    if len(without) == len(chasing):
        findings.add(NO_DISPUTE_HOLD, "no hold asks for disputes: what is disputed is chased on", place, help)
        return
    for playbook, where in without:
        message = f"no hold of `{playbook.name}` or of the organisation asks for disputes"
        findings.add(NO_DISPUTE_HOLD, message, where, help)


def _asks(owner: Organisation | Playbook) -> bool:
    return any(not facts_of(each.when).isdisjoint(_DISPUTES) for each in owner.holds)
