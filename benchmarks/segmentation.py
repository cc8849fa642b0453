"""(a) Which of 20 segments takes an invoice: 25 facts, 3 to 6 conditions a segment, first match wins.

Ours is the compiled function of the engine over its own rows. The peers get plain rows made beforehand, in the form each
likes best: `datalogic-py` prebuilt handles, `zen-engine` one compiled expression over only the used fields, `rule-engine`
compiled rules, and by hand an if/elif chain over dictionaries. All answers are compared before anything is timed.
"""

import importlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.portfolio import COUNTRIES, DAY, INVOICES_EACH, KINDS, METHODS, TIERS, draw, units
from benchmarks.rounds import interleaved
from playbook_engine.engine.dispatch import FirstMatch
from playbook_engine.engine.deriving import derived_facts
from playbook_engine.engine.history import History
from playbook_engine.engine.ledger import Ledger
from playbook_engine.engine.state import Scope, View, World
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
)
from playbook_engine.model.facts import CATALOGUE
from playbook_engine.model.organisation import Organisation

SEGMENTS = 20
FACTS = (
    "account.tier", "account.country", "account.status", "account.owner", "account.collector", "account.renewal_date",
    "account.terms_days", "account.arr", "account.credit_limit", "account.tags", "account.overdue_balance",
    "account.open_balance", "account.open_items", "account.overdue_items", "account.days_overdue", "invoice.kind",
    "invoice.payment_method", "invoice.entity", "invoice.currency", "invoice.issued_on", "item.due_on",
    "item.days_overdue", "item.balance", "item.amount", "item.overdue",
)  # fmt: skip


def conditions() -> list[Condition]:
    """Twenty segments of three to six conditions out of ten, drawn by hash, in the order drawn."""
    return [_segment(number) for number in range(SEGMENTS)]


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


def scopes(invoices: int) -> list[Scope]:
    """The engine's rows, one an invoice, with every fact computed."""
    rows = []
    view = View("net", 0, 0)
    catalogue = _catalogue(view)
    for each in units(invoices):
        day, ledger = DAY.toordinal(), Ledger(each)
        world = World(each, day, {}, History(each, day, lambda _: None), ledger)
        account = world.view(each.accounts[0], view)
        for item in ledger.items:
            scope = Scope(world, account, item=item)
            for fact in FACTS:
                catalogue.read(fact)(scope)
            rows.append(scope)
    return rows


def _catalogue(view: View) -> Any:
    return derived_facts(Organisation(name="bench", base_currency="EUR"), dict(CATALOGUE), view, settled=False)


def plain(rows: Sequence[Scope]) -> list[dict[str, Any]]:
    """The same facts as dictionaries of numbers, texts and lists: money in minor units, dates as distance from today."""
    catalogue = _catalogue(View("net", 0, 0))
    return [{fact.replace(".", "_"): _flat(catalogue.read(fact)(row), fact, row.day) for fact in FACTS} for row in rows]


def _flat(value: Any, fact: str, day: int) -> Any:
    kind = CATALOGUE[fact].kind
    if kind == "money":
        return sum(value.values()) if isinstance(value, dict) else value[0]
    if kind == "date":
        return value - day
    return list(value) if kind == "tags" else value


def run(invoices: int) -> dict[str, float]:
    """Least seconds a contender, over rows whose answers are the same for all."""
    rows = scopes(invoices)
    dictionaries = plain(rows)
    segments = conditions()
    ours = FirstMatch(segments, _catalogue(View("net", 0, 0)))
    contenders: dict[str, Callable[[], list[int]]] = {
        "playbook_engine": lambda: _ours(ours, rows),
        "by hand": _by_hand(segments, dictionaries),
    }
    for name, make in (("datalogic-py", _datalogic), ("zen-engine", _zen), ("rule-engine", _rule_engine)):
        contenders[name] = make(segments, dictionaries)
    expected = contenders["playbook_engine"]()
    for name, contender in contenders.items():
        assert contender() == expected, f"{name} gives other answers"
    assert len(set(expected)) > SEGMENTS // 2, "too few segments are met for a fair comparison"
    slow = {"rule-engine"}
    best = interleaved({name: each for name, each in contenders.items() if name not in slow})
    return best | interleaved({name: contenders[name] for name in slow}, rounds=2)


def _ours(first: FirstMatch, rows: Sequence[Scope]) -> list[int]:
    """As the engine does it: what an account leaves standing is found once for its items, and anew in every round."""
    found: list[int] = []
    for start in range(0, len(rows), INVOICES_EACH):
        chain = first.of_account(rows[start])
        found += [chain(row) for row in rows[start : start + INVOICES_EACH]]
    return found


