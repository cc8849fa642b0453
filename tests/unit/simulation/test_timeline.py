"""Timeline tests, run on a small release: what passes, what fails and how it is said."""

import textwrap

import pytest

from playbook_engine.model.timeline import WAYS, Way
from playbook_engine.simulation.timeline import ways_of
from tests.unit.simulation.small import LIMIT, NOT_FINAL_FOR_VIP, failures, release, result, standard, told

FIRST_SENT = "email, tone polite, to billing@acme.example, INV-1, 500.00 EUR"
ALSO_SENT = "final/also1: status, set credit hold, needs approval by manager"
OTHER_ITEMS = "items INV-1 instead of none, amount 500.00 EUR instead of 400.00 EUR"

WHOLE_LADDER = """
    - test: the whole ladder
      given:
        invoices: {INV-1: {due: 2026-03-02, amount: 500 EUR}}
      timeline:
        - {on: 2026-03-02, expect: {silence: not yet due}}
        - {on: 2026-03-05, expect: {step: first, do: email, tone: polite, to: billing, items: INV-1, amount: 500 EUR}}
        - {from: 2026-03-06, until: 2026-03-11, expect: {silence: waiting}, stage: first, last_done: first, held: no}
        - {on: 2026-03-12, expect: {step: second, to: billing@acme.example, cc: none, anchor: INV-1}}
        - on: 2026-03-22
          expect: {step: final, do: letter, approval: manager, also: {do: status, set: credit hold}, occurrence: 1}
        - {on: 2026-03-29, expect: {step: final, occurrence: 2}}
        - {on: 2026-04-08, expect: {step: exhausted-1, set: agency, items: INV-1}}
        - {from: 2026-04-09, until: 2026-05-01, expect: {silence: exhausted}}
"""


def timeline(entries: str, given: str = "invoices: {INV-1: {due: 2026-03-02, amount: 500 EUR}}") -> str:
    inner = textwrap.indent(textwrap.dedent(entries), "    ")
    return f"- test: it\n  given: {{{given}}}\n  timeline:\n{inner}"


class TestWaysOfRunning:
    @pytest.mark.parametrize("way", WAYS)
    def test_a_test_passes_in_every_way(self, way: Way) -> None:
        assert failures(WHOLE_LADDER, way=way) == []

    def test_days_that_no_decision_names_are_skipped(self) -> None:
        days = result(WHOLE_LADDER, way="named days").days
        assert [day.isoformat() for day in days[:4]] == ["2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06"]
        assert len(days) < 20

    def test_mondays_come_later_and_once(self) -> None:
        sent = result(WHOLE_LADDER, way="mondays").sent
        assert [(each.day.isoformat(), each.seen.action.step) for each in sent] == [
            ("2026-03-09", "first"),
            ("2026-03-16", "second"),
            ("2026-03-23", "final"),
            ("2026-03-23", "final/also1"),
            ("2026-03-30", "final"),
            ("2026-03-30", "final/also1"),
            ("2026-04-13", "exhausted-1"),
        ]

    def test_a_test_that_names_its_days_is_not_run_on_others(self) -> None:
        listed = told("- test: it\n  evaluate: listed days\n  timeline: [{on: 2026-03-02, expect: no case}]")
        assert ways_of(listed) == ("as written", "twice a day", "shuffled")

    def test_ways_can_be_left_out(self) -> None:
        listed = told("- test: it\n  leave_out: [mondays, shuffled]\n  timeline: [{on: 2026-03-02, expect: no case}]")
        assert ways_of(listed) == ("as written", "twice a day", "named days")

    def test_listed_days_alone_are_decided(self) -> None:
        text = timeline("- {on: 2026-03-20, expect: {step: second}}\n- {on: 2026-04-20, expect: {step: final}}")
        found = result(text.replace("  given", "  evaluate: listed days\n  given"))
        assert found.passed
        assert len(found.days) == 2


