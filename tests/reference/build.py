"""Releases and units in few words, for tests of anything that decides.

Days are ISO text, amounts `100 EUR`, schedules the phrases of the language (`3 business days after due`). All has
a default: account `A` of our one entity, `EUR`, one contact with an email address.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from playbook_engine.model.book import (
    FIELD_OF,
    Account,
    AccountRecord,
    Allocation,
    Contact,
    Dispute,
    Invoice,
    Item,
    Outcome,
    Payment,
    Promise,
    Touch,
    TouchedItem,
    Unit,
)
from playbook_engine.model.condition import ALWAYS, Condition, InAmount, InRange, Interval, OneOf, Test
from playbook_engine.model.decision import Action
from playbook_engine.model.money import parse_money
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import (
    ActionKind,
    Base,
    Choice,
    Clause,
    Playbook,
    Recipient,
    Step,
    Work,
)
from playbook_engine.model.release import Release

_SCHEDULE = re.compile(
    r"(?:(?P<months>\d+) months? )?(?:(?P<days>\d+) (?P<business>business )?days? )?"
    r"(?P<way>after|before|on) (?:step (?P<step>\S+)|(?P<base>[a-z ]+?))(?P<end> at end of month)?"
)
WEEKDAYS = (0, 1, 2, 3, 4)
"""Monday to Friday, for calendars."""


def day(text: str) -> dt.date:
    """`2026-03-02`."""
    return dt.date.fromisoformat(text)


def clause(text: str) -> Clause:
    """`3 business days after due`, `on due`, `2 days before step final`, `1 month after issue at end of month`."""
    match = _SCHEDULE.fullmatch(text)
    assert match is not None, f"`{text}` is no schedule"
    base: Any = match["base"] or "step"
    assert base in Base.__args__, f"`{base}` is nothing to count from"  # type: ignore[attr-defined]
    return Clause(
        base=base,
        step=match["step"] or "",
        months=int(match["months"] or 0),
        days=int(match["days"] or 0),
        business=bool(match["business"]),
        before=match["way"] == "before",
        end_of_month=bool(match["end"]),
        text=text,
    )


def one_of(fact: str, *values: str) -> Condition:
    """A text, or yes or no, among these."""
    return Test(fact, OneOf(values))


def at_least(fact: str, bound: str | int) -> Condition:
    """A number, or an amount where the bound has a currency."""
    if isinstance(bound, int):
        return Test(fact, InRange(Interval(low=bound)))
    amount = parse_money(bound)
    return Test(fact, InAmount(((amount.currency, Interval(low=amount.minor)),)))


def work(
    *kinds: ActionKind, tone: str = "", template: str = "", to: Sequence[str] = (), assign: str = "", **more: Any
) -> Work:
    """What to do; an email where nothing is said. `to` are roles of contacts; `our NAME` is a role of ours."""
    return Work(
        do=kinds or ("email",),
        tone=Choice(value=tone) if tone else None,
        template=Choice(value=template) if template else None,
        to=tuple(Recipient(role=each.removeprefix("our "), internal=each.startswith("our "), text=each) for each in to),
        assign=Choice(value=assign) if assign else None,
        **more,
    )


def step(
    name: str, at: str | Sequence[str] = (), does: Work | None = None, when: Condition = ALWAYS, **more: Any
) -> Step:
    """A step of a ladder, or a rule alongside."""
    phrases = [at] if isinstance(at, str) else at
    return Step(name=name, at=tuple(clause(each) for each in phrases), work=does or work(), when=when, **more)


def playbook(*cadence: Step, name: str = "standard", version: int = 1, **more: Any) -> Playbook:
    """A playbook that takes everything."""
    return Playbook(name=name, version=version, cadence=cadence, **more)


def release(*playbooks: Playbook, older: Sequence[Playbook] = (), **organisation: Any) -> Release:
    """The playbooks in force in order, and older versions that the release still holds."""
    settled = {"name": "acme", "base_currency": "EUR", **organisation}
    return Release(
        organisation=Organisation(playbooks=tuple(each.name for each in playbooks), **settled),
        playbooks=(*playbooks, *older),
        current=len(playbooks),
    )


def invoice(
    name: str, due: str, amount: str = "100 EUR", *, account: str = "A", issued: str = "2026-01-01", **more: Any
) -> Invoice:
    """An invoice of one item, which has the invoice's id."""
    money = parse_money(amount)
    item = Item(id=name, due_on=day(due), amount=money.minor, settled=more.pop("settled", 0))
    return Invoice(id=name, account=account, issued_on=day(issued), currency=money.currency, items=(item,), **more)


