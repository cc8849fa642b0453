"""Sentences of a plan, for a reader who has never seen one: plain text, without the marks of any format."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from email.utils import parseaddr

from playbook_engine.model.money import Money
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.changes import CHANGE_KINDS, Change, ChangeKind
from playbook_engine.simulation.pieces import ALSO
from playbook_engine.simulation.summing import Count

KIND_WORDS: dict[ChangeKind, str] = {
    "added": "new",
    "gone": "no longer",
    "earlier": "earlier",
    "later": "later",
    "firmer": "firmer tone",
    "softer": "softer tone",
    "other tone": "other tone",
    "someone else": "to or by someone else",
    "needs approval": "needs approval now",
    "no approval": "needs no approval any more",
    "other approver": "approved by someone else",
    "other channel": "other channel",
    "other playbook": "by another playbook",
    "other items": "other invoices or amounts",
    "other content": "other content",
    "combined otherwise": "combined otherwise",
}
"""What a reader calls each kind of change."""


SAME = "as before"
"""What is said of a number that does not move."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 customer`, `1,234 customers`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def money(amounts: Iterable[Money]) -> str:
    """`12,300.00 EUR and 80.00 USD`; a dash for nothing."""
    shown = [amount(each) for each in amounts if each.minor]
    return listed(shown) if shown else "–"


def amount(value: Money) -> str:
    """`12,300.00 EUR`."""
    whole, point, part = value.amount.partition(".")
    return f"{int(whole):,}{point}{part} {value.currency}" if whole != "-0" else str(value)


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def moved(count: Count) -> str:
    """`+8 (+6.1%)`, or that nothing is."""
    if not count.more:
        return SAME
    return f"{count.more:+,}{share(count)}"


def share(count: Count) -> str:
    """` (+6.1%)`; nothing where there was nothing before or nothing moves."""
    if not count.before or not count.more:
        return ""
    tenths = (abs(count.more) * 2000 + count.before) // (2 * count.before)
    return f" ({'+' if count.more > 0 else '-'}{tenths // 10:,}.{tenths % 10}%)"


def named(account: str, names: Mapping[str, str]) -> str:
    """An account by name and id."""
    name = names.get(account, "")
    return f"{name} ({account})" if name and name != account else account


def step_named(step: str) -> str:
    """A step as a reader calls it; the work that comes with it is told apart."""
    name, mark, _ = step.partition(ALSO)
    return f"{name} (what comes with it)" if mark else name


def person_named(who: str) -> str:
    """A person without the address."""
    return parseaddr(who)[0] or who or "nobody named"


def change_said(change: Change) -> str:
    """One piece of work: what it is, and all that becomes different about it."""
    return f"{step_named(change.step)}: {'; '.join(_facts(change))}"


def changes_said(changes: Sequence[Change]) -> str:
    """Many pieces of work of one step in a few words: `3 new, 5 earlier by 2 to 6 days`."""
    found = []
    for kind in CHANGE_KINDS:
        some = [each for each in changes if kind in each.kinds]
        if some:
            found.append(_GROUPED[kind](some) if kind in _GROUPED else f"{len(some):,} {KIND_WORDS[kind]}")
    return ", ".join(found)


def days_said(days: Iterable[int]) -> str:
    """`3 days`, `2 to 6 days`."""
    found = sorted(abs(each) for each in days)
    least, most = found[0], found[-1]
    return counted(most, "day") if least == most else f"{least} to {most} days"


def _facts(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    if before is None or after is None:
        yield f"{'new' if before is None else 'no longer'}, {_alone(change.act, change)}"
        return
    if change.days:
        yield f"{days_said([change.days])} {'later' if change.days > 0 else 'earlier'}, {before.day} → {after.day}"
    else:
        yield f"on {after.day}"
    one, other = before.action, after.action
    if one.tone != other.tone:
        yield f"tone {one.tone or 'none'} → {other.tone or 'none'}"
    if one.kind != other.kind:
        yield f"{one.kind} → {other.kind}"
    if "someone else" in change.kinds:
        yield f"{_whom(before)} → {_whom(after)}"
    if before.asked != after.asked:
        yield f"now waits for approval by {other.approval_by}" if after.asked else "no longer waits for approval"
    if "other approver" in change.kinds:
        yield f"approval by {one.approval_by} → {other.approval_by}"
    if before.playbook != after.playbook:
        yield f"playbook {before.playbook or 'none'} → {after.playbook or 'none'}"
    if "other items" in change.kinds:
        yield f"asks for {money(one.totals)} → {money(other.totals)}"
    if "other content" in change.kinds:
        yield "other content"
    if "combined otherwise" in change.kinds:
        yield "combined with other work otherwise"


def _alone(act: Act, change: Change) -> str:
    action = act.action
    parts = [f"{action.kind} on {act.day}"]
    parts += [f"tone {action.tone}"] if action.tone else []
    parts += [money(action.totals)] if action.totals else []
    parts += [f"waits for approval by {action.approval_by}"] if act.asked and change.after is not None else []
    return ", ".join(parts)


def _whom(act: Act) -> str:
    action = act.action
    people = [*action.recipients, *([action.assign] if action.assign else []), *(f"copy {each}" for each in action.cc)]
    return ", ".join(person_named(each) for each in people) or "nobody"


def _moved(word: str) -> Callable[[Sequence[Change]], str]:
    return lambda some: f"{len(some):,} {word} by {days_said(each.days for each in some)}"


def _from_to(word: str, value: Callable[[Act], str]) -> Callable[[Sequence[Change]], str]:
    def said(some: Sequence[Change]) -> str:
        pairs = dict.fromkeys(
            f"{value(each.before) or 'none'} → {value(each.after) or 'none'}"
            for each in some
            if each.before is not None and each.after is not None
        )
        return f"{len(some):,} {word} ({', '.join(pairs)})"

    return said


_GROUPED: dict[ChangeKind, Callable[[Sequence[Change]], str]] = {
    "earlier": _moved("earlier"),
    "later": _moved("later"),
    "firmer": _from_to("firmer", lambda act: act.action.tone),
    "softer": _from_to("softer", lambda act: act.action.tone),
    "other tone": _from_to("in another tone", lambda act: act.action.tone),
    "other channel": _from_to("by another channel", lambda act: act.action.kind),
    "other playbook": _from_to("by another playbook", lambda act: act.playbook),
    "other items": lambda some: f"{len(some):,} with {KIND_WORDS['other items']}",
    "other content": lambda some: f"{len(some):,} with {KIND_WORDS['other content']}",
    "needs approval": lambda some: f"{len(some):,} {'needs' if len(some) == 1 else 'need'} approval now",
    "no approval": lambda some: f"{len(some):,} {'needs' if len(some) == 1 else 'need'} no approval any more",
}
