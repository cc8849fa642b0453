"""Playbooks: a segment of items and how they are followed up, with every option of the language."""

import msgspec

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.conditions import condition_for, likely_for
from playbook_engine.analysis.strategies.ground import SEGMENT, Follow, Ground
from playbook_engine.analysis.strategies.rules import calendar, guarantees, holds, limits
from playbook_engine.analysis.strategies.steps import beside, ends, ladder
from playbook_engine.model.condition import ALWAYS, Condition
from playbook_engine.model.playbook import Playbook


def playbook_for(ground: Ground, name: str, version: int, chance: Chance, *, last: bool) -> Playbook:
    """A playbook; the last one of an organisation mostly takes what the others leave."""
    if chance.percent(5):
        return _not_chased(ground, name, version, chance)
    follow: Follow = chance.pick(("account", "account", "invoice", "item", "family"))
    cadence = ladder(ground, follow, chance.part("cadence")) if chance.percent(95) else ()
    alongside = beside(ground, follow, cadence, chance.part("alongside"))
    if not cadence and not alongside:
        cadence = ladder(ground, follow, chance.part("cadence"))
    made = Playbook(
        name=name,
        version=version,
        title=f"{name} accounts",
        owner="receivables",
        when=_segment(ground, chance.part("segment"), last=last),
        stays=chance.pick(("while it matches", "while it matches", "until paid")),
        follow=follow,
        cadence=cadence,
        exhausted=ends(ground, follow, chance.part("exhausted")) if cadence else (),
        alongside=alongside,
        holds=holds(ground, "hold-", chance.part("holds"), (0, 0, 1, 1, 2)),
        limits=limits(chance.part("limits"), (0, 0, 0, 1, 2)),
        guarantees=guarantees(ground, "rule-", chance.part("guarantees"), (0, 0, 0, 1)),
    )
    return _with_choices(made, chance.part("choices"))


def _with_choices(playbook: Playbook, chance: Chance) -> Playbook:
    """The named choices of the language, and when and from whom messages go."""
    return msgspec.structs.replace(
        playbook,
        effective_from=chance.pick(pools.DATES[:4]).isoformat() if chance.percent(8) else "",
        effective_until=chance.pick(pools.DATES[4:]).isoformat() if chance.percent(8) else "",
        currencies="together" if chance.percent(40) else "apart",
        amount="gross" if chance.percent(30) else "net of credits",
        grace=chance.pick(pools.DAYS[1:4]) if chance.percent(25) else 0,
        when_anchor_changes=chance.pick(("rejoin", "restart", "keep")),
        reopened=chance.pick(("continue", "again")),
        catch_up=chance.pick(("latest", "latest", "next", "shift", "never")),
        combine=chance.pick(("same step", "highest", "no")),
        in_flight="move" if chance.percent(35) else "keep",
        calendar=calendar(chance.part("calendar")) if chance.percent(25) else None,
        sender=chance.pick(("", "", "", "Accounts <ar@example.com>", "ar@example.com")),
        values={"pay_page": "https://pay.example.com"} if chance.percent(10) else {},
    )


def _not_chased(ground: Ground, name: str, version: int, chance: Chance) -> Playbook:
    return Playbook(
        name=name,
        version=version,
        when=condition_for(ground, SEGMENT, chance.part("segment")),
        follow=chance.pick(("account", "invoice", "item")),
        chase=False,
        because="leased to a partner",
    )


def _segment(ground: Ground, chance: Chance, *, last: bool) -> Condition:
    draw = chance.below(100)
    if draw < (75 if last else 20):
        return ALWAYS
    return likely_for(ground, SEGMENT, chance) if draw < 85 else condition_for(ground, SEGMENT, chance)