def payment(on: str, amount: str, item: str | None = None, *, account: str = "A", **more: Any) -> Payment:
    """A payment, all of it set against the item, or unapplied."""
    money = parse_money(amount)
    return Payment(
        id=f"payment {on} {amount} {item}",
        account=account,
        on=day(on),
        amount=money,
        allocations=() if item is None else (Allocation(item=item, amount=money.minor),),
        **more,
    )


def promise(made: str, on: str, item: str | None = None, amount: str = "", *, account: str = "A") -> Promise:
    """A promise to pay, of an item or of the whole account."""
    money = parse_money(amount) if amount else None
    return Promise(id=f"promise {made} {item}", account=account, made_on=day(made), on=day(on), item=item, amount=money)


def dispute(
    opened: str, item: str | None = None, amount: str = "", *, resolved: str = "", account: str = "A"
) -> Dispute:
    """A dispute of an item or of the whole account."""
    return Dispute(
        id=f"dispute {opened} {item}",
        account=account,
        opened_on=day(opened),
        item=item,
        amount=parse_money(amount) if amount else None,
        resolved_on=day(resolved) if resolved else None,
    )


def contact(name: str = "c1", *, account: str = "A", **more: Any) -> Contact:
    """A contact with an email address."""
    return Contact(id=name, account=account, **{"email": f"{name}@example.com", **more})


def touch(on: str, name: str, items: str, *, taken: str = "", playbook: str = "standard", **more: Any) -> Touch:
    """A touch of the step `name`: the first of the items is its anchor, the others were taken to the step `taken`."""
    anchor, *others = items.split()
    return Touch(
        id=more.pop("id", f"acme/{playbook}/{name}/{anchor}/{on}"),
        account=more.pop("account", "A"),
        on=day(on),
        kind=more.pop("kind", "email"),
        playbook=playbook,
        version=more.pop("version", 1),
        step=name,
        anchor=anchor,
        items=(TouchedItem(anchor, name), *(TouchedItem(each, taken) for each in others)),
        **{"recipients": ("c1",), **more},
    )


def touch_of(
    action: Action,
    *,
    account: str,
    playbook: str,
    version: int,
    outcome: Outcome = "done",
    episode: dt.date | None = None,
) -> Touch:
    """An action of a decision as it is remembered when it has ended on its day."""
    return Touch(
        id=action.id,
        account=account,
        on=action.on,
        kind=action.kind,
        outcome=outcome,
        playbook=playbook,
        version=version,
        step=action.step,
        anchor=action.anchor,
        items=tuple(TouchedItem(each.item, each.step) for each in action.lines),
        occurrence=action.occurrence,
        in_place_of=action.in_place_of,
        recipients=action.recipients,
        addresses=action.addresses,
        tone=action.tone,
        pay_by=action.pay_by,
        message=action.message,
        episode=episode,
    )


def unit(*records: Account | AccountRecord, name: str = "A") -> Unit:
    """Records in any order; without an account one of the unit's name, without contacts one by email."""
    accounts = [each for each in records if isinstance(each, Account)]
    others: list[AccountRecord] = [each for each in records if not isinstance(each, Account)]
    if not any(isinstance(each, Contact) for each in others):
        others.append(contact(account=name))
    fields: dict[str, Any] = {
        field: tuple(each for each in others if type(each) is kind) for kind, field in FIELD_OF.items()
    }
    payer_first = sorted(accounts or [Account(id=name)], key=lambda each: each.id != name)
    return Unit(id=name, accounts=tuple(payer_first), **fields)


def with_records(before: Unit, *records: AccountRecord) -> Unit:
    """The unit with further records."""
    kept: Iterable[AccountRecord] = [each for field in FIELD_OF.values() for each in getattr(before, field)]
    return unit(*before.accounts, *kept, *records, name=before.id)
