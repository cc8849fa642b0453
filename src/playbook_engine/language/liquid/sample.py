"""Made-up values of declared kinds, to fill a template in once before anybody gets it."""

import datetime as dt

from playbook_engine.language.liquid.shape import Shape
from playbook_engine.language.locale_text import Amount, Day
from playbook_engine.model.money import Money

LINES = 3
"""How many lines a full sample lists."""


def sample(shape: Shape, language: str, *, full: bool) -> dict[str, object]:
    """Values for a group of variables: all of them in three lines, or only those that are always there, in none."""
    return {name: _value(part, language, full=full) for name, part in shape.parts.items() if full or not part.optional}


def _value(shape: Shape, language: str, *, full: bool) -> object:
    match shape.kind:
        case "text":
            return "sample"
        case "number":
            return 3
        case "yes/no":
            return full
        case "money":
            return Amount(Money(123456, "EUR"), language)
        case "date":
            return Day(dt.date(2026, 3, 2), language)
        case "list":
            assert shape.of is not None
            return [_value(shape.of, language, full=full) for _ in range(LINES if full else 0)]
        case "group":
            return sample(shape, language, full=full)
