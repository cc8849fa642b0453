"""Files of timeline tests: what is read, and every fault at its place with its way out."""

import datetime as dt
import textwrap

import pytest

from playbook_engine.language import codes_timeline
from playbook_engine.language.keys.happenings import EVENTS
from playbook_engine.language.keys.kinds import Keys
from playbook_engine.language.keys.timeline import EXPECTATIONS, TIMELINE_PARTS
from playbook_engine.language.timeline import ReadTests, read_tests
from playbook_engine.language.timelines.events import _READ
from playbook_engine.model.book import Contact, Touch
from playbook_engine.model.codes import Code
from playbook_engine.model.money import Money, Rate
from playbook_engine.model.playbook import CONTACT_KINDS, Stops
from playbook_engine.model.release import Release
from playbook_engine.model.timeline import Acts, Clock, MoneyCame, NoCase, Nothing, Only, Silent, TouchTold
from tests.unit.simulation.small import release, standard

USUAL = "account: {tier: vip}, invoices: {INV-1: {due: 2026-03-02, amount: 500 EUR}}"


def read(text: str, of: Release | None = None) -> ReadTests:
    return read_tests("tests/x.yaml", textwrap.dedent(text).encode(), of or release())


def written(entry: str, given: str = USUAL) -> str:
    return f"- test: it\n  given: {{{given}}}\n  timeline:\n    - {entry}\n"


def faults(text: str, of: Release | None = None) -> list[str]:
    """Each fault as `code line:column message | help`."""
    found = read(text, of).diagnostics
    return [f"{each.code} {each.place.line}:{each.place.column} {each.message} | {each.help}" for each in found]


class TestWhatIsRead:
    def test_everything_has_a_default(self) -> None:
        book = read("- {test: it, timeline: [{on: 2026-03-02, expect: no case}]}").tests[0].book
        (unit,) = book.units
        assert unit.accounts[0].id == "ACME"
        assert unit.accounts[0].owner == "owner@example.com"
        assert unit.contacts[0].email == "billing@acme.example"
        assert unit.contacts[0].primary

    def test_an_invoice_in_short(self) -> None:
        invoice = read(written("{on: 2026-03-02, expect: silence}", "invoices: {I: {due: 2026-03-31}}")).tests[0]
        (found,) = invoice.book.units[0].invoices
        assert (found.issued_on, found.currency) == (dt.date(2026, 3, 1), "EUR")
        assert [(each.id, each.amount) for each in found.items] == [("I", 100_000)]

    def test_instalments_are_numbered(self) -> None:
        given = "invoices: {I: {instalments: [{due: 2026-03-31, amount: 1 EUR}, {due: 2026-04-30, amount: 2.50 EUR}]}}"
        (found,) = read(written("{on: 2026-03-02, expect: silence}", given)).tests[0].book.units[0].invoices
        assert [(each.id, each.amount) for each in found.items] == [("I/1", 100), ("I/2", 250)]

    def test_none_takes_a_default_away(self) -> None:
        given = "account: {owner: none}, contacts: none"
        unit = read(written("{on: 2026-03-02, expect: no case}", given)).tests[0].book.units[0]
        assert unit.accounts[0].owner is None
        assert unit.contacts == ()

    def test_contacts_have_what_is_written(self) -> None:
        given = "contacts: {AP: {role: billing, email: a@b.example, opted_out: [sms, call]}}"
        unit = read(written("{on: 2026-03-02, expect: no case}", given)).tests[0].book.units[0]
        assert unit.contacts == (
            Contact(id="AP", account="ACME", role="billing", email="a@b.example", opted_out=("sms", "call")),
        )

    def test_accounts_that_pay_for_others_are_one_unit(self) -> None:
        given = "accounts: {SUB: {payer: GROUP}, GROUP: {}}, invoices: {I: {due: 2026-03-02, account: GROUP}}"
        units = read(written("{on: 2026-03-02, expect: silence}", given)).tests[0].book.units
        assert [[each.id for each in unit.accounts] for unit in units] == [["GROUP", "SUB"]]

    def test_rates_and_freshness(self) -> None:
        given = "rates: {2026-01-01 USD to EUR: 0.9}, freshness: {erp: 2026-03-01}"
        of = release(freshness=(("erp", 2), ("crm", 2)))
        test = read(written("{on: 2026-03-02, expect: no case}", given), of).tests[0]
        assert test.book.setting.rates == (Rate(dt.date(2026, 1, 1), "USD", "EUR", "0.9"),)
        assert [each.id for each in test.book.setting.freshness] == ["erp"]
        assert test.fresh == ("crm",)

    def test_given_in_common_and_over_it(self) -> None:
        text = """
            given: {account: {tier: vip}, invoices: {I: {due: 2026-03-02}}}
            tests:
              - {test: one, timeline: [{on: 2026-03-02, expect: silence}]}
              - {test: two, given: {account: {tier: low}}, timeline: [{on: 2026-03-02, expect: silence}]}
        """
        units = [each.book.units[0] for each in read(text).tests]
        assert [each.accounts[0].tier for each in units] == ["vip", "low"]
        assert all(each.invoices for each in units)

    def test_days_of_entries_make_the_days_of_the_test(self) -> None:
        text = """
            - test: it
              at: 18:30
              timeline:
                - {from: 2026-03-06, until: 2026-03-10, at: 23:30 UTC, expect: no case}
                - {on: 2026-03-01, downtime: yes}
        """
        (test,) = read(text).tests
        assert (test.first, test.last) == (dt.date(2026, 3, 1), dt.date(2026, 3, 10))
        assert test.at == Clock(18 * 60 + 30)
        assert test.entries[0].at == Clock(23 * 60 + 30, utc=True)
        assert test.entries[1].downtime

    def test_expectations(self) -> None:
        text = """
            - test: it
              given: {invoices: {INV-1: {due: 2026-03-02}}}
              timeline:
                - on: 2026-03-05
                  account: ACME
                  expect:
                    - {silence: held, by: none, until: 2026-03-09}
                    - {step: first, pay_by: none, items: none, tone: firm}
                - {on: 2026-03-06, expect: silence}
                - {on: 2026-03-07, expect: no case}
        """
        first, second, third = read(text).tests[0].entries
        silent, acts = first.expects
        assert isinstance(silent, Silent)
        assert (silent.reason, silent.by, silent.step, silent.until) == ("held", "", None, dt.date(2026, 3, 9))
        assert isinstance(acts, Acts)
        assert (acts.pay_by, acts.items, acts.tone, acts.do) == ("none", (), "firm", None)
        assert first.only == Only(account="ACME")
        assert isinstance(second.expects[0], Nothing)
        assert isinstance(third.expects[0], NoCase)

    def test_what_must_never_go_out(self) -> None:
        (test,) = read(written("{on: 2026-03-02, never: {do: any contact, tone: firm or stronger}}")).tests
        assert test.entries[0].never == Stops(kinds=CONTACT_KINDS, tones=("firm", "final"))

    def test_own_facts_have_their_type(self) -> None:
        (test,) = read(written("{on: 2026-03-02, expect: no case}", "account: {x: {health: red}}")).tests
        assert test.book.units[0].accounts[0].x == {"health": "red"}


