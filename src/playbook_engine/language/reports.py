"""Diagnostics as machines read them: JSON, annotations of a pull request, SARIF."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

import msgspec

from playbook_engine.model.codes import CODES, Code
from playbook_engine.model.diagnostic import Diagnostic, Place, Severity, in_order

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def to_json(diagnostics: Sequence[Diagnostic]) -> dict[str, object]:
    """The diagnostics in order with all their fields, and how many there are of each severity."""
    return {
        "diagnostics": msgspec.to_builtins(in_order(list(diagnostics))),
        "summary": {
            "errors": sum(each.severity == "error" for each in diagnostics),
            "warnings": sum(each.severity == "warning" for each in diagnostics),
            "notes": sum(each.severity == "note" for each in diagnostics),
            "files": len({each.place.path for each in diagnostics}),
        },
    }


def to_github(diagnostics: Iterable[Diagnostic]) -> str:
    """A workflow command a line, which a pull request shows at the line at fault."""
    return "".join(f"{_command(each)}\n" for each in in_order(list(diagnostics)))


def to_sarif(diagnostics: Iterable[Diagnostic], version: str) -> dict[str, object]:
    """A log in SARIF 2.1.0 with every code of the catalogue as a rule; `version` is that of the product."""
    codes = sorted(CODES)
    driver = {"name": "playbook", "version": version, "rules": [_rule(CODES[each]) for each in codes]}
    results = [_result(each, codes) for each in in_order(list(diagnostics))]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    properties = {"title": diagnostic.code, "file": place.path}
    if place.line:
        properties |= {"line": str(place.line), "endLine": str(place.end_line or place.line)}
        if place.end_line in {0, place.line}:  # columns of different lines would be taken for one line's
            properties |= {"col": str(place.column), "endColumn": str(place.end_column or place.column)}
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {said}::{_data(_sentences(diagnostic))}"


def _sentences(diagnostic: Diagnostic) -> str:
    """Message and help as one text."""
    about = f"{diagnostic.record}: " if diagnostic.record else ""
    return f"{about}{diagnostic.message}" + (f" ({diagnostic.help})" if diagnostic.help else "")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _rule(code: Code) -> dict[str, object]:
    return {
        "id": code.code,
        "shortDescription": {"text": code.title},
        "defaultConfiguration": {"level": code.severity},
        "help": {"text": f"playbook explain {code.code}, or docs/codes/{code.code}.md"},
    }


def _result(diagnostic: Diagnostic, codes: list[str]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "level": diagnostic.severity,
        "message": {"text": _sentences(diagnostic)},
        "locations": [{"physicalLocation": _location(diagnostic.place)}],
    }
    if diagnostic.code in codes:
        result["ruleIndex"] = codes.index(diagnostic.code)
    if diagnostic.related:
        result["relatedLocations"] = [
            {"physicalLocation": _location(each.place), "message": {"text": each.message}}
            for each in diagnostic.related
        ]
    return result


def _location(place: Place) -> dict[str, object]:
    location: dict[str, object] = {"artifactLocation": {"uri": quote(place.path)}}
    if place.line:
        location["region"] = {
            "startLine": place.line,
            "startColumn": max(place.column, 1),
            "endLine": max(place.end_line, place.line),
            "endColumn": max(place.end_column, 1),
        }
    return location
