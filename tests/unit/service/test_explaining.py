"""Explaining cases, forecasting them, and showing the messages they would send."""

import datetime as dt

import msgspec
import pytest

from playbook_engine.model.book import Account, Freshness, Invoice, Item, Setting
from playbook_engine.model.condition import InAmount, Interval, Test
from playbook_engine.model.playbook import ApprovalRule
from playbook_engine.model.release import Release, Template
from playbook_engine.model.units import make_book
from playbook_engine.service.explaining import explain_case
from playbook_engine.service.forecasting import FURTHEST, forecast_book
from playbook_engine.service.previewing import preview_action
from playbook_engine.service.wrong_use import Unusable, WrongUse
from tests.unit.service.sets import book, playbook, release, step

FIRST, FINAL = dt.date(2026, 3, 5), dt.date(2026, 4, 1)


def only_large(name: str, days: int) -> Release:
    """A second step that wants at least 1,500 EUR."""
    large = Test(fact="case.balance", predicate=InAmount((("EUR", Interval(low=150_000)),)), text="at least 1500 EUR")
    return release(playbook("standard", 3, step("first", 3), msgspec.structs.replace(step(name, days), when=large)))


class TestExplaining:
    def test_an_account_s_cases_are_told_with_the_distance(self) -> None:
        (found,) = explain_case(only_large("final", 30), book(), FINAL, account="ACME")
        text = "\n".join(found.sentences)
        assert found.trace.decision.account == "ACME"
        assert "500.00 EUR short" in text
        assert "at least 1500 EUR" in text

    @pytest.mark.parametrize("which", [{"item": "BETA-1"}, {"case": "standard/BETA//EUR"}, {"account": "BETA"}])
    def test_a_case_is_found_by_account_item_or_id(self, which: dict[str, str]) -> None:
        (found,) = explain_case(release(), book(), FIRST, **which)
        assert found.trace.decision.case == "standard/BETA//EUR"

    def test_an_invoice_stands_for_its_instalments(self) -> None:
        halves = tuple(Item(id=f"I/{n}", due_on=dt.date(2026, 3, n), amount=100) for n in (1, 2))
        invoice = Invoice(id="I", account="A", issued_on=FIRST, currency="EUR", items=halves)
        known = make_book([Account(id="A"), invoice])
        each = release(playbook(follow="item"))
        assert len(explain_case(each, known, FIRST, item="I")) == 2
        assert len(explain_case(each, known, FIRST, item="I/2")) == 1

    @pytest.mark.parametrize(
        ("which", "message", "help"),
        [
            ({"account": "ACNE"}, "no account `ACNE`", "did you mean `ACME`"),
            ({"item": "ACME-2"}, "no item `ACME-2`", "did you mean `ACME-1`"),
            ({"case": "standard/ACME//USD"}, "no case `standard/ACME//USD`", "did you mean `standard/ACME//EUR`"),
            ({"case": "elsewhere"}, "no case `elsewhere`", "playbook decide"),
        ],
    )
    def test_what_is_not_there_is_told_with_a_way_out(self, which: dict[str, str], message: str, help: str) -> None:
        with pytest.raises(WrongUse, match=message) as caught:
            explain_case(release(), book(), FIRST, **which)
        assert help in caught.value.help

    def test_an_account_without_open_items_has_no_case(self) -> None:
        with pytest.raises(WrongUse, match="nothing of `A` is open on 2026-03-05"):
            explain_case(release(), make_book([Account(id="A")]), FIRST, account="A")


