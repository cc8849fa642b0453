"""Where the faults of one folder are gathered."""

from playbook_engine.language.nodes import Scalar
from playbook_engine.language.phrases.words import Misread
from playbook_engine.model.codes import Code, found
from playbook_engine.model.diagnostic import Diagnostic, Place, Related


class Findings:
    """All faults so far; reading goes on after each."""

    def __init__(self) -> None:
        self.all: list[Diagnostic] = []

    def add(self, kind: Code, message: str, place: Place, help: str = "", related: tuple[Related, ...] = ()) -> None:
        """Note a fault."""
        self.all.append(found(kind, message, place, help=help, related=related))

    def misread(self, scalar: Scalar, fault: Misread) -> None:
        """Note a fault inside a phrase at its own column."""
        marked = scalar.part(fault.start, fault.end) if fault.end > fault.start else scalar
        self.add(fault.kind, fault.message, marked.place, fault.help)
