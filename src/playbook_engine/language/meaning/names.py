"""The names that a folder gives to things, so that references can be checked."""

from collections.abc import Collection

from playbook_engine.language.codes_meaning import (
    UNKNOWN_CALENDAR,
    UNKNOWN_COLLECTION,
    UNKNOWN_PLAYBOOK,
    UNKNOWN_ROLE,
    UNKNOWN_TABLE,
    UNKNOWN_TEMPLATE,
    UNKNOWN_TONE,
)
from playbook_engine.language.keys.kinds import Thing
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.suggest import did_you_mean
from playbook_engine.language.wording import ticked
from playbook_engine.model.codes import Code
from playbook_engine.model.facts import COLLECTIONS
from playbook_engine.model.organisation import Organisation

DEFAULTS = Organisation(name="", base_currency="EUR")

_UNKNOWN: dict[Thing, tuple[Code, str]] = {
    "template": (UNKNOWN_TEMPLATE, "there is no template {}"),
    "table": (UNKNOWN_TABLE, "there is no decision table {}"),
    "role": (UNKNOWN_ROLE, "{} is no role of the organisation"),
    "tone": (UNKNOWN_TONE, "{} is no tone of the organisation"),
    "calendar": (UNKNOWN_CALENDAR, "the organisation has no calendar {}"),
    "playbook": (UNKNOWN_PLAYBOOK, "there is no playbook {}"),
    "collection": (UNKNOWN_COLLECTION, "{} are no records of an account"),
}
_WAYS: dict[Thing, str] = {
    "template": "write it in `templates/{}/en.liquid`",
    "table": "define it in `tables` of the organisation file",
    "role": "enter it in `roles` of the organisation file",
    "calendar": "define it in `calendars` of the organisation file",
    "playbook": "write it in `{}.yaml`",
}


class Names:
    """Known names by kind of thing; a kind in `unsure` could not be read in full, so that nothing is said of it."""

    def __init__(self) -> None:
        self.currency = DEFAULTS.base_currency
        self.known: dict[Thing, Collection[str]] = {"tone": DEFAULTS.tones, "collection": tuple(COLLECTIONS)}
        self.unsure: set[Thing] = set()

    @property
    def tones(self) -> tuple[str, ...]:
        """The tones from the softest to the stiffest."""
        return tuple(self.known["tone"])

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of the organisation."""
        return tuple(self.known.get("role", ()))

    def unknown(self, thing: Thing, name: str) -> tuple[Code, str, str] | None:
        """What is wrong with a name, as code, message and help; nothing where it is known or cannot be judged."""
        known = self.known.get(thing, ())
        if name in known or thing in self.unsure or thing not in _UNKNOWN:
            return None
        code, message = _UNKNOWN[thing]
        return code, message.format(ticked(name)), _way_out(thing, name, tuple(known))


def _way_out(thing: Thing, name: str, known: tuple[str, ...]) -> str:
    if thing not in _WAYS or did_you_mean(name, known):
        return or_one_of(name, known)
    return _WAYS[thing].format(name)
