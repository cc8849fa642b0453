"""From a folder to values: the design's example in full, every default, facts, tables, the organisation."""

import datetime as dt
from pathlib import Path

import pytest

from playbook_engine.language.folder import Loaded, load
from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.condition import ALWAYS, All, InRange, Interval, Not, OneOf, Test, facts_of
from playbook_engine.model.organisation import Aggregate, Arithmetic, Derived, LookUp, Role, Score
from playbook_engine.model.playbook import (
    ApprovalRule,
    Calendar,
    Choice,
    Clause,
    Exhausted,
    ItemsListed,
    Limit,
    Playbook,
    Recipient,
    Repeat,
    Stops,
    Work,
)
from playbook_engine.model.release import catalogue_of
from tests.unit.language.written import folder, loaded

EXAMPLE = Path(__file__).parent / "examples" / "design"


def files_of(top: Path) -> dict[str, bytes]:
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def example() -> Loaded:
    """The complete example of the language."""
    return load(files_of(EXAMPLE))


@pytest.fixture(scope="module")
def strategic(example: Loaded) -> Playbook:
    return example.playbooks[0]


class TestTheExample:
    def test_it_has_no_error_and_the_one_warning_it_deserves(self, example: Loaded) -> None:
        assert [each.code for each in example.diagnostics] == ["PB248"]
        assert example.ok

    def test_head(self, strategic: Playbook) -> None:
        assert (strategic.name, strategic.version, strategic.owner) == ("strategic", 3, "ar-enterprise")
        assert (strategic.effective_from, strategic.effective_until) == ("2026-01-01", "")
        assert (strategic.grace, strategic.sender) == (2, "Accounts Receivable <ar@example.com>")
        assert strategic.values == {"pay_page": "https://pay.example.com"}
        assert strategic.calendar == Calendar(
            opens=540, closes=1020, weekdays=(0, 1, 2, 3, 4), holidays="account.country"
        )

    def test_segment(self, strategic: Playbook) -> None:
        assert isinstance(strategic.when, All)
        tier, _, either, excluded = strategic.when.parts
        assert tier == Test("account.tier", OneOf(("strategic",)), "strategic")
        assert facts_of(either) == {"account.country", "account.arr"}
        assert isinstance(excluded, Not)

    def test_first_step(self, strategic: Playbook) -> None:
        first = strategic.cadence[0]
        assert first.at == (Clause(base="due", days=3, business=True, text="3 business days after due"),)
        assert first.work == Work(
            do=("email",),
            tone=Choice(value="polite"),
            template=Choice(value="first-notice"),
            to=(Recipient(role="billing", text="billing contact"), Recipient(text="any contact")),
            cc=(Recipient(role="relationship owner", internal=True, text="relationship owner"),),
            attach=("invoices", "statement"),
            pay_by=10,
        )

    def test_last_step(self, strategic: Playbook) -> None:
        final = strategic.cadence[2]
        assert final.at[0].end_of_month
        assert final.approval == ApprovalRule(by="relationship owner", expires=4)
        assert final.also == (Work(do=("status",), set="credit hold"),)
        assert final.repeat == Repeat(every=14, times=3)
        assert final.work.do == ("letter", "email")

    def test_end_of_the_ladder(self, strategic: Playbook) -> None:
        first, second = strategic.exhausted
        assert (first.name, first.after, first.work.assign) == ("exhausted-1", 10, Choice(value="collections manager"))
        assert second == Exhausted(name="exhausted-2", after=10, work=Work(do=("status",), set="hand over to agency"))

    def test_rules_alongside(self, strategic: Playbook) -> None:
        courtesy, heads_up, promises, retry = strategic.alongside
        assert (courtesy.each_item, courtesy.at[0].before) == (True, True)
        assert heads_up.at == (Clause(base="step", step="final", days=2, before=True, text="2 days before step final"),)
        assert (promises.once_per, promises.at) == ("episode", ())
        assert retry.at[0].base == "failed payment"

    def test_holds_limits_guarantees(self, strategic: Playbook) -> None:
        dispute, promise, renewal = strategic.holds
        assert (dispute.covers, dispute.clock) == ("item", "stops")
        assert (promise.covers, promise.grace) == ("amount", 2)
        assert renewal.stops == Stops(tones=("firm", "final"))
        assert renewal.covers == "case"
        assert renewal.instead is not None
        assert strategic.limits == (
            Limit(contacts=2, days=7, per="account"),
            Limit(contacts=1, days=3, per="contact"),
        )
        (guarantee,) = strategic.guarantees
        assert guarantee.never == Stops(kinds=("email", "letter", "sms", "call"), tones=("firm", "final"))
        assert guarantee.unless_approved_by == "relationship owner"

    def test_release(self, example: Loaded) -> None:
        release = example.release
        assert release is not None
        assert [each.region for each in release.closed_days] == ["AT", "DE", "NO"]
        assert dt.date(2026, 5, 17) in release.closed_days[2].days
        assert release.covered == (dt.date(2010, 1, 1), dt.date(2040, 12, 31))
        assert [each.name for each in release.templates] == ["courtesy", "final-notice", "first-notice"]
        assert release.current == 1

    def test_places(self, example: Loaded) -> None:
        assert example.places["strategic/step/final"].line == 50
        assert example.places["strategic/hold/renewal"].path == "strategic.yaml"
        assert {"strategic", "strategic/step/exhausted-2", "strategic/limit/2"} <= set(example.places)