class TestStrictness:
    def test_what_nobody_asked_for_fails(self) -> None:
        text = timeline("- {on: 2026-03-12, expect: {step: second}}\n- {on: 2026-03-02, expect: silence}")
        assert failures(text) == [
            "2026-03-05 nothing else | first: email, tone polite, to billing@acme.example, INV-1, 500.00 EUR"
        ]

    def test_unless_the_test_is_loosened(self) -> None:
        text = timeline("- {on: 2026-03-12, expect: {step: second}}\n- {on: 2026-03-02, expect: silence}")
        assert failures(text.replace("  given", "  unchecked: yes\n  given")) == []

    def test_unless_the_entry_is_loosened(self) -> None:
        assert failures(timeline("- {on: 2026-03-05, unchecked: yes, stage: first}")) == []

    def test_work_that_comes_with_a_step_need_not_be_listed(self) -> None:
        text = timeline("- {on: 2026-03-22, expect: {step: final}}")
        assert failures(text) == []

    def test_but_it_is_compared_where_it_is(self) -> None:
        text = timeline("- {on: 2026-03-22, expect: {step: final, also: {do: status, set: vip}}}")
        assert failures(text) == [f"2026-03-22 step: final | final: also {ALSO_SENT} instead of 1 as described"]

    def test_a_silence_with_a_reason_does_not_hide_an_action(self) -> None:
        text = timeline("- {on: 2026-03-05, expect: {silence: waiting}}")
        assert len(failures(text)) == 2


class TestWhatIsSaidOfAFailure:
    @pytest.mark.parametrize(
        ("entry", "failure"),
        [
            (
                "{on: 2026-03-05, expect: {step: second}}",
                "2026-03-05 step: second | ACME standard INV-1: first: " + FIRST_SENT,
            ),
            (
                "{on: 2026-03-05, expect: {step: first, tone: firm}}",
                "2026-03-05 step: first, tone firm | first: tone polite instead of firm",
            ),
            (
                "{on: 2026-03-05, expect: {step: first, items: none, amount: 400 EUR}}",
                "2026-03-05 step: first, items none, amount 400.00 EUR | first: " + OTHER_ITEMS,
            ),
            (
                "{on: 2026-03-04, expect: {silence: waiting, by: renewal}}",
                "2026-03-04 silence: waiting, by renewal | not yet due",
            ),
            ("{on: 2026-03-04, expect: no case}", "2026-03-04 no case | ACME standard INV-1: silence: not yet due"),
            ("{on: 2026-03-04, stage: first}", "2026-03-04 stage first | stage none"),
            ("{on: 2026-03-04, held: yes}", "2026-03-04 held yes | held no"),
            ("{on: 2026-03-04, next_change: 2026-03-06}", "2026-03-04 next_change 2026-03-06 | next_change 2026-03-05"),
            ("{on: 2026-03-04, messages: 1}", "2026-03-04 messages 1 | messages 0"),
            (
                "{on: 2026-03-05, expect: {step: first}, never: {tone: polite or softer}}",
                "2026-03-05 never | first: email, tone polite, to billing@acme.example, INV-1, 500.00 EUR",
            ),
            (
                "{on: 2026-03-05, expect: [{step: first}, {exception: no contact}]}",
                "2026-03-05 exception: no contact | no exception",
            ),
            (
                "{on: 2026-03-04, facts: {account.open_balance: at least 600 EUR}}",
                "2026-03-04 account.open_balance at least 600 EUR | account.open_balance 500.00 EUR",
            ),
            (
                "{on: 2026-03-04, item: INV-1, facts: {item.days_overdue: 3, account.tier: none}}",
                "2026-03-04 item.days_overdue 3 | item.days_overdue 2",
            ),
        ],
    )
    def test_day_expected_and_got(self, entry: str, failure: str) -> None:
        assert failure in failures(timeline(f"- {entry}"))

    def test_the_trace_of_the_day(self) -> None:
        found = result(timeline("- {on: 2026-03-04, expect: {silence: waiting}}"))
        assert found.failures[0].place.line == 4


