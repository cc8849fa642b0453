"""Days on which steps are reached: clauses from every base that is legal in a place."""

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.model.playbook import Base, Clause

BEFORE: tuple[Base, ...] = ("due", "issue", "pay by", "promise")
"""Bases that a clause of a ladder may count back from; rules alongside also count back from a step."""

_FIXED: tuple[Base, ...] = ("due", "due", "due", "due", "issue", "entry")
_DRIVEN: tuple[Base, ...] = ("promise", "dispute resolved", "reply", "failed payment", "reversal")


def ladder_clauses(above: tuple[str, ...], chance: Chance, *, pays_by: bool) -> tuple[Clause, ...]:
    """When a step of a ladder is reached that stands below the steps `above`; mostly later than they are.

    `pays_by`: a step above asks for payment by a new date.
    """
    if chance.percent(7):
        return ()
    bases: list[Base] = [*_FIXED]
    if above:
        bases += ["previous", "previous", "previous", "step"]
    if pays_by:
        bases += ["pay by", "pay by"]
    if chance.percent(15):
        bases += _DRIVEN
    count = 2 if chance.percent(12) else 1
    return tuple(_clause(chance.pick(bases), above, len(above), chance.part(each)) for each in range(count))


def beside_clauses(steps: tuple[str, ...], chance: Chance, *, pays_by: bool) -> tuple[Clause, ...]:
    """When a rule alongside a ladder of `steps` is reached."""
    if chance.percent(12):
        return ()
    bases: list[Base] = [*_FIXED[2:], *_DRIVEN]
    bases += ["step", "step", "step"] if steps else []
    bases += ["pay by"] if pays_by else []
    base = chance.pick(bases)
    if base == "step":
        return (_clause(base, steps, chance.below(3), chance, before=chance.percent(60)),)
    return (_clause(base, steps, chance.below(3), chance, before=base in BEFORE and chance.percent(35)),)


def _clause(base: Base, steps: tuple[str, ...], rung: int, chance: Chance, *, before: bool | None = None) -> Clause:
    """A clause; the lower the step stands the later it mostly is."""
    if before is None:
        before = base in BEFORE and chance.percent(12)
    step = chance.pick(steps) if base == "step" else ""
    months = chance.between(1, 2) if chance.percent(8) and not before else 0
    relative = base not in ("due", "issue")
    days = chance.pick(pools.DAYS[:7]) if relative or before else chance.pick(pools.DAYS[rung : rung + 6])
    business = chance.percent(18)
    ends = chance.percent(6)
    words = f"{months} months and {days}{' business' if business else ''} days {'before' if before else 'after'} {base}"
    return Clause(
        base=base,
        step=step,
        months=months,
        days=days,
        business=business,
        before=before,
        end_of_month=ends,
        text=f"{words}{f' {step}' if step else ''}{' at end of month' if ends else ''}",
    )
