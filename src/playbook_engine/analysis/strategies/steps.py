"""Steps of a ladder, rules alongside it, and what happens at its end."""

from typing import Literal

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.conditions import condition_for, likely_for
from playbook_engine.analysis.strategies.ground import Follow, Ground, Place, step_place
from playbook_engine.analysis.strategies.schedules import beside_clauses, ladder_clauses
from playbook_engine.analysis.strategies.works import internal, message
from playbook_engine.model.condition import ALWAYS, Condition
from playbook_engine.model.playbook import ApprovalRule, Exhausted, Repeat, Step, Work

Otherwise = Literal["skip", "wait", "previous step"]

_OTHERWISE: tuple[Otherwise, ...] = ("skip", "wait", "previous step")


def ladder(ground: Ground, follow: Follow, chance: Chance) -> tuple[Step, ...]:
    """A cadence of one to four steps whose tones mostly get stiffer."""
    steps: list[Step] = []
    tone = chance.below(2)
    for number in range(chance.pick((1, 2, 2, 3, 3, 4))):
        part = chance.part(number)
        steps.append(_rung(ground, follow, steps, ground.tones[tone], part))
        tone = min(tone + part.below(2), len(ground.tones) - 1) if part.percent(95) else part.below(len(ground.tones))
    return tuple(steps)


def _rung(ground: Ground, follow: Follow, above: list[Step], tone: str, chance: Chance) -> Step:
    number = len(above)
    names = tuple(each.name for each in above)
    when = _when(ground, step_place(follow), chance.part("when"))
    return Step(
        name=pools.STEPS[number],
        was=(pools.RENAMED[number],) if chance.percent(12) else (),
        work=message(ground, tone, chance.part("work"))
        if chance.percent(78)
        else internal(ground, chance.part("work")),
        at=ladder_clauses(names, chance.part("at"), pays_by=any(each.work.pay_by is not None for each in above)),
        when=when,
        otherwise="skip" if when == ALWAYS else chance.pick(_OTHERWISE[: 3 if number else 2]),
        approval=_approval(ground, chance.part("approval")) if chance.percent(15) else None,
        also=_also(ground, chance.part("also")) if chance.percent(12) else (),
        repeat=_repeat(chance.part("repeat")) if chance.percent(18) else None,
    )


def beside(ground: Ground, follow: Follow, steps: tuple[Step, ...], chance: Chance) -> tuple[Step, ...]:
    """Rules alongside a ladder."""
    return tuple(
        _rule(ground, follow, steps, name, chance.part(name))
        for name in pools.BESIDE[: chance.pick((0, 0, 1, 1, 2, 3))]
    )


def _rule(ground: Ground, follow: Follow, steps: tuple[Step, ...], name: str, chance: Chance) -> Step:
    each_item = chance.percent(40)
    pays_by = any(each.work.pay_by is not None for each in steps)
    reaches_out = chance.percent(50)
    when = _when(ground, step_place(follow, each_item=each_item), chance.part("when"))
    tone = chance.pick(ground.tones)
    at = beside_clauses(tuple(each.name for each in steps), chance.part("at"), pays_by=pays_by)
    return Step(
        name=name,
        was=(f"once-{name}",) if chance.percent(10) else (),
        work=message(ground, tone, chance.part("work")) if reaches_out else internal(ground, chance.part("work")),
        at=at,
        when=when,
        otherwise="skip" if when == ALWAYS or chance.percent(80) else chance.pick(_OTHERWISE),
        approval=_approval(ground, chance.part("approval")) if chance.percent(8) else None,
        also=_also(ground, chance.part("also")) if chance.percent(6) else (),
        repeat=_repeat(chance.part("repeat")) if chance.percent(25) else None,
        each_item=each_item,
        once_per="episode" if chance.percent(30) else "anchor",
    )


def ends(ground: Ground, follow: Follow, chance: Chance) -> tuple[Exhausted, ...]:
    """What happens at a ladder's end."""
    count = chance.pick((0, 1, 1, 2))
    return tuple(
        Exhausted(
            name=f"exhausted-{number + 1}",
            after=chance.pick(pools.DAYS[:7]),
            work=_last_work(ground, chance.part("work", number)),
            when=_when(ground, step_place(follow), chance.part("when", number)),
        )
        for number in range(count)
    )


def _last_work(ground: Ground, chance: Chance) -> Work:
    return message(ground, ground.tones[-1], chance) if chance.percent(25) else internal(ground, chance)


def _when(ground: Ground, place: Place, chance: Chance) -> Condition:
    draw = chance.below(100)
    if draw < 50:
        return ALWAYS
    return likely_for(ground, place, chance) if draw < 68 else condition_for(ground, place, chance)


def _approval(ground: Ground, chance: Chance) -> ApprovalRule:
    return ApprovalRule(
        by=chance.pick(ground.roles),
        expires=chance.pick((1, 2, 3, 5)) if chance.percent(60) else None,
        if_refused="again" if chance.percent(40) else "pass",
    )


def _also(ground: Ground, chance: Chance) -> tuple[Work, ...]:
    return tuple(internal(ground, chance.part(number)) for number in range(chance.between(1, 2)))


def _repeat(chance: Chance) -> Repeat:
    return Repeat(every=chance.pick((1, 2, 3, 7, 14)), times=chance.pick((None, 1, 2, 3)))