def _text(condition: Condition, language: "dict[str, str]") -> str:
    match condition:
        case All(parts):
            return language["and"].join(_text(part, language) for part in parts)
        case Not(Test(fact, Has(tags, _))):
            return language["lacks"].format(f=fact.replace(".", "_"), v=json.dumps(tags[0]))
        case Test(fact, OneOf(values)):
            form = "is" if len(values) == 1 else "in"
            shown = json.dumps(values[0]) if form == "is" else json.dumps(list(values))
            return language[form].format(f=fact.replace(".", "_"), v=shown)
        case Test(fact, InAmount(((_, interval),))):
            return language["least"].format(f=fact.replace(".", "_"), v=interval.low)
        case Test(fact, InRange(interval)):
            return language["least"].format(f=fact.replace(".", "_"), v=interval.low)
        case Test(fact, InDays(interval)):
            return language["between"].format(f=fact.replace(".", "_"), low=interval.low, high=interval.high)
        case _:
            raise AssertionError(condition)


_PYTHON = {
    "and": " and ", "lacks": "{v} not in row['{f}']", "is": "row['{f}'] == {v}", "in": "row['{f}'] in {v}",
    "least": "row['{f}'] >= {v}", "between": "{low} <= row['{f}'] <= {high}",
}  # fmt: skip
_ZEN = {
    "and": " and ", "lacks": "not ({v} in {f})", "is": "{f} == {v}", "in": "{f} in {v}", "least": "{f} >= {v}",
    "between": "{f} in [{low}..{high}]",
}  # fmt: skip
_RULE = {
    "and": " and ", "lacks": "not ({v} in {f})", "is": "{f} == {v}", "in": "{f} in {v}", "least": "{f} >= {v}",
    "between": "({f} >= {low} and {f} <= {high})",
}  # fmt: skip


def _by_hand(segments: list[Condition], rows: list[dict[str, Any]]) -> Callable[[], list[int]]:
    """What an engineer would write: one function, if after elif, over a dictionary."""
    lines = ["def segment(row):"]
    for number, each in enumerate(segments):
        lines += [f"    {'el' if number else ''}if {_text(each, _PYTHON)}:", f"        return {number}"]
    names: dict[str, Any] = {}
    exec("\n".join([*lines, "    return -1"]), names)  # noqa: S102 -- our own text
    segment = names["segment"]
    return lambda: [segment(row) for row in rows]


def _logic(condition: Condition) -> Any:
    match condition:
        case All(parts):
            return {"and": [_logic(part) for part in parts]}
        case Not(Test(fact, Has(tags, _))):
            return {"!": [{"in": [tags[0], {"var": fact.replace(".", "_")}]}]}
        case Test(fact, OneOf(values)):
            variable = {"var": fact.replace(".", "_")}
            return {"===": [variable, values[0]]} if len(values) == 1 else {"in": [variable, list(values)]}
        case Test(fact, InAmount(((_, interval),))) | Test(fact, InRange(interval)):
            return {">=": [{"var": fact.replace(".", "_")}, interval.low]}
        case Test(fact, InDays(interval)):
            return {"<=": [interval.low, {"var": fact.replace(".", "_")}, interval.high]}
        case _:
            raise AssertionError(condition)


def _datalogic(segments: list[Condition], rows: list[dict[str, Any]]) -> Callable[[], list[int]]:
    peer = importlib.import_module("datalogic_py")
    branches: list[Any] = []
    for number, each in enumerate(segments):
        branches += [_logic(each), number]
    engine = peer.Engine()
    rule, session = engine.compile(json.dumps({"if": [*branches, -1]})), engine.session()
    handles = [peer.DataHandle(json.dumps(row)) for row in rows]
    return lambda: [session.evaluate_int(rule, handle) for handle in handles]


def _zen(segments: list[Condition], rows: list[dict[str, Any]]) -> Callable[[], list[int]]:
    peer = importlib.import_module("zen")
    text = "-1"
    for number, each in reversed(list(enumerate(segments))):
        text = f"({_text(each, _ZEN)}) ? {number} : ({text})"
    expression = peer.compile_expression(text)
    used = {test.split("'")[1] for each in segments for test in _text(each, _PYTHON).split("row[")[1:] for test in ["'" + test.split("'")[1]]}
    fields = [{name: row[name] for name in used} for row in rows]
    return lambda: [int(expression.evaluate(row)) for row in fields]


def _rule_engine(segments: list[Condition], rows: list[dict[str, Any]]) -> Callable[[], list[int]]:
    peer = importlib.import_module("rule_engine")
    rules = [peer.Rule(_text(each, _RULE)) for each in segments]

    def segment(row: dict[str, Any]) -> int:
        return next((number for number, rule in enumerate(rules) if rule.matches(row)), -1)

    sample = rows[:: max(1, len(rows) // 1000)]
    cache = {id(row): None for row in sample}
    del cache
    return lambda: [segment(row) for row in rows]
