"""Phrases other than comparisons: what each form means, and what is said of a slip."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language.keys.kinds import Form, PhraseKind
from playbook_engine.language.keys.phrases import PHRASES
from playbook_engine.language.phrases.calendars import holidays, hours, hours_text, weekdays
from playbook_engine.language.phrases.currencies import currency_fault
from playbook_engine.language.phrases.days import days, days_text
from playbook_engine.language.phrases.listing import items, items_text
from playbook_engine.language.phrases.people import Person, approved_by, person, recipient, recipient_text, sender
from playbook_engine.language.phrases.schedule import BASES, BEFORE, clause, clause_text
from playbook_engine.language.phrases.tones import kinds, times, tones
from playbook_engine.language.phrases.words import Misread
from playbook_engine.model.playbook import CONTACT_KINDS, Clause, ItemsListed, Recipient

ROLES = ("relationship owner", "collector")
TONES = ("friendly", "polite", "firm", "final")

READERS: dict[PhraseKind, Callable[[str], object]] = {
    "days": days,
    "schedule": clause,
    "items": items,
    "recipient": lambda text: recipient(text, ROLES),
    "person": person,
    "sender": sender,
    "hours": hours,
    "weekdays": weekdays,
    "holidays": holidays,
    "times": times,
    "tone pattern": lambda text: tones(text, TONES),
    "kinds": kinds,
    "approved by": lambda text: approved_by(text, ROLES),
}
WITH_PARSER = [(kind, form) for kind in READERS for form in PHRASES[kind]]


@pytest.mark.parametrize(("kind", "form"), WITH_PARSER, ids=lambda value: getattr(value, "example", value))
def test_the_parser_reads_the_example_of_every_form(kind: PhraseKind, form: Form) -> None:
    READERS[kind](form.example)


def test_weeks_are_seven_days() -> None:
    assert (days("10 days"), days("1 day"), days("2 weeks"), days("0 days")) == (10, 1, 14, 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 business days after due", Clause(base="due", days=3, business=True)),
        ("1 month and 10 days after issue", Clause(base="issue", months=1, days=10)),
        ("30 days after due at end of month", Clause(base="due", days=30, end_of_month=True)),
        ("on due", Clause(base="due")),
        ("7 days before due", Clause(base="due", days=7, before=True)),
        ("2 days before step final", Clause(base="step", step="final", days=2, before=True)),
        ("after step call", Clause(base="step", step="call")),
        ("1 day after failed payment", Clause(base="failed payment", days=1)),
        ("10 days after pay by", Clause(base="pay by", days=10)),
        ("2 weeks after dispute resolved", Clause(base="dispute resolved", days=14)),
        ("2 months before due", Clause(base="due", months=2, before=True)),
        ("5 days after previous", Clause(base="previous", days=5)),
        ("1 month and 2 business days after entry", Clause(base="entry", months=1, days=2, business=True)),
    ],
)
def test_schedules(text: str, found: Clause) -> None:
    assert clause(text) == Clause(**{**{f: getattr(found, f) for f in found.__struct_fields__}, "text": text})


CLAUSES = st.builds(
    Clause,
    base=st.sampled_from([each for each in BASES if each != "step"]),
    months=st.integers(0, 12),
    days=st.integers(0, 99),
    business=st.booleans(),
    end_of_month=st.booleans(),
) | st.builds(
    Clause, base=st.sampled_from(BEFORE), step=st.just("final"), before=st.just(value=True), days=st.integers(0, 99)
).map(lambda found: found if found.base == "step" else Clause(base=found.base, before=True, days=found.days))


class TestWrittenOut:
    """A phrase written out and read again is the same."""

    @given(CLAUSES)
    def test_a_clause(self, drawn: Clause) -> None:
        text = clause_text(drawn)
        assert clause(text) == Clause(**{**{f: getattr(drawn, f) for f in drawn.__struct_fields__}, "text": text})

    @given(st.integers(0, 999))
    def test_days(self, count: int) -> None:
        assert days(days_text(count)) == count

    @given(st.integers(0, 1439), st.integers(1, 1440))
    def test_hours(self, opens: int, length: int) -> None:
        closes = min(1440, opens + length)
        assert hours(hours_text(opens, closes)) == (opens, closes)


def test_people() -> None:
    read = [recipient(each, ROLES) for each in ("billing contact", "billing contacts", "any contact", "all contacts")]
    assert [(each.role, each.internal, each.every) for each in read] == [
        ("billing", False, False),
        ("billing", False, True),
        ("", False, False),
        ("", False, True),
    ]
    owner = recipient("relationship owner", ROLES)
    assert owner == Recipient(role="relationship owner", internal=True, text="relationship owner")
    for each in (*read, owner):
        assert recipient(recipient_text(each), ROLES) == each


def test_other_phrases() -> None:
    assert person("account.owner") == Person(field="owner")
    assert person("Kim Doe <kim@example.com>") == Person(person="Kim Doe <kim@example.com>")
    assert weekdays("mon to fri") == (0, 1, 2, 3, 4)
    assert weekdays("sat to mon") == (5, 6, 0)
    assert weekdays("wed") == (2,)
    assert holidays("none") == ""
    assert tones("firm or stronger", TONES) == ("firm", "final")
    assert tones("polite or softer", TONES) == ("friendly", "polite")
    assert kinds("any contact") == CONTACT_KINDS
    assert times("until paid") is None
    assert times("3") == 3
    assert items("due within 7 days") == ItemsListed(which="due within", days=7)
    assert items_text(items("due within 7 days")) == "due within 7 days"
    assert currency_fault("EUR") is None
    assert currency_fault("eur") == ("`eur` is no currency", "write `EUR`")
    assert currency_fault("EUX") == ("`EUX` is no currency", "write its code of ISO 4217, such as `EUR`")


SLIPS: list[tuple[PhraseKind, str, str, str, str, str]] = [
    ("days", "10", "PB139", "10", "`10` is no length of time", "write `10 days`"),
    ("days", "ten days", "PB139", "ten days",
     "`ten days` is no length of time", "write a number and a unit, such as `3 days`"),
    ("days", "10 days long", "PB139", "10 days long",
     "`days long` is no unit of time", "write `days`, `business days`, `weeks`, `months` or `years`"),
    ("days", "3 months", "PB139", "3 months",
     "how many days `3 months` are depends on the date", "write days or weeks, such as `30 days`"),
    ("days", "999999 days", "PB139", "999999 days",
     "`999999 days` is longer than a hundred years", "write a shorter time"),
    ("days", "٣ days", "PB139", "٣ days", "`٣` is written with other digits than 0 to 9", "write `3 days`"),
    ("schedule", "3 days due", "PB205", "due",
     "`due` is neither `after` nor `before`", "write `3 business days after due`"),
    ("schedule", "3 days", "PB205", "", "`after` is missing", "write `3 business days after due`"),
    ("schedule", "3 days after dew", "PB205", "dew",
     "`dew` is nothing to count from",
     f"it counts from one of {', '.join(f'`{base}`' for base in BASES)}"),
    ("schedule", "3 days before reply", "PB205", "reply",
     "the day of `reply` is not known ahead, so nothing can come before it",
     "only these are known ahead: `due`, `issue`, `step`, `pay by`, `promise`"),
    ("schedule", "3 days after step", "PB205", "", "the step's name is missing", "write `2 days before step final`"),
    ("schedule", "3 days after due and 5 days after issue", "PB205", "and 5 days after issue",
     "`and 5 days after issue` is too much after `due`",
     "several dates are a list, which means the latest of them: `[10 days after due, 3 days after previous]`"),
    ("schedule", "3 business after due", "PB205", "3 business after ",
     "`business` stands before `days`", "write `3 business days after due`"),
    ("schedule", "0 months after due", "PB205", "months", "`0` months cannot be counted", "write 1 to 1216 months"),
    ("items", "all", "PB205", "all",
     "`all` names no items",
     "write `overdue`, `open`, `due within 7 days`, or a condition: `{item.amount: at least 100 EUR}`"),
    ("recipient", "relationship onwer", "PB223", "relationship onwer",
     "`relationship onwer` is no role of the organisation", "did you mean `relationship owner`?"),
    ("recipient", "billing", "PB223", "billing",
     "`billing` is no role of the organisation",
     "write `billing contact` for people of the customer, or enter it in `roles`"),
    ("approved by", "relationship owner", "PB205", "relationship owner",
     "`relationship owner` is no exception", "write `approved by` and a role"),
    ("approved by", "approved by colector", "PB223", "colector",
     "`colector` is no role of the organisation", "did you mean `collector`?"),
    ("person", "account.tier", "PB205", "account.tier",
     "`account.tier` names nobody", "`account.owner` and `account.collector` name people"),
    ("sender", "Receivables <ar@>", "PB205", "ar@",
     "`ar@` is no mail address", "write `Accounts Receivable <ar@example.com>`"),
    ("hours", "9:00 to 17:00", "PB205", "9:00", "`9:00` is no time of day", "write `09:00`"),
    ("hours", "09:00 to 24:01", "PB205", "24:01", "`24:01` is no time of day", "a day goes from `00:00` to `24:00`"),
    ("hours", "17:00 to 09:00", "PB205", "17:00 to 09:00",
     "it closes before it opens", "hours lie within one day; midnight at its end is `24:00`"),
    ("hours", "09:00", "PB205", "", "`to` is missing", "write `09:00 to 17:00`"),
    ("weekdays", "Monday", "PB205", "Monday", "`Monday` is no day of the week", "did you mean `mon`?"),
    ("holidays", "Germany", "PB205", "Germany",
     "`Germany` is no country or region",
     "write a country (`DE`), a part of one (`DE-BY`), `account.country` or `none`"),
    ("times", "thrice", "PB205", "thrice", "`thrice` is no number", "write `3` or `until paid`"),
    ("times", "0", "PB205", "0", "nothing is repeated `0` times", "leave out `repeat`"),
    ("times", "3 times", "PB205", "times", "`times` is too much after the number", "write `3`"),
    ("tone pattern", "frim or stronger", "PB224", "frim",
     "`frim` is no tone of the organisation", "did you mean `firm`?"),
    ("tone pattern", "firm and stronger", "PB205", "and stronger",
     "`and stronger` is too much after `firm`", "write `firm or stronger`, `firm or softer`, or a list of tones"),
    ("kinds", "emial", "PB204", "emial", "`emial` is no kind of action", "did you mean `email`?"),
]  # fmt: skip
"""The kind of phrase, the phrase; the code, what is marked, what is said, the way out."""


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip[0]}: {slip[1]}")
def test_a_slip_is_named_at_its_column_with_a_way_out(slip: tuple[PhraseKind, str, str, str, str, str]) -> None:
    kind, text, *expected = slip
    with pytest.raises(Misread) as caught:
        READERS[kind](text)
    fault = caught.value
    assert [fault.kind.code, text[fault.start : fault.end], fault.message, fault.help] == expected
