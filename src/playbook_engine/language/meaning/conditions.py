"""Conditions: mappings of facts to the normal form of `model.condition`."""

from playbook_engine.language.codes_meaning import (
    OUT_OF_SCOPE,
    SAYS_NOTHING,
    TOO_LARGE,
    UNKNOWN_FACT,
    UNKNOWN_SEGMENT,
    WRONG_SHAPE,
)
from playbook_engine.language.keys.catalogue import CONDITION_WORDS
from playbook_engine.language.meaning.scopes import Position
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.phrases.comparison import any_of, comparison, refuse_list_of_nots
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.phrases.words import Misread
from playbook_engine.language.suggest import did_you_mean
from playbook_engine.language.wording import listed, ticked
from playbook_engine.model.condition import All, AnyOf, Condition, Named, Not, Test, facts_of
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.facts import Fact

MOST_TESTS = 2_000
"""Comparisons in one condition, with those of the segments that it names."""

DEEPEST = 40
"""Conditions inside one another, with those of the segments that it names."""

_EXAMPLE = "such as `{account.tier: strategic}`"


def condition(node: Node, position: Position, around: Surroundings) -> Condition | None:
    """The condition at a node; None where it has faults, which have been noted."""
    reading = _Reading(position, around)
    found = reading.condition(node)
    tests, depth = (reading.named, 0) if found is None else size(found)
    if tests > MOST_TESTS or depth > DEEPEST:
        what = f"more than {MOST_TESTS} comparisons" if tests > MOST_TESTS else f"{depth} conditions inside one another"
        message = f"this condition has {what}, with those of its segments"
        around.findings.add(TOO_LARGE, message, node.place, "make it smaller, or let a derived fact say part of it")
        return None
    return found


def size(condition: Condition) -> tuple[int, int]:
    """How many comparisons a condition has, and how deep it is."""
    match condition:
        case Test():
            return 1, 1
        case All(parts) | AnyOf(parts):
            inner = [size(part) for part in parts]
            return sum(tests for tests, _ in inner), 1 + max((depth for _, depth in inner), default=0)
        case Not(part) | Named(_, part):
            tests, depth = size(part)
            return tests, depth + 1