class TestWhatHappens:
    def test_a_payment_ends_the_chase(self) -> None:
        entries = """
            - {on: 2026-03-04, event: {payment: in full, for: INV-1}}
            - {from: 2026-03-04, until: 2026-06-01, expect: no case}
        """
        assert failures(timeline(entries)) == []

    def test_a_part_payment_lowers_the_amount(self) -> None:
        entries = """
            - {on: 2026-03-04, event: {payment: 200 EUR, for: INV-1}}
            - {on: 2026-03-05, expect: {step: first, amount: 300 EUR}}
        """
        assert failures(timeline(entries)) == []

    def test_a_reversal_opens_it_again(self) -> None:
        entries = """
            - {on: 2026-03-04, event: {payment: in full, for: INV-1, id: PAY-1}}
            - {from: 2026-03-04, until: 2026-03-06, expect: no case}
            - {on: 2026-03-07, event: {reversal: PAY-1}, expect: {step: first, amount: 500 EUR}}
        """
        assert failures(timeline(entries)) == []

    def test_a_reversal_without_a_payment_is_a_failure_of_the_test(self) -> None:
        text = timeline("- {on: 2026-03-04, event: {reversal: INV-1}, expect: silence}")
        assert failures(text) == ["2026-03-04 this can happen | there is no payment to reverse"]

    def test_credit_that_is_applied_later(self) -> None:
        entries = """
            - on: 2026-03-03
              event: {credit: 500 EUR, id: CR-1}
              expect: [{silence: covered by credit}, {step: apply-credit}]
            - {on: 2026-03-04, event: {applied: CR-1, for: INV-1}, expect: no case}
        """
        assert failures(timeline(entries)) == []

    def test_a_dispute_and_its_end(self) -> None:
        entries = """
            - {on: 2026-03-04, event: {dispute: INV-1, reason: price}}
            - {from: 2026-03-04, until: 2026-03-08, expect: {silence: held, by: dispute}, held: yes}
            - {on: 2026-03-09, event: {dispute resolved: INV-1}, expect: {step: first}}
        """
        assert failures(timeline(entries)) == []

    def test_a_manual_hold_of_the_account(self) -> None:
        entries = """
            - {on: 2026-03-04, event: {hold: all, until: 2026-03-10}}
            - {from: 2026-03-04, until: 2026-03-07, expect: {silence: held, by: manual}}
            - {on: 2026-03-08, event: {hold lifted: all}, expect: {step: first}}
        """
        assert failures(timeline(entries)) == []

    def test_a_changed_account(self) -> None:
        entries = """
            - {on: 2026-03-05, expect: {step: first}}
            - {on: 2026-03-11, event: {account: {renewal_date: 2026-03-20, x: {health: red}}}}
            - on: 2026-03-12
              expect: [{silence: held, by: renewal, step: second}, {step: hold-renewal, in_place_of: second}]
              facts: {account.x.health: red}
            - {from: 2026-03-13, until: 2026-03-20, expect: {silence: held, by: renewal}}
        """
        assert failures(timeline(entries)) == []

    def test_due_moved_and_a_new_invoice(self) -> None:
        entries = """
            - {on: 2026-03-03, event: {due moved: INV-1, to: 2026-03-20}}
            - {on: 2026-03-04, event: {invoice: INV-2, due: 2026-03-04, amount: 70 EUR}}
            - {on: 2026-03-07, expect: {step: first, anchor: INV-2, items: INV-2, amount: 70 EUR}}
        """
        assert failures(timeline(entries)) == []

    def test_nobody_to_reach(self) -> None:
        entries = """
            - on: 2026-03-04
              event: [{bounce: email}, {opt out: letter}]
            - on: 2026-03-05
              expect: [{silence: no contact, step: first}, {exception: no contact}]
            - on: 2026-03-06
              event: {contact: AP, role: billing, email: new@acme.example}
              expect: {step: first, to: AP}
        """
        assert failures(timeline(entries)) == []

    def test_opting_in_again(self) -> None:
        entries = """
            - {on: 2026-03-04, event: {opt out: email}}
            - {on: 2026-03-05, expect: {silence: no contact}}
            - {on: 2026-03-06, event: {opt in: email}, expect: {step: first}}
        """
        assert failures(timeline(entries)) == []

    def test_what_was_done_before(self) -> None:
        text = timeline(
            "- {on: 2026-03-06, expect: {silence: waiting}, last_done: first}",
            "invoices: {INV-1: {due: 2026-03-02}}, history: [{on: 2026-03-05, touch: first, for: INV-1}, "
            "{on: 2026-03-05, entered: INV-1, playbook: standard}]",
        )
        assert failures(text) == []

    def test_nothing_is_decided_in_downtime(self) -> None:
        entries = """
            - {from: 2026-03-04, until: 2026-03-11, downtime: yes}
            - {on: 2026-03-12, expect: {step: second}}
            - {on: 2026-03-02, expect: silence}
        """
        found = result(timeline(entries))
        assert found.passed
        assert [day.isoformat() for day in found.days] == ["2026-03-02", "2026-03-03", "2026-03-12"]

    def test_a_late_record_keeps_its_own_day(self) -> None:
        entries = """
            - {on: 2026-03-05, expect: {step: first}}
            - on: 2026-03-10
              event: {promise: 2026-03-12, dated: 2026-03-04, for: INV-1}
              item: INV-1
              facts: {item.promised_on: 2026-03-12, item.promise: open}
        """
        assert failures(timeline(entries)) == []

    def test_the_money_of_a_payment_in_shares(self) -> None:
        entries = """
            - on: 2026-03-03
              event: {payment: 300 EUR, for: {INV-1: 100 EUR, INV-2: 200 EUR}}
              facts: {case.balance: 700 EUR}
        """
        given = "invoices: {INV-1: {due: 2026-03-02, amount: 500 EUR}, INV-2: {due: 2026-03-02, amount: 500 EUR}}"
        assert failures(timeline(entries, given)) == []


