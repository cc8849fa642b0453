"""How a reader of text becomes a reader of scalars."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from playbook_engine.language.nodes import Scalar
from playbook_engine.language.refusals import no_value
from playbook_engine.model.codes import Code, found
from playbook_engine.model.diagnostic import Diagnostic

T = TypeVar("T")


class Unfit(msgspec.Struct, frozen=True):
    """Why a text is not of a type, as a message and a help line."""

    message: str
    help: str = ""


def typed(scalar: Scalar, kind: Code, read: Callable[[str], T | Unfit]) -> T | Diagnostic:
    """What `read` makes of a scalar's text, or a diagnostic at its place.

    A scalar that is absent has been reported by the reader of the file; callers pass it over.
    """
    if scalar.absent:
        return no_value(scalar.place)
    value = read(scalar.text)
    if isinstance(value, Unfit):
        return found(kind, value.message, scalar.place, help=value.help)
    return value
