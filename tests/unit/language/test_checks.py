"""What is wrong with a folder although each key is right; what the pages of the codes do not show."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language.folder import load
from playbook_engine.language.meaning.checks.order import _reached
from playbook_engine.language.meaning.findings import MOST_FAULTS
from playbook_engine.language.phrases.schedule import clause
from tests.unit.language.test_lowering import EXAMPLE, files_of
from tests.unit.language.written import codes, faults, folder, loaded

TASK = "do: task, assign: collector"


def ladder(*schedules: str, more: str = "") -> str:
    steps = "".join(f"  - {{step: s{n}, at: {at}, {TASK}}}\n" for n, at in enumerate(schedules, 1))
    return f"{more}cadence:\n{steps}"


class TestStructure:
    def test_a_misspelt_key_is_not_missing_as_well(self) -> None:
        text = f"cadence: [{{stepp: a, at: on due, {TASK}}}]\n"
        assert faults(text) == ["PB201 stepp: a step has no key `stepp` | did you mean `step`?"]

    def test_a_key_of_another_mapping(self) -> None:
        text = f"cadence: [{{step: a, at: on due, {TASK}, each: item}}]\n"
        assert faults(text) == ["PB201 each: a step has no key `each` | it is a key of a rule alongside"]

    def test_repeat_has_to_say_until_when(self) -> None:
        text = f"cadence: [{{step: a, at: on due, {TASK}, repeat: {{every: 3 days}}}}]\n"
        assert faults(text) == [
            "PB202 every: a repeat needs `times`: how many further ones, or `until paid` | such as `times: 3`"
        ]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("grace: [2 days]\n", ("PB203 [2 days]: `grace` is a single value, and this is a list "
             "| such as `grace: 2 days`")),
            ("segment: strategic\n", ("PB203 strategic: `segment` is a mapping, and this is a single value "
             "| such as `segment: {when: {account.tier: strategic}}`")),
            ("holds: {hold: a}\n", ("PB203 hold: `holds` is a list, and this is a mapping "
             "| such as `holds: [{hold: dispute, when: {item.disputed: yes}, covers: item}]`")),
            ("holds: []\n", "PB206 []: `holds` is an empty list | leave it out"),
            ("follow: invoise\n", "PB204 invoise: `follow` is never `invoise` | did you mean `invoice`?"),
            ("chase: never\n", "PB132 never: `never` is neither `yes` nor `no` | write `yes` or `no`"),
            ("version: 0\n", "PB133 0: `0` is too small | write 1 or more"),
            ("values: {Pay Page: x}\n", ("PB140 Pay Page: `Pay Page` is no name for templates "
             "| write small letters, digits and underscores, such as `pay_page`")),
            ("grace: 2 months\n", ("PB139 2 months: how many days `2 months` are depends on the date "
             "| write days or weeks, such as `30 days`")),
        ],
    )  # fmt: skip
    def test_a_value_of_the_wrong_kind(self, text: str, said: str) -> None:
        more = "cadence: [{step: a, at: on due, do: task, assign: collector}]\nplaybook: standard\n"
        assert faults(text + more + ("" if "version" in text else "version: 1\n")) == [said]

    def test_all_faults_of_all_files_are_found_at_once(self) -> None:
        text = (
            "# organisation.yaml\nlangauge: en\nroles: {collector: account.colector}\n"
            "# standard.yaml\ngrace: soon\ncatch_up: newest\n"
        )
        assert codes(text) == ["PB201", "PB205", "PB139", "PB204"]

    def test_a_file_that_is_no_mapping(self) -> None:
        files = {**folder(""), "standard.yaml": b"- a\n"}
        assert [each.code for each in load(files).diagnostics] == ["PB203"]
        files = {**folder(""), "organisation.yaml": b"- a\n"}
        assert [each.code for each in load(files).diagnostics] == ["PB203"]

    def test_without_an_organisation_file_only_that_is_said(self) -> None:
        assert [each.code for each in load({"standard.yaml": b"playbook: other\n"}).diagnostics] == ["PB230"]
        assert load({}).organisation is None

    def test_roles_that_cannot_be_read_are_not_missed_elsewhere(self) -> None:
        assert codes("# organisation.yaml\nroles: nobody\n") == ["PB203"]
        assert codes(
            "# organisation.yaml\ntones: {a: b}\n# standard.yaml\nguarantees: [{guarantee: g, never: {tone: firm}}]\n"
        ) == ["PB203"]

    def test_reading_is_given_up_after_many_faults(self) -> None:
        text = "".join(f"key-{n}: 1\n" for n in range(MOST_FAULTS + 50))
        found = loaded(text)
        assert len(found.diagnostics) == MOST_FAULTS + 1
        assert found.diagnostics[-1].code == "PB201" or "PB127" in {each.code for each in found.diagnostics}


class TestNames:
    def test_a_table_is_judged_by_what_it_is_used_for(self) -> None:
        organisation = "tables: {t: {columns: [account.tier], rows: [[a, politee]], otherwise: firm}}\n"
        text = "cadence: [{step: a, at: on due, do: email, template: first-notice, tone: by table t}]\n"
        more = {"organisation.yaml": organisation, "templates/first-notice/en.liquid": "---\nsubject: a\n---\nb\n"}
        found = loaded(text, **more).diagnostics
        assert [(each.code, each.place.path, each.help) for each in found] == [
            ("PB224", "organisation.yaml", "did you mean `polite`?")
        ]
        assert found[0].related[0].place.path == "standard.yaml"

    def test_a_table_reads_what_is_at_hand(self) -> None:
        organisation = "tables: {t: {columns: [item.amount], rows: [[1 EUR, collector]], otherwise: collector}}\n"
        text = "cadence: [{step: a, at: on due, do: task, assign: by table t}]\n"
        assert codes(text, **{"organisation.yaml": organisation}) == ["PB214"]
        assert codes("follow: item\n" + text, **{"organisation.yaml": organisation}) == []

    def test_what_names_a_step_in_place_of_a_held_one_is_taken(self) -> None:
        text = ladder("on due") + (
            f"alongside: [{{step: hold-big, at: on due, {TASK}}}]\n"
            f"holds: [{{hold: big, when: {{case.items: at least 9}}, instead: {{{TASK}}}}}]\n"
        )
        assert codes(text) == ["PB228"]

    def test_a_former_name_is_no_present_one(self) -> None:
        text = f"cadence: [{{step: a, at: on due, {TASK}}}, {{step: b, was: a, at: 3 days after due, {TASK}}}]\n"
        assert codes(text) == ["PB228"]

    def test_a_calendar_is_known_by_its_name(self) -> None:
        assert codes("# organisation.yaml\ncalendars: {eu: {weekdays: mon to fri}}\ncalendar: eu\n") == []

    def test_two_own_facts_that_an_anchor_could_not_tell_apart(self) -> None:
        assert codes("# organisation.yaml\nfacts: {item.x.a: {type: text}, invoice.x.a: {type: text}}\n") == ["PB228"]

    def test_a_segment_is_not_called_as_a_playbook(self) -> None:
        assert codes("# organisation.yaml\nsegments: {standard: {account.tags: has vip}}\n") == ["PB228"]

    def test_a_name_that_stands_twice_in_the_order(self) -> None:
        assert codes("# organisation.yaml\nplaybooks: [standard, standard]\n") == ["PB228"]

    def test_two_files_of_one_playbook(self) -> None:
        assert codes("", **{"standard.yml": "playbook: standard\nversion: 1\nchase: no\nbecause: b\n"}) == ["PB228"]


class TestOrderOfSteps:
    @pytest.mark.parametrize(
        "schedules",
        [
            ("3 days after due", "3 days after due"),
            ("3 business days after due", "9 days after due"),
            ("30 days after due at end of month", "3 months after due"),
            ("on due", "1 day after previous", "30 days after due"),
            ("9 days after issue", "3 days after due"),
            ("9 days before due", "3 days before due", "on due"),
            ("[9 days after due, 3 days after issue]", "1 day after due"),
            ("9 days after promise", "3 days after promise"),
        ],
    )
    def test_these_stay_in_order(self, schedules: tuple[str, ...]) -> None:
        assert codes(ladder(*schedules)) == []

    @pytest.mark.parametrize(
        ("schedules", "example"),
        [
            (("9 days after due", "3 days after due"), "due on 2023-12-01 it is reached on 2023-12-04"),
            (("5 business days after due", "6 days after due"), "due on 2023-12-01 it is reached on 2023-12-07"),
            (("1 month after due", "30 days after due"), "due on 2023-12-01 it is reached on 2023-12-31"),
            (("9 days after issue", "3 days after issue"), "issued on 2023-12-01 it is reached on 2023-12-04"),
            (("3 days before due", "9 days before due"), "due on 2023-12-01 it is reached on 2023-11-22"),
            (
                ("10 days after due at end of month", "20 days after due"),
                "due on 2023-12-01 it is reached on 2023-12-21",
            ),
        ],
    )
    def test_these_do_not_and_a_date_shows_it(self, schedules: tuple[str, ...], example: str) -> None:
        weekdays = "calendar: {weekdays: mon to fri}\n"
        found = faults(ladder(*schedules, more=weekdays))
        assert [each[:5] for each in found] == ["PB243"]
        assert example in found[0]

    def test_a_week_without_days_off_has_seven_business_days(self) -> None:
        assert codes(ladder("5 business days after due", "6 days after due")) == []

    @given(st.integers(0, 40), st.sets(st.integers(0, 6), min_size=1), st.integers(738_000, 738_400), st.booleans())
    def test_business_days_are_counted_one_by_one(
        self, count: int, open_days: set[int], base: int, before: bool
    ) -> None:
        way = -1 if before else 1
        day = base
        for _ in range(count):
            day += way
            while dt.date.fromordinal(day).weekday() not in open_days:
                day += way
        said = clause(f"{count} business days {'before' if before else 'after'} due")
        assert _reached(said, base, tuple(sorted(open_days))) == day


class TestWork:
    @pytest.mark.parametrize(
        ("work", "code"),
        [
            ("do: email, template: first-notice", "PB244"),
            ("do: status", "PB244"),
            ("do: notify", "PB244"),
            ("do: task", "PB244"),
            ("do: task, assign: collector, cc: collector", "PB246"),
            ("do: retry payment, title: Retry", "PB246"),
            ("do: [task, status], assign: collector, set: a", "PB245"),
            ("do: notify, to: billing contact", "PB251"),
            ("do: task, assign: collector, also: {do: call}", "PB251"),
            ("do: call, to: collector", "PB251"),
        ],
    )
    def test_work_that_cannot_be_done(self, work: str, code: str) -> None:
        text = f"cadence: [{{step: a, at: on due, {work}}}]\n"
        template = {"templates/first-notice/en.liquid": "---\nsubject: a\n---\nb\n"}
        assert codes(text, **(template if "template" in text else {})) == [code]

    @pytest.mark.parametrize(
        "work",
        [
            "do: call",
            "do: portal",
            "do: retry payment",
            "do: call, assign: collector, priority: high",
            "do: notify, to: collector",
        ],
    )
    def test_work_that_needs_no_more(self, work: str) -> None:
        assert codes(f"cadence: [{{step: a, at: on due, {work}}}]\n") == []


class TestHolds:
    @pytest.mark.parametrize(
        ("when", "asked_for"),
        [
            ("{account.tier: a}", False),
            ("{account.tier: [a, none]}", True),
            ("{all: [{account.tier: present}, {account.tier: a}]}", True),
            ("{item.promise: open}", True),
            ("{account.last_contact_on: in the last 3 days}", True),
            ("{account.x.own: a}", False),
            ("{account.x.sure: a}", True),
            ("{account.x.gap: at least 5 EUR}", False),
            ("{invoice.kind: a}", False),
            ("{segment: tiered}", False),
        ],
    )
    def test_a_missing_fact_lets_nothing_through_in_silence(self, when: str, asked_for: bool) -> None:
        organisation = (
            "facts: {account.x.own: {type: text}, account.x.sure: {type: text, required: yes}}\n"
            "derived: {account.x.gap: {difference: [account.open_balance, account.credit_limit]}}\n"
            "segments: {tiered: {account.tier: a}}\n"
        )
        text = f"holds: [{{hold: h, when: {when}}}]\n"
        assert codes(text, **{"organisation.yaml": organisation}) == ([] if asked_for else ["PB272"])

    def test_a_required_fact_of_an_item_is_required_of_the_anchor(self) -> None:
        organisation = "required: [invoice.kind]\n"
        text = "holds: [{hold: h, when: {anchor.kind: a}}]\n"
        assert codes(text, **{"organisation.yaml": organisation}) == []

    def test_one_playbook_without_a_hold_for_disputes(self) -> None:
        text = (
            "# organisation.yaml\nplaybooks: [other, standard]\nholds: [{hold: manual, when: {item.on_hold: yes}}]\n"
            "# other.yaml\nplaybook: other\nversion: 1\ncadence: [{step: a, at: on due, do: task, assign: collector}]\n"
            "# standard.yaml\nholds: [{hold: dispute, when: {item.disputed: yes}, covers: item}]\n"
        )
        found = loaded(text).diagnostics
        assert [(each.code, each.place.path) for each in found] == [("PB273", "other.yaml")]


class TestFacts:
    @pytest.mark.parametrize(
        ("derived", "code"),
        [
            ("account.x.a: {sum_of: payment.method}", "PB282"),
            ("account.x.a: {max_of: payment.on}", "PB282"),
            ("account.x.a: {sum_of: payment.worth}", "PB227"),
            ("item.x.a: {count: payments}", "PB282"),
            ("account.x.a: {count: payments, where: {promise.state: open}}", "PB214"),
            ("account.x.a: {sum: [account.open_items]}", "PB282"),
            ("account.x.a: {sum: [item.balance, account.open_balance]}", "PB214"),
            ("account.x.a: {days_between: [account.arr, today.date]}", "PB282"),
            ("account.x.a: {sum: [account.nothing, account.arr]}", "PB210"),
            ("account.x.a: {look_up: nothing}", "PB222"),
            ("account.x.a: {score: [{points: 5, when: {item.balance: 1 EUR}}]}", "PB214"),
            ("account.x.a: {sentence: nothing}", "PB281"),
            ("account.x.a: {look_up: t}", "PB214"),
            ("account.x.a: {share: [account.open_balance, account.arr], where: {payment.reversed: no}}", "PB246"),
            ("contact.x.a: {count: payments}", "PB280"),
        ],
    )
    def test_derived_facts_that_cannot_be(self, derived: str, code: str) -> None:
        table = "tables: {t: {columns: [item.amount], rows: [[1 EUR, a]]}}\n"
        assert codes(f"# organisation.yaml\n{table}derived:\n  {derived}\n") == [code]

    def test_a_circle_through_a_table(self) -> None:
        organisation = (
            "# organisation.yaml\n"
            "derived: {account.x.a: {look_up: t}}\n"
            "tables: {t: {columns: [account.x.a], rows: [[b, c]], otherwise: d}}\n"
        )
        assert codes(organisation) == ["PB283"]

    def test_a_long_chain_is_refused_before_it_is_too_deep(self) -> None:
        chain = "".join(f"  account.x.f{n}: {{sum: [account.x.f{n + 1}, account.open_items]}}\n" for n in range(500))
        last = "  account.x.f500: {count: payments}\n"
        found = codes(f"# organisation.yaml\nderived:\n{chain}{last}")
        assert set(found) == {"PB283"}

    def test_a_column_that_there_is_none_of_is_said_once(self) -> None:
        table = "tables: {t: {columns: [account.teir], rows: [[a, b], [c, d]]}}\n"
        assert faults("# organisation.yaml\n" + table) == [
            "PB210 account.teir: there is no fact `account.teir` | did you mean `account.tier`?"
        ]


ORGANISATION = "# organisation.yaml\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ladder("on due", "3 days after step s9"), ["PB220"]),
        (ladder("on due") + f"alongside: [{{step: a, at: 3 days after previous, {TASK}}}]\n", ["PB242"]),
        (
            ladder("on due")
            + f"alongside: [{{step: a, at: on due, {TASK}}}, {{step: b, at: 1 day after step a, {TASK}}}]\n",
            ["PB242"],
        ),
        (f"alongside: [{{step: a, at: on due, {TASK}, otherwise: wait, when: {{case.items: 1}}}}]\n", ["PB246"]),
        (f"cadence: [{{step: a, at: on due, {TASK}, otherwise: wait}}]\n", ["PB246"]),
        (f"cadence: [{{step: a, at: on due, {TASK}, repeat: {{every: 0 days, times: 1}}}}]\n", ["PB205"]),
        ("limits: [{contacts: 1, in: 0 days}]\n", ["PB205"]),
        ("because: it is leased\n", ["PB246"]),
        ("chase: no\n", ["PB261"]),
        (
            (
                "playbook: standard\nversion: 1\nexhausted: {after: 1 day, do: status, set: a}\n"
                f"alongside: [{{step: a, at: on due, {TASK}}}]\n"
            ),
            ["PB246"],
        ),
        ("guarantees: [{guarantee: g, never: {}}]\n", ["PB206"]),
        ("guarantees: [{guarantee: g, never: {tone: frim}}]\n", ["PB224"]),
        (
            "holds: [{hold: h, when: {item.disputed: yes}, covers: item, instead: {do: task, assign: collector}}]\n",
            ["PB246"],
        ),
        ("holds: [{hold: h, when: {case.items: 1}, clock: stops, stops: {do: letter}}]\n", ["PB271"]),
        ("segment: {when: {segment: [standard]}}\n", ["PB216"]),
        ("segment: {when: {segment: [[a]]}}\n", ["PB203"]),
        ("segment: {when: {any: strategic}}\n", ["PB203"]),
        ("segment: {when: {item.last_tone: firmer}}\n", ["PB212"]),
        ("from: nobody\n", ["PB205"]),
        ("calendar: {hours: 09:00}\n", ["PB205"]),
        ("calendar: {holidays: XX}\n", ["PB288"]),
        ("calendar: {weekdays: []}\n", ["PB206"]),
        (ORGANISATION + "time_zone: Europe/Berlni\n", ["PB205"]),
        (ORGANISATION + "language: german\n", ["PB205"]),
        (ORGANISATION + "base_currency: EURO\n", ["PB205"]),
        (ORGANISATION + "countries: [XX]\n", ["PB288"]),
        (ORGANISATION + "closed_days: [2026-02-30]\n", ["PB136"]),
        (ORGANISATION + "organisation: a/b\n", ["PB140"]),
        (ORGANISATION + "roles: [collector]\n", ["PB203"]),
        (ORGANISATION + "facts: {account.x.a: {type: number, values: [a]}}\n", ["PB246"]),
        (ORGANISATION + "facts: {account.x.a: text}\nrequired: [account.x.a]\n", ["PB203"]),
        (ORGANISATION + "required: [account.teir]\n", ["PB210"]),
        (ORGANISATION + "required: [case.oldest_due]\n", ["PB287"]),
        (ORGANISATION + "derived: {account.x.a: {count: promises}, account.tier: {count: promises}}\n", ["PB280"]),
        (ORGANISATION + "facts: {account.x.a: {type: text}}\nderived: {account.x.a: {count: promises}}\n", ["PB228"]),
        (ORGANISATION + "derived: {account.x.a: 5}\nrequired: [account.x.a]\n", ["PB203"]),
        (ORGANISATION + "derived: {case.x.a: {sum: [case.items, anchor.reopened]}}\n", []),
        (ORGANISATION + "derived: {invoice.x.a: {difference: [account.arr, invoice.amount]}}\n", []),
        (ORGANISATION + "tables: {t: {columns: [account.tier], rows: [[a, [b]]]}}\n", ["PB203"]),
        (ORGANISATION + "tables: {t: 5}\nderived: {account.x.a: {look_up: t}}\n", ["PB203"]),
        (
            ORGANISATION
            + "segments: {Vip: {account.tags: has vip}}\n# standard.yaml\nsegment: {when: {segment: Vip}}\n",
            ["PB140"],
        ),
    ],
)
def test_one_root_cause_gives_one_fault(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


WORDS = st.sampled_from(
    [
        "none", "[]", "{}", "[a, b]", "{a: b}", "yes", "3 days", "at least 5 EUR", "'", '"', "- ", ": ", "a", "~",
        "&x", "*x", "any contact", "by table t", "account.tier", "item.balance", "2026-01-01", "until paid", "step",
        "5", "é", "\t", "#",
    ]
)  # fmt: skip
TEXTS = {path: data.decode() for path, data in files_of(EXAMPLE).items() if path.endswith(".yaml")}


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, bytes]:
    """The complete example with a few places written over."""
    files = files_of(EXAMPLE)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(sorted(TEXTS)))
        text = files[path].decode()
        tokens = list(re.finditer(r"[^\s{}\[\],]+", text))
        token = draw(st.sampled_from(tokens)) if tokens else None
        if token:
            files[path] = (text[: token.start()] + draw(WORDS) + text[token.end() :]).encode()
    return files


class TestSpoilt:
    """Whatever stands in a file, reading it ends in a meaning or in faults with their places."""

    @given(spoilt())
    def test_nothing_is_ever_raised(self, files: dict[str, bytes]) -> None:
        found = load(files)
        assert found.ok or any(each.severity == "error" for each in found.diagnostics)
        assert (found.release is not None) == found.ok

    @given(spoilt())
    def test_every_fault_has_its_place(self, files: dict[str, bytes]) -> None:
        for each in load(files).diagnostics:
            lines = files[each.place.path].decode().split("\n") if each.place.path in files else []
            assert each.place.line <= len(lines)
            assert each.message
            assert not each.message.endswith(".")

    @given(st.data())
    def test_a_line_may_be_missing(self, data: st.DataObject) -> None:
        files = files_of(EXAMPLE)
        path = data.draw(st.sampled_from(sorted(TEXTS)))
        lines = TEXTS[path].split("\n")
        gone = data.draw(st.integers(0, len(lines) - 1))
        files[path] = "\n".join([*lines[:gone], *lines[gone + 1 :]]).encode()
        found = load(files)
        assert (found.release is not None) == found.ok
