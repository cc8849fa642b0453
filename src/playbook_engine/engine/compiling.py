"""From the normal form of conditions to specialised Python functions; a cache of the data, never stored or analysed
itself.

A compiled condition takes a `Scope` and answers true or false, reading each fact at most once. Where a comparison
meets a
missing rate the condition is judged again by walking (rule 5c), and if it stays unknown `Unknown` is raised.
"""

from collections.abc import Callable
from typing import Any, assert_never

from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.predicates import amount_in, inside
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.walking import decided
from playbook_engine.model.condition import (
    All,
    AnyOf,
    Condition,
    Has,
    InAmount,
    InDays,
    InRange,
    Interval,
    Named,
    Not,
    OneOf,
    Present,
    StartsWith,
    Test,
    tests_of,
)
from playbook_engine.model.money import MissingRate

Holds = Callable[[Scope], bool]


class Compiled:
    """A condition with the function made from it."""

    __slots__ = ("_catalogue", "always", "condition", "fast")

    def __init__(self, condition: Condition, catalogue: Catalogue) -> None:
        self.condition = condition
        self.always = condition == All()
        self._catalogue = catalogue
        self.fast = compile_condition(condition, catalogue)

    def __call__(self, scope: Scope) -> bool:
        """Whether it holds. Raises Unknown."""
        try:
            return self.fast(scope)
        except MissingRate:
            return self.walk(scope)

    def walk(self, scope: Scope) -> bool:
        """The same answer from the data. Raises Unknown."""
        return decided(self.condition, self._catalogue, scope)


def compile_condition(condition: Condition, catalogue: Catalogue) -> Holds:
    """A function that answers one condition; MissingRate goes through it."""
    writer = Writer(catalogue)
    made: Holds = writer.build([f"    return {writer.text(condition)}"])
    return made


_BASES = (
    ("s.account.record.", "r.", "r = s.account.record"),
    ("s.account.", "a.", "a = s.account"),
    ("s.item.invoice.", "n.", "n = s.item.invoice"),
    ("s.item.", "i.", "i = s.item"),
)
"""What generated functions load once: the object that several facts are read from."""


