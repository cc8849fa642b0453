"""Two runs side by side: nothing is lost, nothing counts twice, and neither side is favoured."""

import datetime as dt
from collections import Counter

import msgspec
import pytest
from hypothesis import given

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.model.book import Book
from playbook_engine.model.scenario import Scenario
from playbook_engine.service.plan_running import run_book
from playbook_engine.simulation.changes import CHANGE_KINDS, OPPOSITE, Change, ChangeKind
from playbook_engine.simulation.comparing import Comparison, Run, Terms, compare
from playbook_engine.simulation.pieces import pieces_of
from playbook_engine.simulation.summing import Count, Tally
from tests.property.drawn_acts import TERMS, runs, two_runs
from tests.property.laws import of_cases

WAITING = msgspec.structs.replace(TERMS, agreed=False)


def rows(found: Comparison) -> list[tuple[Tally, ...]]:
    return [found.by_playbook, found.by_step, found.by_tier, found.by_country]


class TestTheSame:
    """An empty difference of releases gives an empty plan."""

    @given(runs())
    def test_a_run_and_itself_differ_in_nothing(self, run: Run) -> None:
        found = compare(run, run, TERMS)
        assert found.empty
        assert not found.changes
        assert not found.groups
        assert not found.strategic
        assert found.actions.more == found.contacts.all.more == found.calls.more == found.approvals.more == 0
        assert all(row.before == row.after and not row.kinds for each in rows(found) for row in each)
        assert all(each.before == each.after and not each.only_after.minor for each in found.money)

    @given(runs())
    def test_neither_order_nor_a_version_that_was_raised_is_a_change(self, run: Run) -> None:
        raised = tuple(msgspec.structs.replace(each, version=2) for each in reversed(run.acts))
        assert compare(run, Run(acts=raised, alarms=tuple(reversed(run.alarms))), TERMS).empty

    @of_cases()
    def test_a_release_and_itself_plan_nothing(self, case: Drawn) -> None:
        book = Book(setting=case.setting, units=(case.unit,))
        for approvals in ("given", "never"):
            scenario = Scenario(first=case.day, last=case.after(60), approvals=approvals)
            one, other = (run_book(case.release, book, scenario) for _ in range(2))
            terms = Terms(first=case.day, last=case.after(60), tones=TERMS.tones, agreed=approvals == "given")
            assert compare(one, other, terms).empty


class TestAddingUp:
    """What a plan counts adds up."""

    @given(two_runs())
    def test_before_less_gone_and_with_new_is_after(self, both: tuple[Run, Run]) -> None:
        found = compare(*both, TERMS)
        kinds = Counter(kind for each in found.changes for kind in each.kinds)
        assert found.actions.after == found.actions.before - kinds["gone"] + kinds["added"]
        for table in rows(found):
            assert all(row.after == row.before - row.gone + row.added - row.left + row.came for row in table)
            assert sum(row.before for row in table) == found.actions.before
            assert sum(row.after for row in table) == found.actions.after
            assert sum(row.gone for row in table) == kinds["gone"]
            assert sum(row.came for row in table) == sum(row.left for row in table)
        for tier in (found.by_tier, found.by_country):
            assert not any(row.came or row.left for row in tier)

    @given(two_runs())
    def test_every_act_is_the_same_or_stands_in_one_change(self, both: tuple[Run, Run]) -> None:
        found = compare(*both, TERMS)
        for side, run in enumerate(both):
            ids = [each.action.id for change in found.changes if (each := (change.before, change.after)[side])]
            assert len(ids) == len(set(ids))
            assert set(ids) <= {each.action.id for each in run.acts}
            rest = {each.action.id for each in run.acts} - set(ids)
            assert len(rest) == len(run.acts) - len(ids)
        same = [{each.action.id for each in run.acts} for run in both]
        changed = [{each.action.id for c in found.changes if (each := (c.before, c.after)[side])} for side in (0, 1)]
        assert len(same[0] - changed[0]) == len(same[1] - changed[1])

    @given(two_runs())
    def test_groups_people_and_customers_are_parts_of_the_whole(self, both: tuple[Run, Run]) -> None:
        found = compare(*both, TERMS)
        kinds = Counter(kind for each in found.changes for kind in each.kinds)
        assert {each.kind: each.pieces for each in found.groups} == dict(kinds)
        for one, parts in (
            (found.contacts.all, [each.all for each in found.contacted]),
            (found.calls, [each.calls for each in found.people]),
            (found.tasks, [each.tasks for each in found.people]),
            (found.approvals, [each.asked for each in found.approvers]),
        ):
            assert one == Count(before=sum(each.before for each in parts), after=sum(each.after for each in parts))
        for each in found.money:
            assert each.only_before.minor <= each.before.minor
            assert each.only_after.minor <= each.after.minor

    @given(runs())
    def test_an_item_in_many_letters_counts_once_in_the_money(self, run: Run) -> None:
        later = dt.timedelta(days=1)
        again = tuple(
            msgspec.structs.replace(
                each, day=each.day + later, action=msgspec.structs.replace(each.action, id=f"{each.action.id}/more")
            )
            for each in run.acts
        )
        once, twice = compare(run, run, TERMS), compare(Run(acts=(*run.acts, *again)), run, TERMS)
        assert [each.before for each in twice.money] == [each.before for each in once.money]


