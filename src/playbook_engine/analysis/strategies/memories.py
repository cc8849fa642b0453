"""What is remembered of actions: touches, memberships and approvals that name real steps, versions and items."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import msgspec

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.background import Background
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.model.book import (
    Approval,
    Contact,
    Invoice,
    Item,
    Membership,
    Outcome,
    Payment,
    Touch,
    TouchedItem,
)
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import Playbook, Step


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The records that memories refer to."""

    invoices: Sequence[Invoice]
    payments: Sequence[Payment]
    contacts: Sequence[Contact]

    def reversals(self, item: str) -> int:
        """How often a payment on an item was reversed."""
        return sum(
            part.item == item for each in self.payments if each.reversed_on is not None for part in each.allocations
        )

    def people(self, account: str) -> tuple[str, ...]:
        """Ids of the contacts of an account."""
        return tuple(each.id for each in self.contacts if each.account == account)

    def neighbours(self, account: str, item: str) -> tuple[str, ...]:
        """Ids of the other items of an account."""
        mine = [each for invoice in self.invoices if invoice.account == account for each in invoice.items]
        return tuple(each.id for each in mine if each.id != item)


def touches_for(background: Background, known: Known, invoice: Invoice, chance: Chance) -> tuple[Touch, ...]:
    """What was done about an invoice: the first steps of a ladder, with other things in between; or nothing."""
    if chance.percent(35):
        return ()
    playbook = chance.pick(background.release.playbooks)
    item = chance.pick(invoice.items)
    found: list[Touch] = []
    on = background.ago(chance.part("last"))
    for number, step in enumerate(reversed(_steps(playbook, chance))):
        part = chance.part("touch", number)
        found.append(_touch(background, known, invoice, item, playbook, step, on, part))
        on -= dt.timedelta(background.constants.distance(part))
        if part.percent(15):
            found.append(_touch(background, known, invoice, item, playbook, step, on, part.part("once more")))
    return _numbered(found, chance)


def _steps(playbook: Playbook, chance: Chance) -> list[Step]:
    """The first steps of a ladder, and now and then a rule alongside."""
    ladder = list(playbook.cadence[: chance.between(0, len(playbook.cadence))])
    if playbook.alongside and chance.percent(40):
        ladder.insert(chance.between(0, len(ladder)), chance.pick(playbook.alongside))
    return ladder


def _touch(
    background: Background,
    known: Known,
    invoice: Invoice,
    item: Item,
    playbook: Playbook,
    step: Step,
    on: dt.date,
    chance: Chance,
) -> Touch:
    people = known.people(invoice.account)
    in_ladder = step in playbook.cadence
    name = chance.pick(step.was) if step.was and chance.percent(40) else step.name
    kind = chance.pick(step.work.do)
    late = chance.percent(4)
    return Touch(
        id="",
        account=invoice.account,
        on=background.today + dt.timedelta(chance.between(1, 3)) if late else on,
        kind=kind,
        outcome=_outcome(chance),
        playbook=playbook.name if chance.percent(95) else "elsewhere",
        version=playbook.version,
        step=name,
        anchor=item.id,
        items=_lines(known, invoice, item, name if in_ladder else "", playbook, chance.part("lines")),
        in_place_of=_fallen_back(playbook, step, chance) if in_ladder else "",
        recipients=chance.some(people, 1, 2) if people else (),
        tone=step.work.tone.value if step.work.tone else "",
        pay_by=on + dt.timedelta(step.work.pay_by) if step.work.pay_by is not None else None,
    )


def _outcome(chance: Chance) -> Outcome:
    return chance.pick(("refused", "expired", "failed", "unknown")) if chance.percent(22) else "done"


def _lines(
    known: Known, invoice: Invoice, item: Item, step: str, playbook: Playbook, chance: Chance
) -> tuple[TouchedItem, ...]:
    """The anchor, taken to the step, and other items taken as far or less far."""
    lines = [TouchedItem(item.id, step)]
    names = [each.name for each in playbook.cadence]
    reached = ["", *names[: names.index(step) + 1]] if step in names else [step, ""]
    for other in known.neighbours(invoice.account, item.id):
        if chance.percent(40):
            lines.append(TouchedItem(other, chance.pick(reached)))
    return tuple(lines)


def _fallen_back(playbook: Playbook, step: Step, chance: Chance) -> str:
    later = [each.name for each in playbook.cadence if each.otherwise == "previous step" and each != step]
    return chance.pick(later) if later and chance.percent(25) else ""


