"""Twenty segments of three to six conditions each, drawn by hash, and how each language of the comparison says them."""

import json
from collections.abc import Mapping

from benchmarks.portfolio import COUNTRIES, KINDS, METHODS, TIERS, draw
from playbook_engine.model.condition import (
    All,
    Condition,
    Has,
    InAmount,
    InDays,
    InRange,
    Interval,
    Not,
    OneOf,
    Test,
    facts_of,
)

SEGMENTS = 20
FACTS = (
    "account.tier", "account.country", "account.status", "account.owner", "account.collector", "account.renewal_date",
    "account.terms_days", "account.arr", "account.credit_limit", "account.tags", "account.overdue_balance",
    "account.open_balance", "account.open_items", "account.overdue_items", "account.days_overdue", "invoice.kind",
    "invoice.payment_method", "invoice.entity", "invoice.currency", "invoice.issued_on", "item.due_on",
    "item.days_overdue", "item.balance", "item.amount", "item.overdue",
)  # fmt: skip
"""What a row holds: 25 facts, of which the segments read ten."""


def conditions() -> list[Condition]:
    """The segments in the order in which they are asked; what their conditions are does not depend on the portfolio."""
    return [_segment(number) for number in range(SEGMENTS)]


def used() -> list[str]:
    """The facts that the segments read, as columns."""
    return sorted({column(fact) for each in conditions() for fact in facts_of(each)})


def column(fact: str) -> str:
    """A fact as a plain name."""
    return fact.replace(".", "_")


def _segment(number: int) -> Condition:
    pool: list[Condition] = [
        Test(fact="account.tier", predicate=OneOf(values=(TIERS[number % 4],))),
        Test(fact="account.country", predicate=OneOf(values=_countries(number))),
        _money("account.overdue_balance", (100000, 500000, 1500000)[draw("seg-balance", number, 3)]),
        Test(fact="item.days_overdue", predicate=InRange(interval=Interval(low=(1, 10, 20)[number % 3]))),
        _money("account.arr", (10000000, 30000000)[draw("seg-arr", number, 2)]),
        Not(part=Test(fact="account.tags", predicate=Has(tags=("vip",)))),
        Test(fact="account.renewal_date", predicate=InDays(interval=Interval(low=0, high=(30, 120)[number % 2]))),
        Test(fact="invoice.kind", predicate=OneOf(values=KINDS[: 1 + number % 2])),
        Test(fact="invoice.payment_method", predicate=OneOf(values=(METHODS[number % 3],))),
        _money("item.balance", (50000, 300000)[number % 2]),
    ]
    order = sorted(range(len(pool)), key=lambda place: draw(f"seg-{number}-order", place, 10**9))
    return All(tuple(pool[place] for place in order[: 3 + draw("seg-count", number, 4)]))


def _countries(number: int) -> tuple[str, ...]:
    start = draw("seg-country", number, len(COUNTRIES))
    return tuple(sorted(COUNTRIES[(start + each) % len(COUNTRIES)] for each in range(3 + number % 3)))


def _money(fact: str, low: int) -> Test:
    return Test(fact=fact, predicate=InAmount(intervals=(("EUR", Interval(low=low)),)))


Language = Mapping[str, str]
"""How a language joins tests, and says each kind of test of a fact `f`: `is`, `in`, `lacks`, `least`, `between`."""

PYTHON_ROW: Language = {
    "and": " and ", "lacks": "{v} not in row['{f}']", "is": "row['{f}'] == {v}", "in": "row['{f}'] in {v}",
    "least": "row['{f}'] >= {v}", "between": "{low} <= row['{f}'] <= {high}",
}  # fmt: skip
PYTHON_NAMES: Language = {kind: form.replace("row['{f}']", "{f}") for kind, form in PYTHON_ROW.items()}
ZEN: Language = {
    "and": " and ", "lacks": "not ({v} in {f})", "is": "{f} == {v}", "in": "{f} in {v}", "least": "{f} >= {v}",
    "between": "{f} in [{low}..{high}]",
}  # fmt: skip
RULE_ENGINE: Language = {
    "and": " and ", "lacks": "not ({v} in {f})", "is": "{f} == {v}", "in": "{f} in {v}", "least": "{f} >= {v}",
    "between": "({f} >= {low} and {f} <= {high})",
}  # fmt: skip


def said(condition: Condition, language: Language) -> str:
    """A segment in another language."""
    match condition:
        case All(parts):
            return language["and"].join(said(part, language) for part in parts)
        case Not(Test(fact, Has(tags, _))):
            return language["lacks"].format(f=column(fact), v=json.dumps(tags[0]))
        case Test(fact, OneOf((value,))):
            return language["is"].format(f=column(fact), v=json.dumps(value))
        case Test(fact, OneOf(values)):
            return language["in"].format(f=column(fact), v=json.dumps(list(values)))
        case Test(fact, InAmount(((_, interval),))) | Test(fact, InRange(interval)):
            return language["least"].format(f=column(fact), v=interval.low)
        case Test(fact, InDays(interval)):
            return language["between"].format(f=column(fact), low=interval.low, high=interval.high)
        case _:
            raise AssertionError(condition)


def json_logic(condition: Condition) -> object:
    """A segment as JSONLogic."""
    match condition:
        case All(parts):
            return {"and": [json_logic(part) for part in parts]}
        case Not(Test(fact, Has(tags, _))):
            return {"!": [{"in": [tags[0], {"var": column(fact)}]}]}
        case Test(fact, OneOf((value,))):
            return {"===": [{"var": column(fact)}, value]}
        case Test(fact, OneOf(values)):
            return {"in": [{"var": column(fact)}, list(values)]}
        case Test(fact, InAmount(((_, interval),))) | Test(fact, InRange(interval)):
            return {">=": [{"var": column(fact)}, interval.low]}
        case Test(fact, InDays(interval)):
            return {"<=": [interval.low, {"var": column(fact)}, interval.high]}
        case _:
            raise AssertionError(condition)


def in_words(condition: Condition) -> list[str]:
    """A segment as the lines of a playbook's `when`."""
    assert isinstance(condition, All)
    return [_line(part) for part in condition.parts]


def _line(part: Condition) -> str:
    match part:
        case Not(Test(fact, Has(tags, _))):
            return f"{fact}: has none of {tags[0]}"
        case Test(fact, OneOf((value,))):
            return f"{fact}: {value}"
        case Test(fact, OneOf(values)):
            return f"{fact}: [{', '.join(values)}]"
        case Test(fact, InAmount(((currency, interval),))):
            assert isinstance(interval.low, int)
            return f"{fact}: at least {interval.low // 100} {currency}"
        case Test(fact, InRange(interval)):
            return f"{fact}: at least {interval.low}"
        case Test(fact, InDays(interval)):
            return f"{fact}: within {interval.high} days"
        case _:
            raise AssertionError(part)
