"""Texts, labels and `yes` or `no` compared: `strategic`, `starts with PO-`, `has vip or partner`."""

import re

from playbook_engine.language.codes_meaning import UNKNOWN_VALUE, WRONG_COMPARISON
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.language.scalars.typed import Unfit
from playbook_engine.language.scalars.words import yes_no_in
from playbook_engine.language.wording import ticked
from playbook_engine.model.condition import Condition, Has, Not, OneOf, StartsWith, Test
from playbook_engine.model.facts import Fact

_ORDERING = re.compile(
    r"(at least|at most|more than|less than|before|after|on or before|on or after|within|in the last|from) \S.*"
    r"|[-0-9.]+ to [-0-9.]+.*|[<>=≤≥]+ .*"
)


def text_test(words: Words, fact: Fact, values: tuple[str, ...], ordered: bool) -> OneOf | StartsWith:
    """A comparison of a text; `ordered`: its values have an order, so `or stronger` and `or softer` may follow."""
    if words.take("starts with"):
        prefix = words.take_rest()
        if not prefix:
            raise words.misread("a beginning is missing", help="write `starts with PO-`")
        return StartsWith((prefix,))
    literal = words.rest() != "is" and words.take("is")
    start, value = words.at, words.take_rest()
    if not literal:
        _refuse_other_kinds(value, fact, start)
    if not values:
        return OneOf((value,))
    return OneOf(_among(value, values, ordered, fact, start))


def _among(value: str, values: tuple[str, ...], ordered: bool, fact: Fact, start: int) -> tuple[str, ...]:
    if value in values:
        return (value,)
    name, _, ending = value.partition(" or ")
    if ordered and name in values and ending in ("stronger", "softer"):
        at = values.index(name)
        return values[at:] if ending == "stronger" else values[: at + 1]
    message = f"`{fact.name}` is never {ticked(value)}"
    help = or_one_of(value, values)
    raise Misread(message, start=start, end=start + len(value), help=help, kind=UNKNOWN_VALUE)


def _refuse_other_kinds(value: str, fact: Fact, start: int) -> None:
    """A text that reads like another phrase is a slip; `is` in front says that it is meant."""
    end = start + len(value)
    if _ORDERING.fullmatch(value):
        help = f"write the texts it may be; for this very text write `is {value}`"
        message = f"`{fact.name}` is a text and has no order"
        raise Misread(message, start=start, end=end, help=help, kind=WRONG_COMPARISON)
    if value.startswith("has "):
        help = f"write `{value.removeprefix('has ')}`"
        message = f"`{fact.name}` is a text, no set of labels"
        raise Misread(message, start=start, end=end, help=help, kind=WRONG_COMPARISON)
    if " or " in value and not value.endswith((" or stronger", " or softer")):
        parts = ", ".join(value.split(" or "))
        help = f"write a list: `[{parts}]`; for this very text write `is {value}`"
        raise Misread("several texts are a list", start=start, end=end, help=help, kind=WRONG_COMPARISON)


def tags_test(words: Words, fact: Fact) -> Condition:
    """A comparison of labels. Raises Misread."""
    if not words.take("has"):
        help = f"write `has {words.rest()}`"
        message = f"`{fact.name}` holds labels"
        raise Misread(message, start=words.at, end=len(words.text), help=help, kind=WRONG_COMPARISON)
    if words.take("none of"):
        tags = _tags(words, "or")
        return Not(Test(fact.name, Has(tags), f"has {' or '.join(tags)}"))
    if words.take("all of"):
        return Test(fact.name, Has(_tags(words, "and"), every=True), words.normal)
    return Test(fact.name, Has(_tags(words, "or")), words.normal)


def _tags(words: Words, joint: str) -> tuple[str, ...]:
    tags = [_tag(words)]
    while not words.done:
        if not words.take(joint):
            other = "all of" if joint == "or" and words.peek() == "and" else ""
            help = f"write `has {other} {tags[0]} and ..`" if other else f"join labels by `{joint}`"
            raise words.misread(f"`{words.peek()}` does not join labels here", help=help)
        tags.append(_tag(words))
    return tuple(dict.fromkeys(tags))


def _tag(words: Words) -> str:
    if words.done or words.peek() in ("or", "and"):
        raise words.misread("a label is missing", help="write `has vip or partner`")
    return words.word()


def yes_no_test(words: Words, fact: Fact) -> OneOf:
    """`yes` or `no`. Raises Misread."""
    found = yes_no_in(words.rest())
    if isinstance(found, Unfit):
        message = f"`{fact.name}` is `yes` or `no`"
        raise Misread(message, start=words.at, end=len(words.text), help=found.help, kind=WRONG_COMPARISON)
    words.take_rest()
    return OneOf(("yes" if found else "no",))