class TestEndings:
    def test_a_failed_action_is_tried_elsewhere(self) -> None:
        entries = """
            - {on: 2026-03-05, expect: {step: first, outcome: failed}}
            - {on: 2026-03-06, expect: {silence: no contact}}
        """
        assert failures(timeline(entries)) == []

    def test_what_was_not_done_is_due_again(self) -> None:
        entries = """
            - {on: 2026-03-05, expect: {step: first, outcome: not done}}
            - {on: 2026-03-06, expect: {step: first}}
        """
        assert failures(timeline(entries)) == []

    def test_a_refused_action(self) -> None:
        entries = """
            - {on: 2026-03-22, expect: {step: final, outcome: refused}}
            - {on: 2026-03-23, expect: [{silence: waiting}, {exception: refused}]}
        """
        assert failures(timeline(entries)) == []

    def test_an_approval_that_nobody_answers_is_asked_once_and_expires(self) -> None:
        entries = """
            - {on: 2026-03-22, expect: {step: final, approval: manager, outcome: unanswered}}
            - {from: 2026-03-23, until: 2026-03-26, last_done: none}
            - {on: 2026-03-27, expect: [{silence: waiting}, {exception: expired}]}
        """
        assert failures(timeline(entries)) == []

    def test_an_approval_that_comes_later(self) -> None:
        entries = """
            - {on: 2026-03-22, expect: {step: final, outcome: unanswered}}
            - {on: 2026-03-24, event: {approved: final}, expect: {step: final, approval: none}}
        """
        assert failures(timeline(entries)) == []

    def test_what_comes_with_a_step_shares_its_ending(self) -> None:
        sent = result(timeline("- {on: 2026-03-22, expect: {step: final, outcome: refused}}")).sent
        assert [(each.seen.action.step, each.ending) for each in sent] == [
            ("final", "refused"),
            ("final/also1", "not done"),
        ]


class TestTimeOfDay:
    def test_an_instant_in_utc_is_another_day_elsewhere(self) -> None:
        text = """
            - test: overdue in Berlin only
              given:
                accounts: {LON: {time_zone: Europe/London}, BER: {time_zone: Europe/Berlin}}
                invoices: {L: {account: LON, due: 2026-03-13}, B: {account: BER, due: 2026-03-13}}
              timeline:
                - {on: 2026-03-15, at: 23:30 UTC, expect: {step: first, account: BER}}
                - {on: 2026-03-16, at: 10:00, account: LON, expect: {step: first}}
        """
        assert failures(text) == []

    def test_two_times_of_one_day(self) -> None:
        text = """
            - test: twice
              given: {invoices: {INV-1: {due: 2026-03-02}}}
              timeline:
                - {on: 2026-03-05, at: 10:00, expect: {step: first}}
                - {on: 2026-03-05, at: 18:00, expect: {silence: waiting}}
        """
        assert failures(text) == []


class TestReached:
    def test_rules_that_a_test_reached(self) -> None:
        found = result(WHOLE_LADDER).reached
        assert {(each.kind, each.name) for each in found} == {
            ("segment", "standard"),
            ("step", "first"),
            ("step", "second"),
            ("step", "final"),
            ("exhausted", "exhausted-1"),
        }

    def test_limits_and_guarantees(self) -> None:
        chosen = release(standard(cadence=standard().cadence, limits=(LIMIT,), guarantees=(NOT_FINAL_FOR_VIP,)))
        entries = """
            - {on: 2026-03-05, expect: {step: first}}
            - {from: 2026-03-12, until: 2026-03-14, expect: {silence: limit, step: second, until: 2026-03-15}}
            - {on: 2026-03-15, expect: {step: second}}
            - on: 2026-03-22
              expect: [{silence: guarantee, by: no-final-for-vip}, {alarm: no-final-for-vip}]
        """
        text = timeline(entries, "account: {tier: vip}, invoices: {INV-1: {due: 2026-03-02}}")
        found = result(text, chosen)
        assert found.passed
        assert {(each.kind, each.name) for each in found.reached} >= {
            ("limit", "1 in 10 days per account"),
            ("guarantee", "no-final-for-vip"),
        }