class _Reading:
    """One condition being read."""

    def __init__(self, position: Position, around: Surroundings) -> None:
        self.position = position
        self.around = around
        self.findings = around.findings
        self.named = 0  # comparisons of all segments that are named

    def condition(self, node: Node) -> Condition | None:
        match node:
            case Mapping(entries):
                return self._all([self._entry(key, value) for key, value in entries], node.place)
            case Sequence(items):
                return self._any([self.condition(each) for each in items], node.place)
            case Scalar():
                if not node.absent:
                    message = f"a condition compares facts, and {ticked(node.text)} compares nothing"
                    self.findings.add(WRONG_SHAPE, message, node.place, _EXAMPLE)
                return None

    def _all(self, parts: list[Condition | None], place: Place) -> Condition | None:
        sound = [each for each in parts if each is not None]
        if not parts:
            self._nothing("this condition compares nothing", place)
        if len(sound) < len(parts) or not sound:
            return None
        return sound[0] if len(sound) == 1 else All(tuple(sound))

    def _any(self, parts: list[Condition | None], place: Place) -> Condition | None:
        sound = [each for each in parts if each is not None]
        if not parts:
            self._nothing("this list has no alternatives", place)
        if len(sound) < len(parts) or not sound:
            return None
        return sound[0] if len(sound) == 1 else AnyOf(tuple(sound))

    def _nothing(self, message: str, place: Place) -> None:
        self.findings.add(SAYS_NOTHING, message, place, f"{_EXAMPLE}, or leave it out")

    def _entry(self, key: Scalar, value: Node) -> Condition | None:
        match key.text:
            case "all":
                return self._parts(value, every=True)
            case "any":
                return self._parts(value, every=False)
            case "not":
                inner = self.condition(value)
                return None if inner is None else Not(inner)
            case "segment":
                return self._segments(value)
            case name:
                return self._comparison(name, key, value)

    def _parts(self, value: Node, *, every: bool) -> Condition | None:
        """The parts of `all` or `any`: the entries of a list, or each key of a mapping for itself."""
        match value:
            case Sequence(items):
                parts = [self.condition(each) for each in items]
            case Mapping(entries):
                parts = [self._entry(key, inner) for key, inner in entries]
            case Scalar():
                return self.condition(value)
        return self._all(parts, value.place) if every else self._any(parts, value.place)

    def _segments(self, value: Node) -> Condition | None:
        if isinstance(value, Mapping):
            self.findings.add(
                WRONG_SHAPE, "`segment` is a name, and this is a mapping", value.place, "such as `segment: vip`"
            )
            return None
        names = value.items if isinstance(value, Sequence) else (value,)
        return self._any([self._segment(each) for each in names], value.place)

    def _segment(self, node: Node) -> Condition | None:
        if not isinstance(node, Scalar):
            self.findings.add(WRONG_SHAPE, "a segment is named by a single value", node.place, "such as `segment: vip`")
            return None
        segments = self.around.segments
        if node.absent:
            return None
        if node.text not in segments:
            help = or_one_of(node.text, tuple(segments)) or "define it in `segments` of the organisation file"
            self.findings.add(UNKNOWN_SEGMENT, f"there is no segment {ticked(node.text)}", node.place, help)
            return None
        found = segments.get(node.text)
        if found is None or self.named > MOST_TESTS:
            return None
        self.named += size(found)[0]
        if self.named > MOST_TESTS or not self._at_hand(found, node):
            return None
        return Named(node.text, found)

    def _at_hand(self, segment: Condition, node: Scalar) -> bool:
        """Whether all that a segment reads is at hand where it is named."""
        far = sorted({each for each in facts_of(segment) if each.partition(".")[0] not in self.position.scopes})
        if far:
            message = (
                f"the segment {ticked(node.text)} reads {listed(far, 'and')}, not at hand in {self.position.called}"
            )
            self.findings.add(OUT_OF_SCOPE, message, node.place, self.position.help)
        return not far

    def _comparison(self, name: str, key: Scalar, value: Node) -> Condition | None:
        fact = self._fact(name, key, value)
        if fact is None:
            return None
        match value:
            case Scalar():
                return None if value.absent else self._compared(value, fact)
            case Sequence(items):
                return self._listed(items, value.place, fact)
            case Mapping():
                help = "write `not` around the whole comparison" if value.get("not") else _EXAMPLE
                message = f"`{name}` is compared in words, and this is a mapping"
                self.findings.add(WRONG_SHAPE, message, key.place, help)
                return None

    def _compared(self, scalar: Scalar, fact: Fact) -> Condition | None:
        try:
            return comparison(scalar.text, fact, self.around.known)
        except Misread as fault:
            if not (fault.kind.code == "PB212" and "tone" in self.around.names.unsure):
                self.findings.misread(scalar, fault)
            return None

    def _listed(self, items: tuple[Node, ...], place: Place, fact: Fact) -> Condition | None:
        scalars = [each for each in items if isinstance(each, Scalar)]
        for each in items:
            if not isinstance(each, Scalar):
                self.findings.add(
                    WRONG_SHAPE, f"`{fact.name}` is compared with single values", each.place, "such as `[DE, AT]`"
                )
        if not items:
            self._nothing(f"nothing is compared with `{fact.name}`", place)
            return None
        try:
            refuse_list_of_nots([each.text for each in scalars], fact)
        except Misread as fault:
            self.findings.add(fault.kind, fault.message, place, fault.help)
            return None
        parts = [self._compared(each, fact) for each in scalars if not each.absent]
        sound = [each for each in parts if each is not None]
        return any_of(sound, fact) if len(sound) == len(items) else None

    def _fact(self, name: str, key: Scalar, value: Node) -> Fact | None:
        """The fact of a name, if it is at hand here."""
        around = self.around
        if not around.is_fact(name):
            self._unknown(name, key, value)
            return None
        fact = around.fact(name)
        if fact is not None and fact.scope not in self.position.scopes:
            message = f"`{name}` is not at hand in {self.position.called}"
            self.findings.add(OUT_OF_SCOPE, message, key.place, self._instead(fact) or self.position.help)
            return None
        return fact

    def _instead(self, fact: Fact) -> str:
        """The fact of the same name that is at hand, if there is one."""
        field = fact.name.partition(".")[2]
        others = [
            f"{scope}.{field}" for scope in ("anchor", "case", "item", "invoice") if scope in self.position.scopes
        ]
        same = [each for each in others if self.around.is_fact(each)]
        return f"{self.position.help}, such as {ticked(same[0])}" if same and self.position.help else ""

    def _unknown(self, name: str, key: Scalar, value: Node) -> None:
        scopes = self.position.scopes
        if isinstance(value, Mapping) and name in scopes and value.entries:
            inner = value.entries[0][0].text
            help = f"write `{name}.{inner}: ..`"
            self.findings.add(UNKNOWN_FACT, f"{ticked(name)} is no fact", key.place, help)
            return
        facts = (*self.around.facts, *self.around.derived)
        known = [*(each for each in facts if each.partition(".")[0] in scopes), *CONDITION_WORDS]
        tails = {each.partition(".")[2]: each for each in reversed(known) if "." in each}
        meant = did_you_mean(name, known) or tails.get(name) or tails.get(did_you_mean(name, tails) or "")
        help = (
            f"did you mean `{meant}`?"
            if meant
            else "`playbook facts` lists all facts; define it in `facts` or `derived`"
        )
        self.findings.add(UNKNOWN_FACT, f"there is no fact {ticked(name)}", key.place, help)