def test_every_default_is_the_one_of_its_key() -> None:
    found = loaded("")
    assert found.diagnostics == ()
    (playbook,) = found.playbooks
    step = playbook.cadence[0]
    assert playbook == Playbook(name="standard", version=1, cadence=(step,))
    assert step.work == Work(do=("task",), assign=Choice(value="collector"))
    assert (step.when, step.otherwise, step.once_per, step.each_item) == (ALWAYS, "skip", "anchor", False)


def test_all_that_a_key_can_choose() -> None:
    found = loaded(
        "stays: nothing\n"
        "follow: invoice\ncurrencies: together\namount: gross\nwhen_anchor_changes: keep\nreopened: again\n"
        "catch_up: shift\ncombine: highest\nin_flight: move\n".replace("stays: nothing\n", "")
        + "segment: {stays: until paid}\neffective: {until: 2026-12-31}\n"
        "calendar: {weekdays: [mon, wed to fri], closed: previous open day}\n"
    )
    assert found.diagnostics == ()
    (playbook,) = found.playbooks
    assert (playbook.follow, playbook.currencies, playbook.amount) == ("invoice", "together", "gross")
    assert (playbook.when_anchor_changes, playbook.reopened, playbook.catch_up) == ("keep", "again", "shift")
    assert (playbook.combine, playbook.in_flight, playbook.stays) == ("highest", "move", "until paid")
    assert playbook.effective_until == "2026-12-31"
    assert playbook.calendar == Calendar(weekdays=(0, 2, 3, 4), closed="previous open day")