class TestEvents:
    def test_every_event_has_a_reader(self) -> None:
        assert set(EVENTS) == set(_READ)

    @pytest.mark.parametrize("name", [each for each in EVENTS if each not in ("applied", "invoice")])
    def test_an_event_is_read_as_its_key_shows_it(self, name: str) -> None:
        details = [each.example for each in EVENTS[name].keys if each.required]
        given = (
            "invoices: {INV-1: {due: 2026-05-02, amount: 500 EUR}, INV-2: {due: 2026-05-03, amount: 9000 EUR}}, "
            "contacts: {AP: {role: billing}}"
        )
        text = written(f"{{on: 2026-03-02, event: {{{', '.join(details)}}}, expect: silence}}", given)
        text = text.replace("first-notice", "first")
        assert faults(text) == []
        assert len(read(text).tests[0].happenings) == 1

    def test_an_event_without_more_to_say_is_a_word(self) -> None:
        assert faults(written("{on: 2026-03-02, event: reply, expect: silence}")) == []

    def test_events_of_history_come_first_and_in_order_of_days(self) -> None:
        given = f"{USUAL}, history: [{{on: 2026-02-20, synced: b}}, {{on: 2026-02-10, synced: a}}]"
        (test,) = read(written("{on: 2026-03-02, event: {synced: c}, expect: silence}", given)).tests
        assert [getattr(each, "source", "") for each in test.happenings] == ["a", "b", "c"]

    def test_a_payment_in_shares(self) -> None:
        (test,) = read(written("{on: 2026-03-02, event: {payment: 3 EUR, for: {INV-1: 2 EUR}}, expect: silence}")).tests
        (found,) = test.happenings
        assert isinstance(found, MoneyCame)
        assert (found.amount, found.items, found.shares) == (Money(300, "EUR"), ("INV-1",), (("INV-1", 200),))

    def test_a_touch_is_what_the_evaluator_would_have_written(self) -> None:
        event = "{touch: second, for: [INV-1], tone: firm, dated: 2026-03-01}"
        (test,) = read(written(f"{{on: 2026-03-02, event: {event}, expect: silence}}")).tests
        (found,) = test.happenings
        assert isinstance(found, TouchTold)
        touch: Touch = found.touch
        assert (touch.playbook, touch.version, touch.step, touch.anchor) == ("standard", 1, "second", "INV-1")
        assert (touch.on, touch.kind, touch.recipients) == (dt.date(2026, 3, 1), "email", ("ACME-billing",))
        assert [(each.item, each.step) for each in touch.items] == [("INV-1", "second")]


