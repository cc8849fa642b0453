"""Lists of acts drawn from small pools, so that two lists share much of their work and differ in all ways."""

import datetime as dt

from hypothesis import strategies as st

from playbook_engine.model.decision import Action, Line
from playbook_engine.model.money import Money
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.alarms import Alarm
from playbook_engine.simulation.comparing import Run, Terms

FIRST = dt.date(2026, 3, 2)
TONES = ("friendly", "polite", "firm", "final")
TERMS = Terms(first=FIRST, last=FIRST + dt.timedelta(days=29), tones=TONES, work_days=22)

_TIERS = {"A": "strategic", "B": "standard", "C": ""}
_COUNTRIES = {"A": "DE", "B": "AT", "C": ""}
_items = st.sampled_from(["I1", "I2", "I3"])


@st.composite
def _acts(draw: st.DrawFn) -> Act:
    account, playbook = draw(st.sampled_from("ABC")), draw(st.sampled_from(["ladder", "other"]))
    step, anchor, turn = (
        draw(st.sampled_from(["first", "second", "second/also1"])),
        draw(_items),
        draw(st.integers(1, 2)),
    )
    day = FIRST + dt.timedelta(days=draw(st.integers(0, 29)))
    asked = draw(st.booleans())
    name = f"Acme/{playbook}/{step}/{account}{anchor}/{turn}"
    lines = tuple(
        Line(
            item=f"{account}{each}", amount=Money(draw(st.integers(1, 3)) * 100, draw(st.sampled_from(["EUR", "USD"])))
        )
        for each in sorted(draw(st.sets(_items, max_size=2)) | {anchor})
    )
    action = Action(
        id=name,
        message=draw(st.sampled_from([name, f"together-{account}-{day}"])),
        kind=draw(st.sampled_from(["email", "letter", "call", "task", "status"])),
        step=step,
        on=day,
        anchor=f"{account}{anchor}",
        occurrence=turn,
        tone=draw(st.sampled_from(["", "unheard of", *TONES])),
        recipients=(draw(st.sampled_from(["P1", "P2"])),),
        lines=lines,
        template=draw(st.sampled_from(["", "letter"])),
        assign=draw(st.sampled_from(["", "Jo", "Sam"])),
        state="needs approval" if asked else "ready",
        approval_by=draw(st.sampled_from(["owner", "controller"])) if asked else "",
    )
    return Act(
        day=day, unit=account, account=account, case=f"{playbook}/{account}", playbook=playbook, version=1,
        action=action, tier=_TIERS[account], country=_COUNTRIES[account], collector="Kim", asked=asked,
    )  # fmt: skip


@st.composite
def _alarms(draw: st.DrawFn) -> Alarm:
    account = draw(st.sampled_from("ABC"))
    day = FIRST + dt.timedelta(days=draw(st.integers(0, 29)))
    return Alarm(day=day, name=draw(st.sampled_from(["kept", "held"])), account=account, case=f"ladder/{account}")


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """What a release did: each piece of work once, unless it waits for approval on several days."""
    acts = draw(st.lists(_acts(), max_size=14, unique_by=lambda each: each.action.id))
    return Run(acts=tuple(acts), alarms=tuple(draw(st.lists(_alarms(), max_size=4))))


@st.composite
def two_runs(draw: st.DrawFn) -> tuple[Run, Run]:
    """Two runs of which the second has some of the acts of the first as they are."""
    before, after = draw(runs()), draw(runs())
    kept = draw(st.sets(st.sampled_from(before.acts))) if before.acts else set()
    ids = {each.action.id for each in kept}
    acts = (*sorted(kept, key=lambda each: each.action.id), *(each for each in after.acts if each.action.id not in ids))
    return before, Run(acts=acts, alarms=after.alarms)
