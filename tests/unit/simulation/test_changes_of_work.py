"""Which piece of work is which, and what is said of it: one small example a rule of docs/simulation.md."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from playbook_engine.model.decision import Action, Line
from playbook_engine.model.money import Money
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.alarms import Alarm
from playbook_engine.simulation.comparing import Comparison, Run, Terms, compare

TERMS = Terms(
    first=dt.date(2026, 3, 2), last=dt.date(2026, 3, 29), tones=("friendly", "polite", "firm", "final"), work_days=20
)


def act(day: int, step: str = "first", anchor: str = "A-1", **changed: Any) -> Act:
    """An email about one invoice of one account on a day of March; `changed` are fields of the act or its action."""
    own = {
        key: changed.pop(key) for key in tuple(changed) if key in {"account", "playbook", "tier", "collector", "asked"}
    }
    playbook, turn = own.get("playbook", "standard"), changed.get("occurrence", 1)
    name = f"Acme/{playbook}/{step}/{anchor}/2026-02-01/0/{turn}"
    lines = changed.pop("lines", {anchor: 100})
    action = Action(
        **{
            "id": name, "message": name, "kind": "email", "step": step, "on": dt.date(2026, 3, day), "anchor": anchor,
            "tone": "polite", "recipients": ("P-1",),
            "lines": tuple(Line(item=item, amount=Money(minor, "EUR")) for item, minor in lines.items()),
            "state": "needs approval" if own.get("asked") else "ready", **changed,
        }
    )  # fmt: skip
    account = own.get("account", "A")
    fields = {"tier": "standard", "country": "DE", **own, "account": account, "playbook": playbook}
    return Act(day=action.on, unit=account, case=f"{playbook}/{account}", version=1, action=action, **fields)


def compared(before: list[Act], after: list[Act], **terms: Any) -> Comparison:
    return compare(Run(acts=tuple(before)), Run(acts=tuple(after)), msgspec.structs.replace(TERMS, **terms))


def said(before: list[Act], after: list[Act], **terms: Any) -> list[tuple[str, ...]]:
    return [each.kinds for each in compared(before, after, **terms).changes]


class TestWhichIsWhich:
    def test_the_name_of_the_work_decides_whatever_its_day_and_tone(self) -> None:
        assert said([act(5), act(12, "second")], [act(6), act(12, "second", tone="firm")]) == [("later",), ("firmer",)]

    def test_neither_the_organisation_nor_the_due_date_belong_to_the_name(self) -> None:
        other = act(5, id="Other/standard/first/A-1/2026-02-09/1/1", message="Other/standard/first/A-1/2026-02-09/1/1")
        assert said([act(5)], [other]) == []

    def test_another_item_leads_the_case(self) -> None:
        both = {"A-1": 100, "A-2": 50}
        assert said([act(5, lines=both)], [act(7, anchor="A-2", lines=both)]) == [("later",)]

    def test_a_step_about_other_items_is_other_work(self) -> None:
        assert said([act(5)], [act(5, anchor="A-2")]) == [("gone",), ("added",)]

    def test_another_playbook_takes_the_item(self) -> None:
        assert said([act(5)], [act(5, playbook="enterprise")]) == [("other playbook",)]
        rows = compared([act(5)], [act(5, playbook="enterprise")]).by_playbook
        assert [(row.name, row.left, row.came, row.before, row.after) for row in rows] == [
            (("enterprise",), 0, 1, 0, 1),
            (("standard",), 1, 0, 1, 0),
        ]

    def test_another_step_of_another_playbook_is_other_work(self) -> None:
        assert said([act(5)], [act(5, "reminder", playbook="long-tail")]) == [("added",), ("gone",)]

    def test_the_nearest_in_days_go_together(self) -> None:
        lines = {"A-1": 100, "A-2": 50, "A-3": 10}
        before = [act(5, lines=lines), act(20, anchor="A-2", lines=lines)]
        found = compared(before, [act(19, anchor="A-3", lines=lines)])
        assert [(each.kinds, each.days) for each in found.changes] == [(("gone",), 0), (("earlier",), -1)]

    def test_repeats_are_told_apart_by_their_occurrence(self) -> None:
        three = [act(5), act(12, occurrence=2), act(19, occurrence=3)]
        assert said(three, three[:2]) == [("gone",)]

    def test_a_step_by_the_name_it_had(self) -> None:
        renamed = {("standard", "first"): "opening"}
        assert said([act(5)], [act(5, "opening")], renamed=renamed) == []
        assert said([act(5)], [act(5, "opening")]) == [("gone",), ("added",)]

    def test_work_of_another_account_is_never_the_same(self) -> None:
        assert said([act(5)], [act(5, account="B")]) == [("gone",), ("added",)]


class TestWhatIsSaid:
    @pytest.mark.parametrize(
        ("changed", "kinds"),
        [
            ({"tone": "firm"}, ("firmer",)),
            ({"tone": "friendly"}, ("softer",)),
            ({"tone": "icy"}, ("other tone",)),
            ({"tone": ""}, ("other tone",)),
            ({"recipients": ("P-2",)}, ("someone else",)),
            ({"cc": ("boss",)}, ("someone else",)),
            ({"assign": "Jo"}, ("someone else",)),
            ({"asked": True, "approval_by": "owner"}, ("needs approval",)),
            ({"kind": "letter"}, ("other channel",)),
            ({"lines": {"A-1": 101}}, ("other items",)),
            ({"lines": {"A-1": 100, "A-2": 1}}, ("other items",)),
            ({"template": "other"}, ("other content",)),
            ({"pay_by": dt.date(2026, 3, 20)}, ("other content",)),
            ({"priority": "high"}, ("other content",)),
            ({"tone": "firm", "kind": "letter", "recipients": ("P-2",)}, ("firmer", "someone else", "other channel")),
        ],
    )
    def test_each_way_to_differ(self, changed: dict[str, Any], kinds: tuple[str, ...]) -> None:
        assert said([act(5)], [act(5, **changed)]) == [kinds]

    def test_the_day_asked_for_moves_with_the_day(self) -> None:
        before, after = act(5, pay_by=dt.date(2026, 3, 12)), act(7, pay_by=dt.date(2026, 3, 14))
        assert said([before], [after]) == [("later",)]

    def test_another_approver(self) -> None:
        one, other = (act(5, asked=True, approval_by=who) for who in ("owner", "controller"))
        assert said([one], [other]) == [("other approver",)]
        assert said([one], [act(5)]) == [("no approval",)]

    def test_two_letters_that_go_as_one(self) -> None:
        first, second = act(5), act(5, anchor="A-2")
        together = act(5, anchor="A-2", message=first.action.message)
        found = compared([first, second], [first, together])
        assert [each.kinds for each in found.changes] == [("combined otherwise",), ("combined otherwise",)]
        assert (found.contacts.all.before, found.contacts.all.after) == (2, 1)


class TestWhatIsCounted:
    def test_waiting_work_is_no_contact_and_one_question(self) -> None:
        waits = [act(day, asked=True, approval_by="owner") for day in (5, 6, 9)]
        found = compared([], waits, agreed=False)
        assert (found.actions.after, found.approvals.after, found.contacts.all.after) == (1, 1, 0)
        assert compared([], [waits[0], act(9)], agreed=False).contacts.all.after == 1

    def test_what_comes_with_a_step_is_asked_about_once(self) -> None:
        main = act(5, "final", asked=True, approval_by="owner")
        also = act(5, "final/also1", kind="status", tone="", asked=True, approval_by="owner")
        assert compared([], [main, also]).approvals.after == 1
        plain = [act(5, "final"), act(5, "final/also1", kind="status", tone="")]
        assert said(plain, [main, also]) == [("needs approval",)]

    def test_the_busiest_week_is_any_seven_days_in_a_row(self) -> None:
        days = [act(day, anchor=f"A-{day}") for day in (2, 8, 9, 16)]
        found = compared(days, days[:1]).contacts
        assert (found.busiest.before, found.busiest.after) == (2, 1)
        assert found.weekly == ("1.00", "0.25")

    def test_money_counts_an_item_once_with_the_most_that_is_asked(self) -> None:
        found = compared([act(5), act(12, "second", lines={"A-1": 80, "A-2": 5})], [act(5, kind="task")])
        assert [(str(each.before), str(each.after), str(each.only_before)) for each in found.money] == [
            ("1.05 EUR", "0.00 EUR", "1.05 EUR")
        ]

    def test_a_new_contact_that_is_firmer_than_all_before_is_a_firmer_tone(self) -> None:
        known = act(5, tier="strategic")
        softer = compared([known], [known, act(9, "more", tier="strategic", tone="polite")])
        firmer = compared([known], [known, act(9, "more", tier="strategic", tone="final")])
        assert [each.firmer for each in (*softer.strategic, *firmer.strategic)] == [False, True]
        assert firmer.strategic[0].tone == ("polite", "final")
        task = compared([known], [known, act(9, "more", kind="task", tier="strategic", tone="final")])
        assert [each.firmer for each in task.strategic] == [False]

    def test_calls_without_a_name_are_the_collectors(self) -> None:
        calls = [act(5, kind="call", collector="Jo"), act(5, "more", kind="task", assign="Sam", collector="Jo")]
        found = compared([], calls).people
        assert [(each.name, each.calls.after, each.tasks.after, each.busiest.after) for each in found] == [
            ("Jo", 1, 0, 1),
            ("Sam", 0, 1, 1),
        ]

    def test_a_case_that_a_guarantee_stops_on_many_days_counts_once(self) -> None:
        days = [
            Alarm(day=dt.date(2026, 3, day), name="kept", account=account, case=f"standard/{account}")
            for account in "AB"
            for day in (5, 6)
        ]
        (found,) = compare(Run(acts=(), alarms=tuple(days[:2])), Run(acts=(), alarms=tuple(days)), TERMS).guarantees
        assert (found.cases.before, found.cases.after, found.news, found.no_longer) == (1, 2, ("B",), ())
