"""The catalogue of diagnostics: every code, its severity and its title; each has a page in `docs/codes/`."""

import msgspec

from playbook_engine.model.diagnostic import Diagnostic, Place, Related, Severity


class Code(msgspec.Struct, frozen=True):
    """One kind of fault. Ranges: 1xx text and structure, 2xx meaning, 3xx analysis, 4xx book, 5xx timeline tests, 6xx
    templates.
    """

    code: str
    severity: Severity
    title: str


CODES: dict[str, Code] = {}


def code(number: str, severity: Severity, title: str) -> Code:
    """Enter a code in the catalogue; a number is given once."""
    assert number not in CODES, number
    CODES[number] = Code(number, severity, title)
    return CODES[number]


def found(
    kind: Code,
    message: str,
    place: Place,
    *,
    help: str = "",
    related: tuple[Related, ...] = (),
    record: str = "",
    field: str = "",
) -> Diagnostic:
    """A diagnostic of a catalogued kind at a place."""
    return Diagnostic(
        code=kind.code,
        severity=kind.severity,
        message=message,
        place=place,
        help=help,
        related=related,
        record=record,
        field=field,
    )