def _numbered(found: list[Touch], chance: Chance) -> tuple[Touch, ...]:
    """Oldest first, with the occurrence of each, and some of one day joined into one message."""
    made: list[Touch] = []
    for each in sorted(found, key=lambda touch: touch.on):
        turn = 1 + sum(_of_one_step(each, other) for other in made)
        joins = made and made[-1].on == each.on and chance.percent(50)
        message = made[-1].message if joins else f"message-{each.anchor}-{each.step}-{turn}"
        made.append(msgspec.structs.replace(each, occurrence=turn, message=message if chance.percent(85) else ""))
    return tuple(made)


def _of_one_step(one: Touch, other: Touch) -> bool:
    """Whether two touches are occurrences of one step, under today's name or an earlier one."""
    names = (one.step.removeprefix("once-"), other.step.removeprefix("once-"))
    return names[0] == names[1] and (one.playbook, one.anchor) == (other.playbook, other.anchor)


def named(background: Background, known: Known, touches: Sequence[Touch]) -> tuple[Touch, ...]:
    """Touches with the ids that their actions had (rule 16), each once."""
    seen: dict[str, Touch] = {}
    for each in touches:
        item = next(item for invoice in known.invoices for item in invoice.items if item.id == each.anchor)
        name = identity(background, known, each.playbook, each.step, item, each.occurrence)
        seen.setdefault(name, msgspec.structs.replace(each, id=name))
    return tuple(seen.values())


def identity(background: Background, known: Known, playbook: str, step: str, item: Item, occurrence: int) -> str:
    """An action's id."""
    place = f"{background.release.organisation.name}/{playbook}/{step}/{item.id}"
    return f"{place}/{item.due_on}/{known.reversals(item.id)}/{occurrence}"


def memberships_for(background: Background, invoice: Invoice, chance: Chance) -> tuple[Membership, ...]:
    """Playbooks that took the items of an invoice, real ones or one that is gone."""
    found = []
    for number, item in enumerate(invoice.items):
        part = chance.part(number)
        for turn in range(part.pick((0, 0, 0, 1, 1, 2))):
            playbook = part.pick(background.release.playbooks)
            name = playbook.name if part.percent(90) else "gone"
            since = background.ago(part.part(turn))
            found.append(
                Membership(
                    id=f"{item.id}/{name}/{turn}",
                    account=invoice.account,
                    item=item.id,
                    playbook=name,
                    version=playbook.version,
                    since=since,
                )
            )
    return tuple(found)


def approvals_for(
    background: Background, known: Known, invoice: Invoice, done: Sequence[Touch], chance: Chance
) -> tuple[Approval, ...]:
    """Questions about the next occurrence of steps that need one: open, answered, or about something else by now."""
    asked = [(playbook, step) for playbook in background.release.playbooks for step in _asking(playbook)]
    if not asked or chance.percent(40):
        return ()
    playbook, step = chance.pick(asked)
    item = chance.pick(invoice.items)
    earlier = Touch(
        id="", account="", on=background.today, kind="", playbook=playbook.name, step=step.name, anchor=item.id
    )
    turn = 1 + sum(_of_one_step(earlier, each) for each in done)
    asked_on = background.ago(chance.part("asked"))
    answer: Literal["approved", "refused"] | None = chance.pick((None, "approved", "approved", "refused"))
    lines = (item.id, *known.neighbours(invoice.account, item.id)) if chance.percent(85) else ()
    rule = step.approval
    return (
        Approval(
            id=identity(background, known, playbook.name, step.name, item, turn),
            account=invoice.account,
            asked_on=asked_on,
            playbook=playbook.name,
            step=step.name,
            anchor=item.id,
            occurrence=turn,
            tone=_tone_shown(step, chance),
            recipients=_people_shown(step, known.people(invoice.account), chance),
            items=tuple(sorted(lines)),
            amount=_amount_shown(background, invoice, chance.part("amount")),
            role=rule.by if rule and chance.percent(85) else "desk",
            answer=answer,
            answered_on=min(background.today, asked_on + dt.timedelta(chance.between(0, 4))) if answer else None,
        ),
    )


def _asking(playbook: Playbook) -> list[Step]:
    return [each for each in (*playbook.cadence, *playbook.alongside) if each.approval]


def _tone_shown(step: Step, chance: Chance) -> str:
    right = step.work.tone.value if step.work.tone else ""
    return right if chance.percent(90) else chance.pick(pools.TONES)


def _people_shown(step: Step, people: tuple[str, ...], chance: Chance) -> tuple[str, ...]:
    if not step.work.to or not people or any(each.internal for each in step.work.to):
        return ()
    return people if step.work.to[0].every else (chance.pick(people),)


def _amount_shown(background: Background, invoice: Invoice, chance: Chance) -> Money | None:
    if chance.percent(40):
        return None
    return Money(background.constants.amount(chance) * chance.pick((1, 2, 10)), invoice.currency)
