"""From the normal form of conditions to specialised Python functions; a cache of the data, never stored or analysed
itself.

A compiled condition takes a `Scope` and answers true or false, reading each fact at most once. Where a comparison
meets a
missing rate the condition is judged again by walking (rule 5c), and if it stays unknown `Unknown` is raised.
"""

from collections.abc import Callable, Sequence
from typing import Any, assert_never

from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.predicates import amount_in, inside
from playbook_engine.engine.state import Scope
from playbook_engine.engine.walking import judge
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


class Unknown(Exception):
    """A condition hangs on a rate that is not known; `pairs` are the missing ones, such as `USD>EUR`."""

    def __init__(self, pairs: set[str]) -> None:
        super().__init__(", ".join(sorted(pairs)))
        self.pair = min(pairs)


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
        missing: set[str] = set()
        answer = judge(self.condition, self._catalogue, scope, missing)
        if answer is None:
            raise Unknown(missing)
        return answer


def compile_condition(condition: Condition, catalogue: Catalogue) -> Holds:
    """A function that answers one condition; MissingRate goes through it."""
    writer = _Writer(catalogue, [condition])
    body = [f"    return {writer.text(condition)}"]
    made: Holds = writer.build("s", body)
    return made


def compile_first(conditions: Sequence[Condition], catalogue: Catalogue) -> Callable[[Scope], int]:
    """A function that gives the number of the first condition that holds, or -1; MissingRate goes through it.

    Conditions that ask one fact for equality are sorted into a table by its value first, so that most are never tried.
    """
    writer = _Writer(catalogue, conditions)
    body = _dispatched(conditions, writer) or [*_chain(range(len(conditions)), conditions, writer, "    ")]
    made: Callable[[Scope], int] = writer.build("s", body)
    return made


class _Writer:
    """Writes expressions; facts read more than once are kept in a local on first use."""

    def __init__(self, catalogue: Catalogue, conditions: Sequence[Condition]) -> None:
        self._catalogue = catalogue
        self.names: dict[str, Any] = {"amount_in": amount_in, "inside": inside}
        self._constants = 0
        self._locals: dict[str, str] = {}
        for fact in dict.fromkeys(test.fact for each in conditions for test in tests_of(each)):
            self._locals[fact] = f"f{len(self._locals)}"

    def constant(self, value: object) -> str:
        """A name for a value that generated code reads."""
        self._constants += 1
        name = f"k{self._constants}"
        self.names[name] = value
        return name

    def build(self, argument: str, body: list[str]) -> Any:
        """The function of a body."""
        source = "\n".join([f"def made({argument}):", *body])
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
                return "(" + " and ".join(self.text(part) for part in parts) + ")" if parts else "True"
            case AnyOf(parts):
                return "(" + " or ".join(self.text(part) for part in parts) + ")" if parts else "False"
            case Not(part):
                return f"(not {self.text(part)})"
            case Named(_, part):
                return self.text(part)
            case _:
                assert_never(condition)

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
            return slow.format(value)
        minor, currency = pair
        text = slow.format(value)
        for own, interval in reversed(predicate.intervals):
            text = f"({self._interval(interval, minor, guarded=False)} if {currency} == {own!r} else {text})"
        return text


def _pair_of(expression: str) -> tuple[str, str] | None:
    """The two halves of an expression that is written as a pair."""
    if not (expression.startswith("(s.") and ", s." in expression and expression.endswith(")")):
        return None
    minor, _, currency = expression[1:-1].rpartition(", ")
    return minor, currency


def _chain(numbers: Any, conditions: Sequence[Condition], writer: _Writer, indent: str) -> list[str]:
    lines = []
    for number in numbers:
        text = writer.text(conditions[number])
        lines.append(f"{indent}return {number}" if text == "True" else f"{indent}if {text}: return {number}")
        if text == "True":
            return lines
    return [*lines, f"{indent}return -1"]


def _dispatched(conditions: Sequence[Condition], writer: _Writer) -> list[str]:
    """A table by the value of the fact that most conditions ask for equality; nothing where too few do."""
    asked: dict[str, dict[int, tuple[str, ...]]] = {}
    for number, condition in enumerate(conditions):
        for fact, values in _equalities(condition).items():
            asked.setdefault(fact, {})[number] = values
    if not asked:
        return []
    fact = min(asked, key=lambda each: (-len(asked[each]), each))
    if len(asked[fact]) < 3 or len(asked[fact]) * 2 < len(conditions):
        return []
    by_number = asked[fact]
    options = sorted({option for wanted in by_number.values() for option in wanted})
    lines: list[str] = [f"    key = {writer.expression(fact)}"]
    for option in options:
        numbers = [each for each in range(len(conditions)) if option in by_number.get(each, (option,))]
        lines += [f"    if key == {option!r}:", *_chain(numbers, conditions, writer, "        ")]
    others = [each for each in range(len(conditions)) if each not in by_number]
    return [*lines, *_chain(others, conditions, writer, "    ")]


def _equalities(condition: Condition) -> dict[str, tuple[str, ...]]:
    """Facts that must equal one of some texts for the condition to hold."""
    match condition:
        case Test(fact, OneOf(values)) if not set(values) & {"yes", "no"}:
            return {fact: values}
        case All(parts):
            return {name: wanted for part in parts for name, wanted in _equalities(part).items()}
        case Named(_, part):
            return _equalities(part)
        case _:
            return {}
