"""Faults of one record, before it is said where the record stands."""

import msgspec
from rapidfuzz import fuzz, process

from playbook_engine.ingest.codes_book import MISSPELT_FIELD, UNKNOWN_FIELD
from playbook_engine.ingest.values_book import Wrong
from playbook_engine.model.codes import Code

CLOSE = 75
"""How alike (of 100) a name must be to be taken for a misspelling."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with one record; `field` is its path, such as `instalments[2].due_on`."""

    code: Code
    field: str
    sentence: str
    help: str = ""


class Several(ValueError):
    """All that is wrong with a record, or with a value that holds more values."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(each.sentence for each in faults))
        self.faults = faults


def faults_of(wrong: ValueError, field: str) -> list[Fault]:
    """What a value's reader raised, as faults of the field that holds it."""
    match wrong:
        case Several(faults=faults):
            return [msgspec.structs.replace(each, field=f"{field}{each.field}") for each in faults]
        case Wrong(code=code, help=help):
            return [Fault(code=code, field=field, sentence=str(wrong), help=help)]
        case _:
            raise wrong


def closest(name: str, known: list[str]) -> str:
    """The known name that another is probably a misspelling of, or nothing."""
    found = process.extractOne(name.lower(), known, scorer=fuzz.ratio, score_cutoff=CLOSE)
    return found[0] if found else ""


def unknown_field(name: str, known: list[str], *, prefix: str = "") -> Fault:
    """A field that is not known: an error where it is close to one that is and could be lost by a misspelling."""
    meant = closest(name, known)
    if meant:
        return Fault(
            code=MISSPELT_FIELD,
            field=prefix + name,
            sentence="there is no such field",
            help=f"did you mean `{prefix}{meant}`?",
        )
    return Fault(code=UNKNOWN_FIELD, field=prefix + name, sentence="there is no such field; it is not read")
