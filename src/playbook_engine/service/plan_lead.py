"""The first sentences of a plan: what changes, for whom, how much, and when."""

from collections.abc import Iterator, Sequence

from playbook_engine.service.plan_words import changes_said, counted, listed, money, named, share
from playbook_engine.service.planning import Plan

_NAMED = 10
"""Accounts that are named in a sentence; the tables name all of them."""


def lead(plan: Plan) -> tuple[str, ...]:
    """Sentences for somebody who reads no further."""
    if plan.comparison.empty:
        return tuple(_nothing(plan))
    parts = (_contacts, _pieces, _strategic, _people, _stopped, _stale, _under_way, _letters)
    return tuple(sentence for part in parts for sentence in part(plan))


def _nothing(plan: Plan) -> Iterator[str]:
    yield "Nothing changes: on this book both do the same work, on the same days, in the same tone, to the same people."
    for part in (_stale, _under_way, _letters):
        yield from part(plan)


def _contacts(plan: Plan) -> Iterator[str]:
    count = plan.comparison.contacts.all
    if not count.more:
        yield f"Customers hear from us as often as before: {count.after:,} times."
        return
    often = "more often" if count.more > 0 else "less often"
    yield f"Customers hear from us {often}: {count.after:,} times instead of {count.before:,}{share(count)}."


def _pieces(plan: Plan) -> Iterator[str]:
    found = plan.comparison
    if not found.changes:
        return
    accounts = len({each.account for each in found.changes})
    first = found.changes[0].day
    change = "changes" if len(found.changes) == 1 else "change"
    yield (
        f"{counted(len(found.changes), 'piece')} of work {change}, for {counted(accounts, 'customer')}, from {first} "
        f"on: {changes_said(found.changes)}."
    )
    yield f"Open on the invoices concerned: {money(found.money_changed)}."


def _strategic(plan: Plan) -> Iterator[str]:
    book, found = plan.book, plan.comparison.strategic
    tiers = listed(book.tiers)
    if not book.strategic:
        yield f"The book has no account of the tier {tiers}, so no account counts as strategic."
        return
    if not found:
        yield f"No strategic account is concerned, of {book.strategic:,} of the tier {tiers}."
        return
    verb = "is" if len(found) == 1 else "are"
    concerned = _some([each.account for each in found], plan)
    yield f"Of {counted(book.strategic, 'strategic account')}, {len(found):,} {verb} concerned: {concerned}."
    firmer = [each.account for each in found if each.firmer]
    if firmer:
        yield f"In a firmer tone than before: {_some(firmer, plan)}."


def _people(plan: Plan) -> Iterator[str]:
    found = plan.comparison
    parts = [
        f"{count.after:,} {name} instead of {count.before:,}"
        for name, count in (("calls", found.calls), ("tasks", found.tasks))
        if count.more
    ]
    if parts:
        yield f"Our people have {listed(parts)}."
    if found.approvals.more:
        count = found.approvals
        yield f"Our people are asked to approve {counted(count.after, 'piece')} of work instead of {count.before:,}."


def _stopped(plan: Plan) -> Iterator[str]:
    for each in plan.comparison.guarantees:
        if each.news:
            yield f"The guarantee {each.name} newly stops something, for {_some(each.news, plan)}."
    for each in plan.comparison.troubles:
        if each.news:
            yield f"Newly for a person to look at: {each.name}, for {_some(each.news, plan)}."


def _some(accounts: Sequence[str], plan: Plan) -> str:
    names = [named(each, plan.names) for each in accounts[:_NAMED]]
    return listed([*names, f"{len(accounts) - _NAMED:,} more"] if len(accounts) > _NAMED else names)


def _stale(plan: Plan) -> Iterator[str]:
    """A plan on old data would be empty for a reason that has nothing to do with the change."""
    for each in plan.comparison.troubles:
        if each.name == "stale data" and each.cases.after:
            cases = counted(each.cases.after, "case")
            yield f"Beware: nothing is planned for {cases}, because a source of the book is too old on {each.first}."


def _under_way(plan: Plan) -> Iterator[str]:
    if plan.after.kept:
        kept = listed([each.replace("@", " version ") for each in plan.after.kept])
        yield f"Cases under way keep the version they began with, and are shown so here: {kept}."
    for each in plan.differing:
        if each.playbook and each.change == "changed" and each.version_before == each.version_after:
            yield (
                f"The playbook {each.what} was changed under the same version, {each.version_after}: "
                "cases under way change with it."
            )


def _letters(plan: Plan) -> Iterator[str]:
    used = [each for each in plan.reworded if each.used]
    for each in used:
        how = "is new" if each.change == "new" else "has another text"
        yield f"The letter {each.template} ({each.language}) {how}; it goes out {counted(each.used, 'time')}."
