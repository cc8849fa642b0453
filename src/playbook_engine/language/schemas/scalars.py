"""Single values as JSON Schema: phrases by a pattern with examples, names, numbers, words."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from playbook_engine.language.keys.kinds import Form
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.plain import as_plain
from playbook_engine.language.wording import listed
from playbook_engine.model.diagnostic import Place

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number"], "pattern": r"^[^\n]*[^\s][^\n]*$"}
"""Any text on one line; what an editor takes for a number is text too, and a bare `true` most likely a slip."""

SCALAR: Schema = {"type": ["string", "number", "boolean"]}
"""Any single value."""

_NAME = "[a-z0-9]+(-[a-z0-9]+)*"
_SPACED = "[A-Za-z0-9]+([ -][A-Za-z0-9]+)*"
_VARIABLE = "[a-z][a-z0-9_]*"
_LIKE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("integer", ("7", "14")),
    ("number", ("1.5", "-1.5", "1e-5")),
)
"""What an editor takes plain texts for: a pattern that fits one of them is fit for values of that type."""

_CLASS_OR_SPACE = re.compile(r"\[(?:\\.|[^\]\\])*\]| ")
_EXAMPLE_VALUE = re.compile(r"\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)?")


def phrase(forms: Sequence[Form], *, what: str = "") -> Schema:
    """A phrase in one of these forms; `what` begins the message."""
    pattern = matched("(" + "|".join(each.pattern.removeprefix("^").removesuffix("$") for each in forms) + ")")
    examples = list(dict.fromkeys(each.example for each in forms))
    return {
        "type": _types(pattern),
        "pattern": _spaced(pattern),
        **_message(f"{what}write such as {listed(examples, most=6)}"),
        "defaultSnippets": [snippet(each.example, each.sentence) for each in forms],
    }


def negatable(forms: Sequence[Form], *, what: str) -> Schema:
    """A phrase of a condition, with any number of `not` before it."""
    schema = phrase(forms, what=what)
    return {**schema, "pattern": schema["pattern"].replace("^", "^(not +)*", 1)}


def snippet(example: str, sentence: str) -> Schema:
    """A completion of a whole phrase, its numbers and days to be overwritten one after the other."""
    count = iter(range(1, 1000))
    body = _EXAMPLE_VALUE.sub(lambda match: f"${{{next(count)}:{match[0]}}}", example)
    return {"label": example, "description": sentence, "body": body}


def name(*, spaces: bool = False) -> Schema:
    """A name that is given where it stands."""
    if spaces:
        return _patterned(_SPACED, "write words of letters and digits")
    return _patterned(_NAME, "write small letters, digits and hyphens, such as `first-notice`")


def variable() -> Schema:
    """A name for templates."""
    return _patterned(_VARIABLE, "write small letters, digits and underscores, such as `pay_page`")


def whole(least: int, most: int) -> Schema:
    """A whole number, in quotes or not."""
    pattern = "[0-9]+" if least >= 0 else "-?[0-9]+"
    help = f"write a whole number, {least} or more" if least >= 0 else "write a whole number"
    schema: Schema = {**_patterned(pattern, help), "type": ["integer", "string"]}
    bounds = {"minimum": least} if least >= 0 else {}
    return {**schema, **bounds, **({"maximum": most} if most else {})}


def one_of(words: Iterable[str], sentences: Sequence[str] = ()) -> Schema:
    """One of these words, each as an editor reads it."""
    values = [value for word in words for value in _as_read(word)]
    described = {"enumDescriptions": list(sentences)} if sentences and len(sentences) == len(values) else {}
    return {"enum": values, **described}


def yes_no() -> Schema:
    """A truth: the editor takes `true` for one, and `yes` for a text."""
    return {"enum": ["yes", "no", True, False]}


def or_none(schema: Schema) -> Schema:
    """A value, or the word `none` where it takes a default away."""
    return {"anyOf": [schema, {"enum": ["none"]}]}


def matched(pattern: str) -> str:
    """A pattern over a whole name."""
    return f"^{pattern}$"


def key_pattern(schema: Schema) -> Schema:
    """What a key may be, which is always text to an editor."""
    return {"pattern": schema["pattern"]} if "pattern" in schema else {}


def _patterned(pattern: str, help: str) -> Schema:
    whole_pattern = matched(pattern)
    return {"type": _types(whole_pattern), "pattern": whole_pattern, **_message(help)}


def _message(help: str) -> Schema:
    """What an editor says of a text that does not fit, and of a value of another type."""
    return {"patternErrorMessage": help, "errorMessage": help}


def _types(pattern: str) -> list[str]:
    """The types of plain values whose text may fit a pattern."""
    fits = [name for name, texts in _LIKE if any(re.search(pattern, each) for each in texts)]
    return ["string", *(name for name in fits if name != "integer" or "number" not in fits)]


def _spaced(pattern: str) -> str:
    """The pattern with any number of spaces where it has one; a space among characters to choose from stays."""
    return _CLASS_OR_SPACE.sub(lambda match: " +" if match[0] == " " else match[0], pattern)


def _as_read(word: str) -> list[Any]:
    """The word, and what an editor makes of it where it is not in quotes."""
    plain = as_plain(Scalar(word, quoted=False, place=Place("")))
    return [word] if plain == word and isinstance(plain, str) else [plain, word]