class TestForecasting:
    def test_what_would_go_out_is_listed_by_day(self) -> None:
        found = forecast_book(release(), book(), dt.date(2026, 3, 1), dt.date(2026, 5, 1))
        going = [(each.day, each.account) for each in found.decisions if each.actions]
        assert going == [(FIRST, "ACME"), (FIRST, "BETA"), (FINAL, "ACME"), (FINAL, "BETA")]

    def test_a_silence_is_listed_when_its_reason_changes(self) -> None:
        found = forecast_book(release(), book("ACME"), dt.date(2026, 3, 1), dt.date(2026, 5, 1))
        reasons = [each.silence.reason for each in found.decisions if each.silence]
        assert reasons == ["not yet due", "waiting", "exhausted"]

    def test_approvals_may_be_left_out(self) -> None:
        asked = msgspec.structs.replace(step("first", 3), approval=ApprovalRule(by="owner"))
        chosen = release(playbook("standard", 3, asked, step("final", 30)))
        until = dt.date(2026, 3, 20)
        given = forecast_book(chosen, book("ACME"), FIRST, until)
        never = forecast_book(chosen, book("ACME"), FIRST, until, approvals="never")
        assert len([each for each in given.decisions if each.actions]) == 1
        assert {each.actions[0].step for each in never.decisions if each.actions} == {"first"}
        assert given != never

    def test_sources_that_are_fresh_today_stay_fresh_and_stale_ones_stay_stale(self) -> None:
        chosen = release()
        strict = msgspec.structs.replace(chosen.organisation, freshness=(("erp", 2), ("crm", 2)))
        chosen = msgspec.structs.replace(chosen, organisation=strict)

        def told(erp: int, crm: int) -> list[str]:
            days = (Freshness(id="erp", on=dt.date(2026, 3, erp)), Freshness(id="crm", on=dt.date(2026, 3, crm)))
            known = msgspec.structs.replace(book("ACME"), setting=Setting(freshness=days))
            found = forecast_book(chosen, known, FIRST, dt.date(2026, 4, 20)).decisions
            return [each.silence.reason if each.silence else each.actions[0].step for each in found]

        assert told(erp=4, crm=3) == ["first", "waiting", "final", "exhausted"]
        assert told(erp=4, crm=2) == ["stale data"]

    @pytest.mark.parametrize("until", [dt.date(2026, 3, 4), FIRST + dt.timedelta(days=FURTHEST + 1)])
    def test_a_day_in_the_past_or_too_far_ahead_is_refused(self, until: dt.date) -> None:
        with pytest.raises(WrongUse, match=f"`{until}`"):
            forecast_book(release(), book(), FIRST, until)


class TestPreviewing:
    def test_a_message_is_shown_in_the_reader_s_language_first_and_then_in_the_others(self) -> None:
        (found,) = preview_action(release(), book(), FIRST, "ACME")
        assert [each.language for each in found.texts] == ["de", "en"]
        assert [each.body for each in found.texts] == ["in de\n", "in en\n"]
        assert found.texts[0].recipients == ("billing@acme.example",)

    def test_one_language_may_be_asked_for(self) -> None:
        (found,) = preview_action(release(), book(), FIRST, "ACME", language="en")
        assert [each.language for each in found.texts] == ["en"]
        with pytest.raises(WrongUse, match="`fr`") as caught:
            preview_action(release(), book(), FIRST, "ACME", language="fr")
        assert "en, de" in caught.value.help

    def test_where_nothing_goes_today_the_next_message_is_shown(self) -> None:
        (found,) = preview_action(release(), book(), dt.date(2026, 3, 1), "ACME")
        assert (found.day, found.action.step) == (FIRST, "first")
        (found,) = preview_action(release(), book(), dt.date(2026, 3, 1), "ACME", step="final")
        assert (found.day, found.action.step) == (FINAL, "final")

    def test_no_message_within_the_coming_months_is_told(self) -> None:
        with pytest.raises(WrongUse, match="no message goes to `ACME`"):
            preview_action(release(playbook(chase=False, because="leased")), book(), FIRST, "ACME")
        with pytest.raises(WrongUse, match="no message of step `final`"):
            preview_action(only_large("final", 30), book(), FIRST, "ACME", step="final")
        with pytest.raises(WrongUse, match="no step `finale`") as caught:
            preview_action(release(), book(), FIRST, "ACME", step="finale")
        assert caught.value.help == "did you mean `final`?"

    def test_a_template_that_cannot_be_filled_in_is_named(self) -> None:
        broken = Template(
            name="notice", language="de", subject="x", body="{{ nothing.at.all }}", path="templates/n.liquid"
        )
        chosen = msgspec.structs.replace(release(), templates=(broken,))
        with pytest.raises(Unusable, match="templates/n"):
            preview_action(chosen, book(), FIRST, "ACME")