FAULTS: dict[str, tuple[Code | None, str]] = {
    "- {test: it, timeline: [{on: 2026-03-02, expect: no case}], x: 1}": (
        None,
        (
            "PB201 1:61 a test has no key `x` | it has `test`, `about`, `given`, `timeline`, `evaluate`, `at`, "
            "`unchecked`, `leave_out`"
        ),
    ),
    "- {timeline: [{on: 2026-03-02, expect: no case}]}": (
        None,
        "PB202 1:4 a test needs the key `test` | write `test: nobody is chased after paying`",
    ),
    "- {test: a, timeline: [{on: 2026-03-02, expect: no case}]}\n" * 2: (
        codes_timeline.SAME_NAME,
        "PB501 2:10 the name `a` is given twice | rename one",
    ),
    written("{on: 2026-03-02, event: {paymnt: 3 EUR}, expect: silence}"): (
        codes_timeline.UNKNOWN_EVENT,
        "PB502 4:32 nothing that can happen is called `paymnt` | did you mean `payment`?",
    ),
    written("{on: 2026-03-02, event: {for: INV-1, payment: 3 EUR}, expect: silence}"): (
        codes_timeline.UNKNOWN_EVENT,
        "PB502 4:32 nothing that can happen is called `for` | begin with `payment`",
    ),
    written("{expect: silence}"): (
        codes_timeline.NO_DAY,
        (
            "PB503 4:8 an entry is about one day, or about all days from one to another | "
            "write `on: 2026-03-05`, or `from: 2026-03-06` and `until: 2026-03-10`"
        ),
    ),
    written("{from: 2026-03-02, until: 2026-03-01, expect: silence}"): (
        codes_timeline.DAYS_REVERSED,
        "PB504 4:33 the time ends on `2026-03-01`, before it begins on `2026-03-02` | the first day is the earlier one",
    ),
    written("{from: 2026-03-02, until: 2026-03-04, expect: {step: first}}"): (
        codes_timeline.NOT_ONE_DAY,
        "PB505 4:53 an action is expected on several days | an action comes on one day: write `on:`",
    ),
    written("{on: 2026-03-02, expect: {step: first, items: INV-2}}"): (
        codes_timeline.UNKNOWN_ITEM,
        "PB506 4:53 there is no item or invoice `INV-2` | did you mean `INV-1`?",
    ),
    written("{on: 2026-03-02, account: ACNE, expect: silence}"): (
        codes_timeline.UNKNOWN_RECORD,
        "PB507 4:33 there is no account `ACNE` | did you mean `ACME`?",
    ),
    written("{on: 2026-03-02, event: {bounce: email}, expect: silence}", "contacts: {A: {}, B: {}}"): (
        codes_timeline.WHICH_ONE,
        "PB508 4:32 there are several contacts | say which: `contact: A`",
    ),
    written("{on: 2026-03-02, event: {invoice: INV-1, due: 2026-04-01}, expect: silence}"): (
        codes_timeline.SAME_ID,
        "PB509 4:41 the invoice `INV-1` is there already | ",
    ),
    written("{on: 2026-03-02, event: {payment: 3 USD, for: INV-1}, expect: silence}"): (
        codes_timeline.OTHER_CURRENCY,
        "PB510 4:41 3.00 USD is for `INV-1`, which is in EUR | money is set against items of its currency",
    ),
    written("{on: 2026-03-02, expect: silence}", f"{USUAL}, history: [{{on: 2026-03-02, synced: erp}}]"): (
        codes_timeline.NOT_BEFORE,
        (
            "PB511 2:98 this happens on `2026-03-02`, and the timeline begins on `2026-03-02` | "
            "tell it as an `event` of the timeline"
        ),
    ),
    written("{on: 2026-03-02, event: {synced: erp, dated: 2026-03-03}, expect: silence}"): (
        codes_timeline.DATED_LATER,
        "PB512 4:52 it becomes known on `2026-03-02` and is dated later | an event cannot be known before it happened",
    ),
    written("{on: 2026-03-02, downtime: yes, expect: silence}"): (
        codes_timeline.NOT_DECIDED,
        (
            "PB513 4:8 something is expected of days on which nothing is decided | "
            "in downtime events happen, and nothing is decided"
        ),
    ),
    written("{on: 2026-03-05, expect: [silence, {step: first}]}"): (
        codes_timeline.CONTRADICTION,
        (
            "PB514 4:33 silence and something else are expected of one moment | leave one out; for silence of the "
            "ladder beside other work give its reason: `{silence: waiting}`"
        ),
    ),
    written("{on: 2026-03-05, event: reply}"): (
        codes_timeline.NOTHING_EXPECTED,
        "PB515 1:3 this test expects nothing | say what must come: `expect: {step: first-notice}`",
    ),
    written("{from: 2026-03-05, until: 2046-03-05, expect: silence}"): (
        codes_timeline.TOO_LONG_A_STORY,
        "PB516 4:5 the timeline is longer than ten years | ",
    ),
    written("{on: 2026-03-05, expect: silence}", "invoices: {INV-1: {amount: 3 EUR}}"): (
        codes_timeline.NO_AMOUNT_OR_DATE,
        "PB517 2:30 the invoice `INV-1` falls due on no day | write `INV-1: {due: 2026-03-02, amount: 500 EUR}`",
    ),
    written("{on: 2026-03-05, expect: {silence: held, by: renewel}}"): (
        codes_timeline.UNKNOWN_REASON,
        "PB518 4:52 there is no hold `renewel` | did you mean `renewal`?",
    ),
    written("{on: 2026-03-05, expect: {tone: firm}}"): (
        codes_timeline.NOT_EXPECTED,
        "PB519 4:33 an expected action names its step | write `step: first-notice`",
    ),
    written("{on: 2026-03-05, expect: {step: frist}}"): (
        None,
        "PB220 4:39 no playbook has a step `frist` | did you mean `first`?",
    ),
    written("{on: 2026-03-05, expect: {step: first, tone: plite}}"): (
        None,
        "PB224 4:52 the organisation has no tone `plite` | did you mean `polite`?",
    ),
    written("{on: 2026-03-05, playbook: standrad, expect: silence}"): (
        None,
        "PB226 4:34 there is no playbook `standrad` | did you mean `standard`?",
    ),
    written("{on: 2026-03-05, expect: {step: final, approval: manger}}"): (
        None,
        "PB223 4:56 the organisation has no role `manger` | did you mean `manager`?",
    ),
    written("{on: 2026-03-05, expect: {step: first, template: x}}"): (None, "PB221 4:56 there is no template `x` | "),
    written("{on: 2026-03-05, facts: {item.balance: 3 EUR}}"): (
        None,
        (
            "PB214 4:32 `item.balance` is not at hand in the facts of a test | say of which item: `item: INV-1` beside "
            "`facts`, such as `anchor.balance`"
        ),
    ),
    written("{on: 2026-03-05, expect: silence}", "account: {x: {helth: red}}"): (
        None,
        "PB210 2:25 the organisation has no fact `account.x.helth` | did you mean `health`?",
    ),
    written("{on: 2026-13-05, expect: silence}"): (
        None,
        "PB136 4:12 `2026-13-05` has no month that exists | write year, month and day, such as `2026-01-31`",
    ),
}


