"""Where the faults of one folder are gathered."""

from playbook_engine.language.codes_text import TOO_MANY_FAULTS
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.phrases.words import Misread
from playbook_engine.model.codes import Code, found
from playbook_engine.model.diagnostic import Diagnostic, Place, Related

MOST_FAULTS = 500
"""Faults of meaning in one folder after which it is no longer read: nobody would mend them one by one."""


class GivenUp(Exception):
    """So many faults were found that looking for more is no help."""


class Findings:
    """All faults so far; reading goes on after each."""

    def __init__(self) -> None:
        self.all: list[Diagnostic] = []

    def add(self, kind: Code, message: str, place: Place, help: str = "", related: tuple[Related, ...] = ()) -> None:
        """Note a fault. Raises GivenUp where there are too many."""
        self.note(found(kind, message, place, help=help, related=related))

    def note(self, fault: Diagnostic) -> None:
        """Note a fault that a reader of scalars gave. Raises GivenUp where there are too many."""
        self.all.append(fault)
        if len(self.all) >= MOST_FAULTS:
            message = f"after {MOST_FAULTS} faults the rest is not looked at"
            self.all.append(found(TOO_MANY_FAULTS, message, fault.place, help="mend these first"))
            raise GivenUp

    def misread(self, scalar: Scalar, fault: Misread) -> None:
        """Note a fault inside a phrase at its own column."""
        marked = scalar.part(fault.start, fault.end) if fault.end > fault.start else scalar
        self.add(fault.kind, fault.message, marked.place, fault.help)
