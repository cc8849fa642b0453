"""Conditions of a merge gate: how much a change may do before somebody has to look at it."""

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import msgspec

from playbook_engine.model.money import Money, parse_money
from playbook_engine.service.plan_words import share
from playbook_engine.service.wrong_use import WrongUse, close_to
from playbook_engine.simulation.comparing import Comparison
from playbook_engine.simulation.summing import Count

COUNTED: dict[str, Callable[[Comparison], Count]] = {
    "contacts": lambda found: found.contacts.all,
    "customers": lambda found: found.contacts.customers,
    "busiest": lambda found: found.contacts.busiest,
    "actions": lambda found: found.actions,
    "calls": lambda found: found.calls,
    "tasks": lambda found: found.tasks,
    "approvals": lambda found: found.approvals,
}
"""What may rise or fall: `contacts +5%`, `approvals +10`."""

NOTICED = ("any", "added", "gone", "earlier", "later", "firmer", "softer")
"""What may happen to an account: `strategic firmer`, `anyone earlier`."""

_WHO = ("strategic", "anyone")
_LIMIT = re.compile(r"([+-])([0-9]+(?:\.[0-9]+)?)(%?)")
_MONEY = re.compile(r"([+-])([0-9]+(?:\.[0-9]+)?(?:%| [A-Z]{3}))")
_LIST = "`contacts +5%`, `approvals +10`, `money +10%`, `strategic firmer`, `anyone earlier`, `guarantees`, `anything`"


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One condition as it was typed; `subject` and what it may do at most."""

    text: str
    subject: str
    what: str = ""
    falls: bool = False
    limit: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a condition is met, which stops a merge, what was found, and the accounts for which it is met."""

    condition: str
    met: bool
    found: str
    accounts: tuple[str, ...] = ()


def parse_conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    """Conditions that were typed one by one or with commas between them. Raises WrongUse."""
    return tuple(parse_condition(each) for text in texts for each in text.split(",") if each.strip())


def parse_condition(text: str) -> Condition:
    """A condition from what a person typed. Raises WrongUse with the way out."""
    said = " ".join(text.split())
    subject, _, rest = said.partition(" ")
    if subject in {"guarantees", "anything"} and not rest:
        return Condition(text=said, subject=subject)
    if subject in _WHO:
        if rest in NOTICED:
            return Condition(text=said, subject=subject, what=rest)
        raise WrongUse(f"`{said}` does not say what may not happen", f"write `{subject}` and one of {_quoted(NOTICED)}")
    pattern = _MONEY if subject == "money" else _LIMIT
    if subject in COUNTED or subject == "money":
        match = pattern.fullmatch(rest)
        if match is None:
            more = " or `+10000 EUR`" if subject == "money" else " or `+10`"
            raise WrongUse(f"`{said}` has no limit", f"write how much more is too much: `{subject} +5%`{more}")
        limit = "".join(match.groups()[1:])
        if subject == "money" and not limit.endswith("%"):
            _amount(limit)
        return Condition(text=said, subject=subject, falls=match[1] == "-", limit=limit)
    meant = close_to(subject, (*COUNTED, "money", *_WHO, "guarantees", "anything"))
    raise WrongUse(f"`{said}` is no condition", f"did you mean `{meant}`?" if meant else f"write for example {_LIST}")


def verdict_on(condition: Condition, comparison: Comparison) -> Verdict:
    """Whether a comparison meets a condition."""
    match condition.subject:
        case "anything":
            count = len(comparison.changes)
            return _verdict(condition, not comparison.empty, f"{count:,} pieces of work change")
        case "guarantees":
            news = [each for each in comparison.guarantees if each.news]
            accounts = sorted({account for each in news for account in each.news})
            found = f"newly stop something: {', '.join(each.name for each in news) or 'none'}"
            return Verdict(condition=condition.text, met=bool(news), found=found, accounts=tuple(accounts))
        case "strategic":
            return _about_accounts(condition, _strategic(condition, comparison), "strategic accounts")
        case "anyone":
            changes = [each for each in comparison.changes if condition.what in {"any", *each.kinds}]
            return _about_accounts(condition, sorted({each.account for each in changes}), "accounts")
        case "money":
            return _about_money(condition, comparison)
        case _:
            return _about_count(condition, COUNTED[condition.subject](comparison))


def _strategic(condition: Condition, comparison: Comparison) -> list[str]:
    if condition.what == "firmer":
        return [each.account for each in comparison.strategic if each.firmer]
    return [
        each.account for each in comparison.strategic if condition.what == "any" or _has(condition.what, each.kinds)
    ]


def _has(what: str, kinds: object) -> bool:
    return isinstance(kinds, dict) and what in kinds


def _about_accounts(condition: Condition, accounts: Sequence[str], what: str) -> Verdict:
    found = f"{len(accounts):,} {what if len(accounts) != 1 else what.removesuffix('s')}"
    return Verdict(condition=condition.text, met=bool(accounts), found=found, accounts=tuple(accounts))


def _about_count(condition: Condition, count: Count) -> Verdict:
    return _verdict(
        condition,
        _beyond(condition, count.before, count.after, Fraction(condition.limit.rstrip("%"))),
        f"{count.before:,} before, {count.after:,} after{share(count)}",
    )


def _about_money(condition: Condition, comparison: Comparison) -> Verdict:
    limit = condition.limit
    if limit.endswith("%"):
        met = any(
            _beyond(condition, each.before.minor, each.after.minor, Fraction(limit.rstrip("%")))
            for each in comparison.money
        )
    else:
        most = _amount(limit)
        met = any(
            _beyond(condition, each.before.minor, each.after.minor, Fraction(most.minor))
            for each in comparison.money
            if each.currency == most.currency
        )
    found = "; ".join(f"{each.before} before, {each.after} after" for each in comparison.money)
    return _verdict(condition, met, found or "no money is asked for")


def _amount(limit: str) -> Money:
    try:
        return parse_money(limit)
    except ValueError as error:
        raise WrongUse(str(error)) from None


def _beyond(condition: Condition, before: int, after: int, limit: Fraction) -> bool:
    """Whether a number moves further than it may; any rise from nothing is beyond every share."""
    moved = before - after if condition.falls else after - before
    if condition.limit.endswith("%"):
        return moved * 100 > limit * before
    return moved > limit


def _verdict(condition: Condition, met: bool, found: str) -> Verdict:
    return Verdict(condition=condition.text, met=met, found=found)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in words)
