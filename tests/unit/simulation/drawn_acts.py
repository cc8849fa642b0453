"""Acts and units made by hand or by chance, for the tests of plots."""

import datetime as dt

from hypothesis import strategies as st

from playbook_engine.model.book import Account, Allocation, Dispute, Invoice, Item, Payment, Promise, Unit
from playbook_engine.model.decision import Action, Line
from playbook_engine.model.money import Money
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.plot_looks import Spec
from playbook_engine.simulation.plot_timeline import timeline
from playbook_engine.simulation.plots import ageing, calendar, compared, funnel
from tests.unit.simulation.small import standard

FIRST, LAST = dt.date(2026, 3, 2), dt.date(2026, 3, 15)
TONES = ("friendly", "polite", "firm", "final")
STEPS = ("first", "second", "final", "exhausted-1")


def act(day: int, **more: object) -> Act:
    """An action so many days after the first one; `message` and `account` may be given, as may all of an action."""
    account = str(more.pop("account", "ACME"))
    on = FIRST + dt.timedelta(days=day)
    said = {"kind": "email", "step": "first", "tone": "polite", "anchor": "A", **more}
    said = {"id": f"{account}/{said['step']}/{day}", **said}
    said = {"message": said["id"], **said}
    lines = (Line(item=str(said["anchor"]), amount=Money(100, "EUR")),)
    action = Action(on=on, lines=lines, **said)  # type: ignore[arg-type]
    return Act(
        day=on, unit=account, account=account, case=f"standard/{account}", playbook="standard", version=1, action=action
    )


def drawn_acts(days: int = 14) -> st.SearchStrategy[list[Act]]:
    """Acts of few accounts, steps and messages, so that they meet."""
    one = st.builds(
        act,
        st.integers(0, days - 1),
        account=st.sampled_from(("ACME", "BETA", "CARL")),
        step=st.sampled_from(STEPS),
        tone=st.sampled_from((*TONES, "")),
        kind=st.sampled_from(("email", "letter", "call", "task", "status")),
        message=st.sampled_from(("m1", "m2", "m3")),
    )
    return st.lists(one, max_size=40)


def acme() -> Unit:
    """An account with an item that is paid late, one in dispute, and one with a promise."""
    invoices = tuple(
        Invoice(
            id=name, account="ACME", issued_on=FIRST - dt.timedelta(days=30), currency=currency,
            items=(Item(id=name, due_on=FIRST + dt.timedelta(days=due), amount=amount),),
        )
        for name, due, amount, currency in (("A", 0, 1_000_00, "EUR"), ("B", -45, 700, "JPY"), ("C", 9, 300_00, "EUR"))
    )  # fmt: skip
    paid = Payment(
        id="P", account="ACME", on=FIRST + dt.timedelta(days=8), amount=Money(1_000_00, "EUR"),
        allocations=(Allocation(item="A", amount=1_000_00),),
    )  # fmt: skip
    return Unit(
        id="ACME",
        accounts=(Account(id="ACME", name="Acme"),),
        invoices=invoices,
        payments=(paid,),
        disputes=(Dispute(id="D", account="ACME", item="B", opened_on=FIRST, resolved_on=dt.date(2026, 3, 6)),),
        promises=(Promise(id="R", account="ACME", item="C", made_on=dt.date(2026, 3, 12), on=dt.date(2026, 3, 20)),),
    )


def all_plots() -> dict[str, Spec]:
    """Each plot once full, once empty, once with one point, and once over a very long span."""
    acts = [act(day, tone=tone, step=step) for day, tone, step in zip(range(4), TONES, STEPS, strict=True)]
    acts += [act(3, kind="task", tone=""), act(5, kind="letter", account="BETA"), act(5, kind="sms", tone="stern")]
    found: dict[str, Spec] = {}
    for name, some, units, last in (
        ("full", acts, [acme()], LAST),
        ("empty", [], [], LAST),
        ("one", acts[:1], [acme()], FIRST),
        ("long", acts, [acme()], FIRST + dt.timedelta(days=3650)),
    ):
        found |= {
            f"calendar {name}": calendar(some, FIRST, last, TONES),
            f"funnel {name}": funnel(some, [standard()], TONES),
            f"ageing {name}": ageing(units, FIRST, last),
            f"compared {name}": compared(("now", some), ("next", some[1:]), FIRST, last),
            f"timeline {name}": timeline(acme(), some, "ACME" if units else "NOBODY", FIRST, last, TONES),
        }
    return found