ORGANISATION = """
time_zone: Europe/Berlin
language: de
tones: [mild, hard]
roles:
  owner: account.owner
  collector: account.collector
  relationship owner: Kim Doe <kim@example.com>
calendars: {europe: {hours: 08:00 to 18:00, weekdays: mon to fri}}
calendar: europe
work_calendar: {weekdays: mon to fri, holidays: DE-BY}
closed_days: [2026-12-31, 2026-12-24]
freshness: {erp: 2 days, crm: 1 week}
facts:
  account.x.health: {type: text, values: [red, green], required: yes}
  item.x.weight: {type: number, unit: days}
  invoice.x.labels: {type: tags}
required: [account.country]
derived:
  account.x.broken_lately: {count: promises, where: {promise.state: broken}, in_last: 180 days}
  account.x.paid: {sum_of: payment.amount, where: {payment.reversed: no}}
  account.x.worst: {max_of: entry.days_overdue}
  account.x.last_paid: {latest: payment.on}
  account.x.gap: {difference: [account.open_balance, account.unapplied_credit]}
  account.x.share: {share: [account.x.gap, account.open_balance]}
  account.x.age: {days_between: [account.customer_since, today.date]}
  account.x.band: {look_up: band}
  account.x.risk:
    score:
      - {points: 20, when: {account.x.broken_lately: at least 1}}
      - {points: -5, when: {account.x.band: good}}
  item.x.left: {difference: [item.amount, item.balance]}
tables:
  band:
    columns: [account.tier, account.x.age]
    rows:
      - [strategic, any, good]
      - ["-", [less than 30, more than 3000], fair]
    otherwise: poor
segments: {red: {account.x.health: red}}
limits: [{contacts: 3, in: 2 weeks, per: family}]
guarantees: [{guarantee: never-hard, never: {tone: hard}}]
"""


@pytest.fixture(scope="module")
def found() -> Loaded:
    """A folder whose organisation file says most of what one can say."""
    return loaded("", **{"organisation.yaml": ORGANISATION})


class TestTheOrganisation:
    def test_it_has_no_fault(self, found: Loaded) -> None:
        assert found.diagnostics == ()

    def test_plain_keys(self, found: Loaded) -> None:
        organisation = found.organisation
        assert organisation is not None
        assert (organisation.time_zone, organisation.language, organisation.tones) == (
            "Europe/Berlin",
            "de",
            ("mild", "hard"),
        )
        assert organisation.roles == (
            Role(name="owner", field="owner"),
            Role(name="collector", field="collector"),
            Role(name="relationship owner", person="Kim Doe <kim@example.com>"),
        )
        assert organisation.calendar == Calendar(opens=480, closes=1080, weekdays=(0, 1, 2, 3, 4))
        assert organisation.closed_days == ("2026-12-24", "2026-12-31")
        assert organisation.freshness == (("crm", 7), ("erp", 2))
        assert organisation.required == ("account.x.health", "account.country")
        assert organisation.limits == (Limit(contacts=3, days=14, per="family"),)
        assert organisation.guarantees[0].never == Stops(tones=("hard",))

    def test_own_facts(self, found: Loaded) -> None:
        assert found.organisation is not None
        health, weight, labels = (each.fact for each in found.organisation.own_facts)
        assert (health.values, health.optional, health.source) == (("red", "green"), True, "x.health")
        assert (weight.kind, weight.unit) == ("number", "days")
        assert (labels.kind, labels.optional) == ("tags", False)
        assert "anchor.x.weight" in catalogue_of(found.organisation)

    def test_derived_facts(self, found: Loaded) -> None:
        assert found.organisation is not None
        derived = {each.fact.name.removeprefix("account.x."): each for each in found.organisation.derived}
        kinds = {name: (each.fact.kind, each.fact.optional, each.fact.moves) for name, each in derived.items()}
        assert kinds == {
            "broken_lately": ("number", False, True),
            "paid": ("money", False, False),
            "worst": ("number", True, True),
            "last_paid": ("date", True, False),
            "gap": ("money", False, False),
            "share": ("percent", True, False),
            "age": ("number", True, True),
            "band": ("text", False, True),
            "risk": ("number", False, True),
            "item.x.left": ("money", False, False),
        }

    def test_how_they_are_computed(self, found: Loaded) -> None:
        assert found.organisation is not None
        by = {each.fact.name.removeprefix("account.x."): each.by for each in found.organisation.derived}
        where = Test("promise.state", OneOf(("broken",)), "broken")
        assert by["broken_lately"] == Aggregate(operation="count", collection="promises", where=where, days=180)
        assert by["worst"] == Aggregate(operation="max", collection="items", value="entry.days_overdue")
        assert by["gap"] == Arithmetic(
            operation="difference", facts=("account.open_balance", "account.unapplied_credit")
        )
        assert by["age"] == Arithmetic(operation="days between", facts=("account.customer_since", "today.date"))
        assert by["band"] == LookUp(table="band")
        assert isinstance(by["risk"], Score)
        assert [points for _, points in by["risk"].points] == [20, -5]

    def test_a_table_is_conditions(self, found: Loaded) -> None:
        assert found.organisation is not None
        (table,) = found.organisation.tables
        (first, good), (second, fair) = table.rows
        assert (first, good, fair) == (Test("account.tier", OneOf(("strategic",)), "strategic"), "good", "fair")
        assert facts_of(second) == {"account.x.age"}
        assert table.otherwise == "poor"

    def test_what_a_table_gives_is_all_that_the_fact_can_be(self, found: Loaded) -> None:
        assert found.organisation is not None
        band = next(each for each in found.organisation.derived if isinstance(each.by, LookUp))
        assert isinstance(band, Derived)
        assert band.fact.values == ("good", "fair", "poor")


