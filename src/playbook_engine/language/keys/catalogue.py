"""Every key of the language by the mapping it stands in.

The reader, the JSON Schemas, the formatter and the language reference are all made from this.
"""

from playbook_engine.language.keys import facts, organisation, playbook, rules, steps
from playbook_engine.language.keys.kinds import Keys

PLAYBOOK = playbook.PLAYBOOK
ORGANISATION = organisation.ORGANISATION

PARTS: dict[str, Keys] = {
    each.name: each
    for each in (
        PLAYBOOK,
        ORGANISATION,
        playbook.EFFECTIVE,
        playbook.SEGMENT,
        steps.STEP,
        steps.ALONGSIDE,
        steps.WORK,
        steps.APPROVAL,
        steps.REPEAT,
        steps.EXHAUSTED,
        rules.HOLD,
        rules.STOPS,
        rules.LIMIT,
        rules.GUARANTEE,
        rules.CALENDAR,
        facts.OWN_FACT,
        facts.DERIVED,
        facts.POINTS,
        facts.TABLE,
    )
}
"""The keys of every mapping of the language, by the part's name."""

CONDITION_WORDS: dict[str, str] = {
    "all": "every part holds: a mapping, or a list of conditions",
    "any": "at least one part holds: a list of conditions, or a mapping whose keys are alternatives",
    "not": "the opposite of the condition below",
    "segment": "the condition of a named segment, or of another playbook",
}
"""The keys of a condition that are no facts."""
