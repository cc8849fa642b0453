"""Pieces of work: messages to the customer, and work for our own people."""

from typing import Literal

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.conditions import condition_for
from playbook_engine.analysis.strategies.ground import LISTED, Ground
from playbook_engine.model.playbook import CONTACT_KINDS, ActionKind, Choice, ItemsListed, Recipient, Stops, Work

Priority = Literal["low", "normal", "high"]

INTERNAL_KINDS: tuple[ActionKind, ...] = ("task", "portal", "retry payment", "status", "notify")


def message(ground: Ground, tone: str, chance: Chance) -> Work:
    """Work that reaches the customer; of no given tone, the tone is what a table says."""
    by_table = ground.tables.get("tone", ())
    templates = ground.tables.get("template", ())
    said_by_table = chance.percent(15)
    return Work(
        do=chance.some(CONTACT_KINDS, 1, 3 if chance.percent(30) else 1),
        tone=Choice(table=chance.pick(by_table)) if by_table and said_by_table else Choice(value=tone),
        template=_template(templates, ground, chance.part("template")),
        to=tuple(_recipient(chance.part("to", each)) for each in range(chance.pick((1, 1, 1, 2, 3)))),
        cc=_copies(ground, chance.part("cc")),
        items=_items(ground, chance.part("items")),
        attach=chance.some(("invoices", "statement"), 0, 2) if chance.percent(20) else (),
        pay_by=chance.pick(pools.DAYS[2:8]) if chance.percent(20) else None,
        priority=_priority(chance),
    )


def internal(ground: Ground, chance: Chance, kinds: tuple[ActionKind, ...] = INTERNAL_KINDS) -> Work:
    """Work for our own people, of one of these kinds."""
    kind = chance.pick(kinds)
    priority = _priority(chance)
    match kind:
        case "status":
            return Work(do=(kind,), set=chance.pick(("credit hold", "with agency")), priority=priority)
        case "notify":
            to = tuple(_role(each) for each in chance.some(ground.roles, 1, 2))
            return Work(do=(kind,), to=to, title="look at this", items=_items(ground, chance), priority=priority)
        case "task":
            assign = _assigned(ground, chance)
            return Work(do=(kind,), assign=assign, title="call them", items=_items(ground, chance), priority=priority)
        case _:
            return Work(do=(kind,), items=_items(ground, chance), priority=priority)


def part_of_actions(ground: Ground, chance: Chance) -> Stops:
    """Some of the actions, by kind, by tone or both."""
    by_tone = chance.below(3)
    kinds = chance.pick((CONTACT_KINDS, ("email",), ("letter", "call"), ("task", "status"))) if by_tone != 1 else ()
    start = chance.below(len(ground.tones))
    tones = chance.pick((ground.tones[start:], ground.tones[: start + 1], ground.tones[start : start + 1]))
    return Stops(kinds=kinds, tones=tones if by_tone else ())


def _template(tables: tuple[str, ...], ground: Ground, chance: Chance) -> Choice:
    if tables and chance.percent(15):
        return Choice(table=chance.pick(tables))
    return Choice(value=chance.pick(ground.templates))


def _recipient(chance: Chance) -> Recipient:
    role = "" if chance.percent(45) else chance.pick(pools.CONTACT_ROLES)
    every = chance.percent(25)
    words = f"{role or ('all' if every else 'any')} contact{'s' if every else ''}"
    return Recipient(role=role, every=every, text=words)


def _role(name: str) -> Recipient:
    return Recipient(role=name, internal=True, text=name)


def _copies(ground: Ground, chance: Chance) -> tuple[Recipient, ...]:
    if chance.percent(80):
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


def _assigned(ground: Ground, chance: Chance) -> Choice:
    tables = ground.tables.get("role", ())
    return (
        Choice(table=chance.pick(tables)) if tables and chance.percent(20) else Choice(value=chance.pick(ground.roles))
    )


def _priority(chance: Chance) -> Priority:
    return chance.pick(("normal", "normal", "normal", "low", "high"))