def test_a_row_that_asks_nothing_always_holds() -> None:
    table = "tables: {t: {columns: [account.tier, account.country], rows: [[any, any, a]]}}\n"
    found = loaded("", **{"organisation.yaml": table})
    assert found.organisation is not None
    assert found.organisation.tables[0].rows == ((All(()), "a"),)


def test_a_tone_may_be_chosen_by_a_table() -> None:
    organisation = "tables:\n  tones: {columns: [anchor.days_overdue], rows: [[at most 30, polite]], otherwise: firm}\n"
    text = "cadence: [{step: a, at: on due, do: email, template: first-notice, tone: by table tones}]\n"
    found = loaded(
        text, **{"organisation.yaml": organisation, "templates/first-notice/en.liquid": "---\nsubject: a\n---\nb\n"}
    )
    assert found.diagnostics == ()
    assert found.playbooks[0].cadence[0].work.tone == Choice(table="tones")


def test_items_by_condition() -> None:
    text = (
        "cadence: [{step: a, at: on due, do: task, assign: collector, items: {item.days_overdue: at least 10 days}}]\n"
    )
    (playbook,) = loaded(text).playbooks
    wanted = Test("item.days_overdue", InRange(Interval(10)), "at least 10 days")
    assert playbook.cadence[0].work.items == ItemsListed(which="condition", when=wanted)


class TestMeaning:
    """Comments, order of keys, formatting and the words of a phrase do not count; what they mean does."""

    def test_the_same_in_other_words(self) -> None:
        one = "segment:\n  when: {account.overdue_balance: at least 1000 EUR, account.tier: a}\ngrace: 1 week\n"
        other = (
            "# a remark\ngrace: '7 days'\n"
            "segment: {when: {all: [{account.overdue_balance: at least 1000.00 EUR}, {account.tier: is a}]}}\n"
        )
        first, second = loaded(one).release, loaded(other).release
        assert first is not None
        assert second is not None
        assert fingerprint(first) == fingerprint(second)

    def test_another_meaning(self) -> None:
        first, second = loaded("grace: 7 days\n").release, loaded("grace: 8 days\n").release
        assert first is not None
        assert second is not None
        assert fingerprint(first) != fingerprint(second)

    def test_files_in_any_order(self) -> None:
        files = folder("grace: 7 days\n")
        assert load(files) == load(dict(reversed(files.items())))


def test_with_errors_there_is_no_release_and_what_could_be_read() -> None:
    found = loaded("grace: soon\n")
    assert found.release is None
    assert found.organisation is not None
    assert [each.name for each in found.playbooks] == ["standard"]


def test_what_belongs_to_others_is_handed_on_untouched() -> None:
    files = {**folder(""), "tests/a.yaml": b"- test: a", "templates/x/en.liquid": b"---\nsubject: a\n---\nb\n"}
    found = load(files)
    assert found.tests == {"tests/a.yaml": b"- test: a"}
    assert found.template_sources == {"templates/x/en.liquid": b"---\nsubject: a\n---\nb\n"}
