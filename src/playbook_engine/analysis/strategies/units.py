"""Units and settings for a release: states of a customer in which its conditions and steps meet their boundaries."""

import datetime as dt
from collections.abc import Sequence

import msgspec
from hypothesis import strategies as st

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.background import Background, background_of
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.claims import (
    disputes_for,
    failed_payments_for,
    manual_holds_for,
    promises_for,
    replies_for,
)
from playbook_engine.analysis.strategies.customers import account_for, contacts_for
from playbook_engine.analysis.strategies.invoices import invoice_for, loose_money, payments_for
from playbook_engine.analysis.strategies.memories import Known, approvals_for, memberships_for, named, touches_for
from playbook_engine.analysis.strategies.releases import SEEDS
from playbook_engine.model.book import Credit, Entity, Freshness, Invoice, Setting, Unit
from playbook_engine.model.money import Rate
from playbook_engine.model.release import Release
from playbook_engine.model.units import make_setting, ordered

_RATES = {"EUR": 100, "USD": 90, "JPY": 1}


def days() -> st.SearchStrategy[dt.date]:
    """Days to decide for: a span with month ends, weekends and the fixed dates of generated releases."""
    return st.integers(0, pools.SPAN - 1).map(lambda offset: pools.FIRST_DAY + dt.timedelta(offset))


def units(release: Release, today: dt.date) -> st.SearchStrategy[Unit]:
    """Units for a release around a day; a failing one loses its invoices one by one, with all that is said of them."""
    background = background_of(release, today)
    stories = st.lists(SEEDS, min_size=1, max_size=4, unique=True)
    return st.builds(lambda seed, told: unit_of(background, Chance(seed), told), SEEDS, stories)


def settings_for(release: Release, today: dt.date) -> st.SearchStrategy[Setting]:
    """Settings for a release around a day: rates and freshness, some of them missing."""
    background = background_of(release, today)
    return SEEDS.map(lambda seed: setting_of(background, Chance(seed)))


def unit_of(background: Background, chance: Chance, stories: Sequence[int]) -> Unit:
    """A unit with an invoice for each story, and what happened to it."""
    names = _accounts(background, chance)
    accounts = [
        account_for(background, name, names[0] if name != names[0] else None, chance.part(name)) for name in names
    ]
    contacts = [each for name in names for each in contacts_for(background, name, chance.part("contacts", name))]
    told = [Chance(story) for story in stories]
    invoices = [
        invoice_for(background, f"n{number + 1}", chance.part("owner", number).pick(names), story.part("invoice"))
        for number, story in enumerate(told)
    ]
    bare = Unit(id=names[0], accounts=tuple(accounts), contacts=tuple(contacts), invoices=tuple(invoices))
    return ordered(_with_stories(background, bare, list(zip(invoices, told, strict=True)), chance))


def _accounts(background: Background, chance: Chance) -> tuple[str, ...]:
    """Names of the payer and of the accounts that pay through it."""
    families = any(each.follow == "family" for each in background.release.playbooks)
    several = chance.percent(50 if families else 15)
    return ("a1", "a2", "a3")[: chance.between(2, 3) if several else 1]


def _with_stories(background: Background, unit: Unit, stories: list[tuple[Invoice, Chance]], chance: Chance) -> Unit:
    payments = [each for invoice, story in stories for each in payments_for(background, invoice, story.part("paid"))]
    loose: list[Credit] = []
    for account in unit.accounts:
        part = chance.part("loose", account.id)
        if part.percent(22):
            paid, credited = loose_money(background, account.id, list(unit.invoices), part)
            payments += paid
            loose += credited
    known = Known(invoices=unit.invoices, payments=payments, contacts=unit.contacts)
    told = [
        touch for invoice, story in stories for touch in touches_for(background, known, invoice, story.part("done"))
    ]
    touches = named(background, known, told)
    asked = {
        each.id: each
        for invoice, story in stories
        for each in approvals_for(background, known, invoice, touches, story.part("asked"))
    }
    return msgspec.structs.replace(
        unit,
        payments=tuple(payments),
        credits=tuple(loose),
        touches=touches,
        approvals=tuple(asked.values()),
        **_said(background, stories),
    )


def _said(background: Background, stories: list[tuple[Invoice, Chance]]) -> dict[str, tuple[object, ...]]:
    """The records that concern one invoice and nothing else."""
    makers = {
        "promises": promises_for,
        "disputes": disputes_for,
        "holds": manual_holds_for,
        "replies": replies_for,
        "failed_payments": failed_payments_for,
        "memberships": memberships_for,
    }
    return {
        field: tuple(each for invoice, story in stories for each in make(background, invoice, story.part(field)))
        for field, make in makers.items()
    }


def setting_of(background: Background, chance: Chance) -> Setting:
    """Rates between the currencies in use, and when each source was read; some are missing."""
    return make_setting(
        _rates(background, chance.part("rates")),
        _freshness(background, chance.part("freshness")),
        (Entity(id="e1", name="One", country="DE", currency="EUR"), Entity(id="e2", name="Two")),
    )


def _rates(background: Background, chance: Chance) -> list[Rate]:
    found = []
    for source in pools.CURRENCIES:
        for target in pools.CURRENCIES:
            part = chance.part(source, target)
            if source == target or part.percent(45):
                continue
            for number in range(part.between(1, 2)):
                worth = _RATES[source] * 1000 // _RATES[target] + number
                on = background.ago(part.part(number)) if part.percent(90) else background.ahead(part)
                found.append(Rate(on=on, source=source, target=target, rate=f"{worth // 1000}.{worth % 1000:03}"))
    return found


def _freshness(background: Background, chance: Chance) -> list[Freshness]:
    """Mostly as fresh as the organisation asks for."""
    found = []
    for source, days_old in background.release.organisation.freshness:
        age = chance.pick((0, 0, 1, days_old, days_old, days_old + 1))
        if chance.percent(92):
            found.append(Freshness(id=source, on=background.today - dt.timedelta(age)))
    return found
