"""Rule 33 where nobody plays the days: the forecasts of its dated examples."""

import datetime as dt
from typing import Literal

from playbook_engine.engine.forecast import forecast
from tests.conformance.reading import engine, topic

TOPIC = "rules/forecasts"


def coming(test: str, approvals: Literal["given", "never"] = "given") -> dict[str, int]:
    """The day of March on which each step is first foretold for the account of a test, from the 2nd to the 20th."""
    book = topic(TOPIC).tests[f"examples: rule 33, {test}"].book
    as_of, until = dt.date(2026, 3, 2), dt.date(2026, 3, 20)
    decided = forecast(engine(TOPIC), book.setting, book.units[0], as_of, until, approvals)
    days: dict[str, int] = {}
    for each in decided:
        for action in each.actions:
            days.setdefault(action.step, each.day.day)
    return days


def test_rule_33_what_is_foretold_is_taken_as_done_on_its_day() -> None:
    assert coming("a decision names the next day on which something may change") == {"one": 5, "two": 12}


def test_rule_33_an_approval_is_taken_as_given_at_once() -> None:
    assert coming("an approval is foretold as given, or as never given") == {"final": 6, "look": 11}


def test_rule_33_or_as_never_given_and_lapses() -> None:
    assert coming("an approval is foretold as given, or as never given", "never") == {"final": 6, "look": 16}