class TestFaults:
    @pytest.mark.parametrize("text", FAULTS)
    def test_is_said_with_its_place_and_way_out(self, text: str) -> None:
        assert faults(text) == [FAULTS[text][1]]

    def test_every_code_of_timeline_tests_is_reached(self) -> None:
        codes = {each for each in vars(codes_timeline).values() if isinstance(each, Code)}
        assert codes == {code for code, _ in FAULTS.values() if code}

    def test_all_faults_of_a_file_are_reported_at_once_and_sound_tests_are_kept(self) -> None:
        text = written("{on: 2026-03-05, expect: {step: frist}}") + written(
            "{on: 2026-03-05, playbook: x, expect: silence}"
        ).replace("it", "other")
        sound = written("{on: 2026-03-05, expect: silence}").replace("test: it", "test: sound")
        found = read(text + sound)
        assert [each.code for each in found.diagnostics] == ["PB220", "PB226"]
        assert [each.name for each in found.tests] == ["sound"]

    def test_several_playbooks_with_one_step_are_told_apart(self) -> None:
        other = standard()
        of = release(
            standard(), type(other)(**{**{f: getattr(other, f) for f in other.__struct_fields__}, "name": "b"})
        )
        text = written("{on: 2026-03-05, event: {touch: first, for: INV-1}, expect: silence}")
        assert faults(text, of) == [
            "PB508 4:32 the playbooks `standard` and `b` have a step `first` | say which: `playbook: standard`"
        ]


class TestKeys:
    @pytest.mark.parametrize("part", [*TIMELINE_PARTS.values(), *EVENTS.values(), *EXPECTATIONS.values()])
    def test_each_key_has_an_example_and_a_sentence(self, part: Keys) -> None:
        for key in part.keys:
            assert key.example.startswith(f"{key.name}: ")
            assert key.sentence
            assert not key.sentence.endswith(".")
