"""Pieces of work: messages to the customer, and work for our own people."""

from typing import Literal

import msgspec

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.conditions import condition_for
from playbook_engine.analysis.strategies.ground import LISTED, Ground
from playbook_engine.model.playbook import CONTACT_KINDS, ActionKind, Choice, ItemsListed, Recipient, Stops, Work

Priority = Literal["low", "normal", "high"]

INTERNAL_KINDS: tuple[ActionKind, ...] = ("task", "portal", "retry payment", "status", "notify")

_ANY = Recipient(text="any contact")
_ALL = Recipient(every=True, text="all contacts")


def message(ground: Ground, tone: str, chance: Chance) -> Work:
    """Work that reaches the customer; now and then the tone is what a table says instead of the given one."""
    kinds = chance.some(CONTACT_KINDS, 1, 3 if chance.percent(30) else 1)
    by_hand = kinds == ("call",)
    return Work(
        do=kinds,
        tone=_said(ground, "tone", (tone,), chance.part("tone")),
        template=_said(ground, "template", ground.templates, chance.part("template")),
        to=_addressed(chance.part("to"), by_hand=by_hand),
        cc=_copies(ground, chance.part("cc")),
        items=_items(ground, chance.part("items")),
        attach=_attached(chance.part("attach")),
        pay_by=chance.pick(pools.DAYS[2:8]) if chance.percent(20) else None,
        assign=_said(ground, "role", ground.roles, chance.part("assign")) if by_hand else None,
        priority=_priority(chance) if by_hand else "normal",
        title="ask for the date" if by_hand else "",
    )


def internal(ground: Ground, chance: Chance, kinds: tuple[ActionKind, ...] = INTERNAL_KINDS) -> Work:
    """Work for our own people, of one of these kinds, with the keys that mean something for it."""
    kind = chance.pick(kinds)
    items = _items(ground, chance.part("items"))
    text = _said(ground, "template", ground.templates, chance.part("template")) if chance.percent(30) else None
    match kind:
        case "status":
            return Work(do=(kind,), set=chance.pick(("credit hold", "with agency")), items=items)
        case "retry payment":
            return Work(do=(kind,), items=items)
    with_text = Work(do=(kind,), template=text, items=items, attach=_attached(chance.part("attach")))
    match kind:
        case "portal":
            tone = _said(ground, "tone", ground.tones, chance.part("tone")) if chance.percent(60) else None
            pay_by = chance.pick(pools.DAYS[2:8]) if chance.percent(30) else None
            return msgspec.structs.replace(with_text, tone=tone, pay_by=pay_by)
        case "notify":
            to = tuple(_role(each) for each in chance.some(ground.roles, 1, 2))
            copies = _copies(ground, chance.part("cc"))
            return msgspec.structs.replace(
                with_text, to=to, cc=copies, title="look at this", priority=_priority(chance)
            )
        case _:
            assign = _said(ground, "role", ground.roles, chance.part("assign"))
            return msgspec.structs.replace(with_text, assign=assign, title="call them", priority=_priority(chance))


def part_of_actions(ground: Ground, chance: Chance) -> Stops:
    """Some of the actions, by kind, by tone or both."""
    by_tone = chance.below(3)
    kinds = chance.pick((CONTACT_KINDS, ("email",), ("letter", "call"), ("task", "status"))) if by_tone != 1 else ()
    start = chance.below(len(ground.tones))
    tones = chance.pick((ground.tones[start:], ground.tones[: start + 1], ground.tones[start : start + 1]))
    return Stops(kinds=kinds, tones=tones if by_tone else ())


def _said(ground: Ground, use: str, values: tuple[str, ...], chance: Chance) -> Choice:
    """One of some values, or what a table gives."""
    tables = ground.tables.get(use, ())
    return Choice(table=chance.pick(tables)) if tables and chance.percent(25) else Choice(value=chance.pick(values))


def _attached(chance: Chance) -> tuple[str, ...]:
    return chance.some(("invoices", "statement"), 1, 2) if chance.percent(25) else ()


def _addressed(chance: Chance, *, by_hand: bool) -> tuple[Recipient, ...]:
    """An order of preference that mostly ends with anybody; a call may leave it out."""
    if by_hand and chance.percent(40):
        return ()
    named = tuple(_recipient(chance.part(each)) for each in range(chance.pick((0, 1, 1, 2))))
    if named and chance.percent(40):
        return named
    return (*named, chance.pick((_ANY, _ANY, _ALL)))


def _recipient(chance: Chance) -> Recipient:
    role = "" if chance.percent(20) else chance.pick(pools.CONTACT_ROLES)
    every = chance.percent(25)
    words = f"{role or ('all' if every else 'any')} contact{'s' if every else ''}"
    return Recipient(role=role, every=every, text=words)


def _role(name: str) -> Recipient:
    return Recipient(role=name, internal=True, text=name)


def _copies(ground: Ground, chance: Chance) -> tuple[Recipient, ...]:
    if chance.percent(72):
        return ()
    return (_role(chance.pick(ground.roles)),) if chance.percent(60) else (_recipient(chance),)


def _items(ground: Ground, chance: Chance) -> ItemsListed:
    draw = chance.below(100)
    if draw < 55:
        return ItemsListed()
    if draw < 75:
        return ItemsListed(which="open")
    if draw < 88:
        return ItemsListed(which="due within", days=chance.pick(pools.DAYS[3:8]))
    return ItemsListed(which="condition", when=condition_for(ground, LISTED, chance.part("when")))


def _priority(chance: Chance) -> Priority:
    return chance.pick(("normal", "normal", "normal", "low", "high"))