class TestSides:
    """Exchanging the runs exchanges new and gone, earlier and later, firmer and softer, and nothing else."""

    @pytest.mark.parametrize("terms", [TERMS, WAITING], ids=["approved", "waiting"])
    @given(both=two_runs())
    def test_exchanged(self, terms: Terms, both: tuple[Run, Run]) -> None:
        there, back = compare(both[0], both[1], terms), compare(both[1], both[0], terms)
        assert Counter(map(_said, there.changes)) == Counter(_said(_turned(each)) for each in back.changes)
        for name in ("actions", "calls", "tasks", "approvals"):
            assert getattr(there, name) == _exchanged(getattr(back, name))
        assert there.contacts.all == _exchanged(back.contacts.all)
        assert there.contacts.weekly == back.contacts.weekly[::-1]
        for one, other in zip(rows(there), rows(back), strict=True):
            assert [(row.name, row.before, row.added, row.came) for row in one] == [
                (row.name, row.after, row.gone, row.left) for row in other
            ]
        assert [(each.before, each.only_before) for each in there.money] == [
            (each.after, each.only_after) for each in back.money
        ]
        assert [(each.name, each.news) for each in there.guarantees] == [
            (each.name, each.no_longer) for each in back.guarantees
        ]
        assert there.money_changed == back.money_changed


class TestWaiting:
    """Work that waits for approval on many days is one piece of work, and not done."""

    @given(runs())
    def test_days_of_waiting_are_no_further_work(self, run: Run) -> None:
        waits = [each for each in run.acts if each.asked]
        later = tuple(msgspec.structs.replace(each, day=each.day + dt.timedelta(days=1)) for each in waits)
        longer = Run(acts=(*run.acts, *later), alarms=run.alarms)
        assert compare(run, longer, WAITING).empty

    @given(runs())
    def test_nothing_that_waits_counts_as_a_contact(self, run: Run) -> None:
        done = [each for each in pieces_of(run.acts, agreed=False, renamed={}) if each.contact]
        assert not any(each.act.asked for each in done)
        free = Run(acts=tuple(each for each in run.acts if not each.asked))
        assert compare(run, free, WAITING).contacts.all.more == 0


def _said(change: Change) -> bytes:
    return msgspec.json.encode(change)


def _turned(change: Change) -> Change:
    kinds = {OPPOSITE.get(each, each) for each in change.kinds}
    return msgspec.structs.replace(
        change, before=change.after, after=change.before, days=-change.days, kinds=_sorted(kinds)
    )


def _sorted(kinds: set[ChangeKind]) -> tuple[ChangeKind, ...]:
    return tuple(each for each in CHANGE_KINDS if each in kinds)


def _exchanged(count: Count) -> Count:
    return Count(before=count.after, after=count.before)
