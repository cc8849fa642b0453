"""A small release made of model types, and timeline tests read for it."""

import textwrap

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.language.timeline import read_tests
from playbook_engine.model.condition import InDays, Interval, OneOf, Test
from playbook_engine.model.facts import Fact
from playbook_engine.model.organisation import Organisation, OwnFact, Role
from playbook_engine.model.playbook import (
    ApprovalRule,
    Choice,
    Clause,
    Exhausted,
    Guarantee,
    Hold,
    Limit,
    Playbook,
    Repeat,
    Step,
    Stops,
    Work,
)
from playbook_engine.model.release import Release
from playbook_engine.model.timeline import TimelineTest, Way
from playbook_engine.simulation.running import TestResult
from playbook_engine.simulation.timeline import run

DISPUTED = Test("item.disputed", OneOf(("yes",)), "yes")
RENEWS_SOON = Test("account.renewal_date", InDays(Interval(0, 30)), "within 30 days")
ROLES = (
    Role(name="relationship owner", field="owner"),
    Role(name="collector", field="collector"),
    Role(name="manager", person="Kim Doe"),
)


def work(kind: str = "email", tone: str = "polite", **more: object) -> Work:
    written = {"tone": Choice(value=tone), "template": Choice(value="letter")} if kind in ("email", "letter") else {}
    return Work(do=(kind,), **{**written, **more})  # type: ignore[arg-type]


def after(days: int, base: str = "due") -> Clause:
    return Clause(base=base, days=days)  # type: ignore[arg-type]


FIRST = Step(name="first", at=(after(3),), work=work())
SECOND = Step(name="second", at=(after(10),), work=work(tone="firm"))
FINAL = Step(
    name="final",
    at=(after(20),),
    work=work("letter", "final"),
    approval=ApprovalRule(by="manager", expires=4),
    also=(Work(do=("status",), set="credit hold"),),
    repeat=Repeat(every=7, times=1),
)
LADDER = (FIRST, SECOND, FINAL)
DISPUTE = Hold(name="dispute", when=DISPUTED, covers="item")
RENEWAL = Hold(
    name="renewal",
    when=RENEWS_SOON,
    covers="case",
    stops=Stops(tones=("firm", "final")),
    instead=Work(do=("task",), assign=Choice(value="relationship owner"), title="Overdue close to renewal"),
)
AGENCY = Exhausted(name="exhausted-1", after=10, work=Work(do=("status",), set="agency"))
NOT_FINAL_FOR_VIP = Guarantee(
    name="no-final-for-vip",
    never=Stops(tones=("final",)),
    when=Test("account.tier", OneOf(("vip",)), "vip"),
)
LIMIT = Limit(contacts=1, days=10, per="account")


def release(*playbooks: Playbook, **organisation: object) -> Release:
    named = playbooks or (standard(),)
    own = (OwnFact(fact=Fact(name="account.x.health", kind="text", sentence="health", values=("red", "green"))),)
    about = {"name": "acme", "base_currency": "EUR", "roles": ROLES, "own_facts": own, **organisation}
    return Release(
        organisation=Organisation(playbooks=tuple(each.name for each in named), **about),  # type: ignore[arg-type]
        playbooks=named,
        current=len(named),
    )


def standard(**more: object) -> Playbook:
    usual = {"cadence": LADDER, "exhausted": (AGENCY,), "holds": (DISPUTE, RENEWAL)}
    return Playbook(name="standard", version=1, **{**usual, **more})  # type: ignore[arg-type]


def told(text: str, of: Release | None = None) -> TimelineTest:
    read = read_tests("tests/x.yaml", textwrap.dedent(text).encode(), of or release())
    assert not read.diagnostics, read.diagnostics
    return read.tests[0]


def result(text: str, of: Release | None = None, way: Way = "as written") -> TestResult:
    chosen = of or release()
    return run(Evaluator(chosen), told(text, chosen), way)


def failures(text: str, of: Release | None = None, way: Way = "as written") -> list[str]:
    """Each failure as `day expected | got`."""
    found = result(text, of, way).failures
    return [f"{each.day} {each.expected} | {each.got}" for each in found]
