"""One fact compared with constants, in words; how depends on the fact's type."""

from collections.abc import Sequence

import msgspec

from playbook_engine.language.codes_meaning import ALWAYS_KNOWN, BAD_PHRASE, LIST_OF_NOTS, WRONG_COMPARISON
from playbook_engine.language.phrases.dates import in_days_or_range
from playbook_engine.language.phrases.quantities import in_amount, in_range
from playbook_engine.language.phrases.texts import tags_test, text_test, yes_no_test
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.model.condition import AnyOf, Condition, Not, OneOf, Predicate, Present, StartsWith, Test
from playbook_engine.model.facts import Fact, Kind

TONE_FACTS = ("item.last_tone", "anchor.last_tone", "touch.tone")
"""Texts that are tones of the organisation, and so have an order."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a comparison needs to know of the organisation: its currency for advice, its tones in order."""

    currency: str = "EUR"
    tones: tuple[str, ...] = ()


_EXAMPLES: dict[Kind, str] = {
    "text": "strategic",
    "tags": "has vip",
    "number": "at least 5",
    "money": "at least 1000 {currency}",
    "percent": "at least 10%",
    "date": "within 30 days` or `before 2026-03-01",
    "yes/no": "yes",
}
_CALLED: dict[Kind, str] = {
    "text": "a text",
    "tags": "a set of labels",
    "number": "a number",
    "money": "money",
    "percent": "a share",
    "date": "a date",
    "yes/no": "`yes` or `no`",
}


def comparison(text: str, fact: Fact, known: Known) -> Condition:
    """A fact compared in words. Raises Misread."""
    words = Words(text)
    if words.done:
        raise words.misread("nothing is compared", help=_advice(fact, known))
    if words.peek() == "not" and words.rest() != "not":
        words.word()
        at = words.at
        try:
            return Not(comparison(text[at:], fact, known))
        except Misread as fault:
            raise fault.moved(at) from None
    if words.normal in ("none", "present"):
        return _asked_for(words, fact)
    return _compared(words, fact, known)


def any_of(parts: Sequence[Condition], fact: Fact) -> Condition:
    """What a list of comparisons means: at least one holds; plain texts become one test."""
    if len(parts) == 1:
        return parts[0]
    tests = [each for each in parts if isinstance(each, Test)]
    text = f"[{', '.join(each.text for each in tests)}]"
    if len(tests) == len(parts):
        values = [each.predicate.values for each in tests if isinstance(each.predicate, OneOf)]
        if len(values) == len(parts):
            return Test(fact.name, OneOf(_once(values)), text)
        prefixes = [each.predicate.prefixes for each in tests if isinstance(each.predicate, StartsWith)]
        if len(prefixes) == len(parts):
            return Test(fact.name, StartsWith(_once(prefixes)), text)
    return AnyOf(tuple(parts))


def refuse_list_of_nots(phrases: Sequence[str], fact: Fact) -> None:
    """`[not DE, not AT]` holds for every country. Raises Misread."""
    nots = [each.removeprefix("not ") for each in phrases if each.startswith("not ")]
    if len(nots) > 1:
        help = f"for neither of them write `not: {{{fact.name}: [{', '.join(nots)}]}}`"
        raise Misread(
            "a list holds if one of them does, so this always holds", start=0, end=0, help=help, kind=LIST_OF_NOTS
        )


def _once(lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for values in lists for each in values))


def _asked_for(words: Words, fact: Fact) -> Condition:
    """`none` or `present`."""
    phrase = words.normal
    if not fact.optional:
        help = "for no label at all there is no phrase: name the labels" if fact.kind == "tags" else ""
        if fact.kind == "text":
            help = f"for that very text write `is {phrase}`"
        raise words.misread(f"`{fact.name}` is always known", help=help, whole=True, kind=ALWAYS_KNOWN)
    test = Test(fact.name, Present(), "present")
    return Not(test) if phrase == "none" else test


def _compared(words: Words, fact: Fact, known: Known) -> Condition:
    if fact.kind == "tags":
        return tags_test(words, fact)
    try:
        return Test(fact.name, _predicate(words, fact, known), words.normal)
    except Misread as fault:
        if fault.kind is not BAD_PHRASE:
            raise
        raise _with_advice(fault, fact, known) from None


def _predicate(words: Words, fact: Fact, known: Known) -> Predicate:
    match fact.kind:
        case "text" | "tags":
            ordered = fact.name in TONE_FACTS
            return text_test(words, fact, known.tones if ordered else fact.values, ordered)
        case "number" | "percent":
            return in_range(words, fact)
        case "money":
            return in_amount(words, fact)
        case "date":
            return in_days_or_range(words)
        case "yes/no":
            return yes_no_test(words, fact)


def _with_advice(fault: Misread, fact: Fact, known: Known) -> Misread:
    """A fault inside a comparison, said of the fact and with the phrase that suits it."""
    message = f"`{fact.name}` is {_CALLED[fact.kind]}, and {fault.message}"
    help = fault.help or _advice(fact, known)
    return Misread(message, start=fault.start, end=fault.end, help=help, kind=WRONG_COMPARISON)


def _advice(fact: Fact, known: Known) -> str:
    return f"write `{_EXAMPLES[fact.kind].format(currency=known.currency)}`"