class Writer:
    """Writes conditions as Python expressions. Cheap tests of an `all` or `any` come first: order has no meaning."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.names: dict[str, Any] = {"amount_in": amount_in, "inside": inside}
        self._constants = 0

    def constant(self, value: object) -> str:
        """A name for a value that generated code reads."""
        self._constants += 1
        name = f"k{self._constants}"
        self.names[name] = value
        return name

    def build(self, body: list[str]) -> Any:
        """The function of a body; its argument is a scope `s`."""
        text = "\n".join(body)
        loads = []
        for path, short, load in _BASES:
            if text.count(path) > 1:
                text = text.replace(path, short)
                loads.append(f"    {load}")
        source = "\n".join(["def made(s):", *loads, text])
        names = {**self._catalogue.names, **self.names}
        exec(compile(source, "<conditions>", "exec"), names)  # noqa: S102 -- our own text only
        return names["made"]

    def expression(self, fact: str) -> str:
        """How a fact is read."""
        return self._catalogue.expression(fact)

    def text(self, condition: Condition) -> str:
        """A condition as an expression."""
        match condition:
            case Test():
                return self._test(condition)
            case All(parts):
                return "(" + " and ".join(map(self.text, self._ordered(parts))) + ")" if parts else "True"
            case AnyOf(parts):
                return "(" + " or ".join(map(self.text, self._ordered(parts))) + ")" if parts else "False"
            case Not(part):
                return f"(not {self.text(part)})"
            case Named(_, part):
                return self.text(part)
            case _:
                assert_never(condition)

    def _ordered(self, parts: tuple[Condition, ...]) -> list[Condition]:
        return sorted(parts, key=lambda part: sum(self._cost(test) for test in tests_of(part)))

    def _cost(self, test: Test) -> int:
        if isinstance(test.predicate, InAmount):
            return 3
        return 1 if _is_field(self._catalogue.expression(test.fact)) else 2

    def _test(self, test: Test) -> str:
        read = self.expression(test.fact)
        fact = self._catalogue.facts[test.fact]
        guard = f"(v := {read}) is not None and " if fact.optional else ""
        value = "v" if guard else read
        match test.predicate:
            case Present():
                return f"({read} is not None)"
            case InRange(interval):
                return f"({guard}{self._interval(interval, value, guarded=bool(guard))})"
            case InDays(interval):
                return f"({guard}{self._interval(interval, f'{value} - s.day', guarded=False)})"
            case InAmount():
                return f"({guard}{self._amount(test.predicate, value)})"
            case OneOf(values):
                return f"({guard}{self._one_of(values, value, yes_no=fact.kind == 'yes/no')})"
            case StartsWith(prefixes):
                return f"({guard}{value}.startswith({self.constant(prefixes)}))"
            case Has(tags, every):
                joined = " and " if every else " or "
                return f"((v := {read}) is not None and (" + joined.join(f"{tag!r} in v" for tag in tags) + "))"
            case _:
                assert_never(test.predicate)

    def _one_of(self, values: tuple[str, ...], value: str, *, yes_no: bool) -> str:
        if yes_no:
            wanted = set(values)
            return "True" if wanted == {"yes", "no"} else (f"{value}" if "yes" in wanted else f"not {value}")
        if len(values) == 1:
            return f"{value} == {values[0]!r}"
        return f"{value} in {self.constant(frozenset(values))}"

    def _interval(self, interval: Interval, value: str, *, guarded: bool) -> str:
        low, high = interval.low, interval.high
        if isinstance(low, str) or isinstance(high, str):
            return f"inside({self.constant(interval)}, {value})"
        if low is not None and low == high:
            return "False" if interval.low_open or interval.high_open else f"{value} == {low}"
        before, after = "<" if interval.low_open else "<=", "<" if interval.high_open else "<="
        if low is not None and high is not None:
            return f"{low} {before} {value} {after} {high}"
        if low is not None:
            return f"{value} {'>' if interval.low_open else '>='} {low}"
        if high is not None:
            return f"{value} {after} {high}"
        return "True" if guarded else f"({value}) is not None"

    def _amount(self, predicate: InAmount, value: str) -> str:
        slow = f"amount_in({self.constant(predicate)}, {{}}, s.world.rates)"
        pair = _pair_of(value)
        if pair is None:
            return self._sums(predicate, value, slow)
        minor, currency = pair
        text = slow.format(value)
        for own, interval in reversed(predicate.intervals):
            text = f"({self._interval(interval, minor, guarded=False)} if {currency} == {own!r} else {text})"
        return text

    def _sums(self, predicate: InAmount, value: str, slow: str) -> str:
        """Most sums are in one currency, that of the constant; so are most amounts of a record."""
        own, interval = predicate.intervals[0]
        if value.startswith("v"):
            test = self._interval(interval, "v[0]", guarded=True)
            return f"({test} if type(v) is tuple and v[1] == {own!r} else {slow.format('v')})"
        test = self._interval(interval, "x", guarded=True)
        if test == "True":
            return slow.format(value)
        single = f"type(d := {value}) is dict and (x := d.get({own!r})) is not None and len(d) == 1"
        return f"({test} if {single} else {slow.format('d')})"


def _is_field(expression: str) -> bool:
    """Whether reading is only looking up attributes."""
    return all(part.isidentifier() for part in expression.split("."))


def _pair_of(expression: str) -> tuple[str, str] | None:
    """The two halves of an expression that is written as a pair."""
    if not (expression.startswith("(s.") and ", s." in expression and expression.endswith(")")):
        return None
    minor, _, currency = expression[1:-1].rpartition(", ")
    return minor, currency
