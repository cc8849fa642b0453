"""The letters of the starter set as customers read them, in every language."""

import datetime as dt
from pathlib import Path

import pytest

from playbook_engine.language.messages import render_message
from playbook_engine.language.templates import load_templates
from playbook_engine.model.book import Account, Contact, Entity, Invoice, Item, Setting, Unit
from playbook_engine.model.decision import Action, Decision, Line
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money
from playbook_engine.model.organisation import Organisation, OwnFact
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Release
from tests.golden_files import Golden

DAY = dt.date(2026, 3, 16)
OWN = (
    Fact(name="account.x.partner_managed", kind="yes/no", sentence="a partner manages it"),
    Fact(name="invoice.x.project", kind="text", sentence="project"),
)
VALUES = {
    "pay_page": "https://pay.acme.example",
    "card_page": "https://pay.acme.example/card",
    "phone": "+49 30 5550 100",
}
SETTING = Setting(entities=(Entity(id="E1", name="Acme GmbH"),))
FORMS = {
    "courtesy": "friendly",
    "first-notice": "polite",
    "second-notice": "firm",
    "overdue-notice": "firm",
    "final-notice": "final",
    "short-reminder": "friendly",
    "suspension-notice": "firm",
    "card-failed": "friendly",
    "card-reminder": "polite",
}


def release(top: Path) -> Release:
    folder = top / "playbooks"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("templates/**/*.liquid")}
    templates, found = load_templates(files, VALUES, OWN)
    assert found == []
    organisation = Organisation(
        name="Acme", base_currency="EUR", own_facts=tuple(OwnFact(fact=each) for each in OWN), playbooks=("standard",)
    )
    playbook = Playbook(name="standard", version=1, values=VALUES)
    return Release(organisation=organisation, playbooks=(playbook,), current=1, templates=templates)


def unit(name: str) -> Unit:
    first = Invoice(
        id="R-1001",
        account="C1",
        issued_on=dt.date(2026, 1, 5),
        currency="EUR",
        purchase_order="PO-77",
        x={"project": "Migration"},
        items=(
            Item(id="R-1001/1", due_on=dt.date(2026, 2, 4), amount=120000),
            Item(id="R-1001/2", due_on=dt.date(2026, 3, 4), amount=130050),
        ),
    )
    second = Invoice(
        id="R-1002",
        account="C1",
        issued_on=dt.date(2026, 2, 1),
        currency="USD",
        items=(Item(id="R-1002", due_on=dt.date(2026, 3, 3), amount=99900),),
    )
    contact = Contact(id="P1", account="C1", name=name, role="billing", email="billing@contoso.example")
    return Unit(id="C1", accounts=(Account(id="C1", name="Contoso"),), contacts=(contact,), invoices=(first, second))


LINES = (
    Line(item="R-1001/1", amount=Money(20000, "EUR")),
    Line(item="R-1001/2", amount=Money(130050, "EUR")),
    Line(item="R-1002", amount=Money(99900, "USD")),
)


def action(template: str, lines: tuple[Line, ...], pay_by: dt.date | None) -> Action:
    return Action(
        id="a1",
        message="a1",
        kind="email",
        step=template,
        on=DAY,
        anchor=lines[0].item,
        template=template,
        tone=FORMS[template],
        occurrence=2 if pay_by else 1,
        sender="Accounts Receivable <ar@acme.example>",
        recipients=("P1",),
        addresses=("billing@contoso.example",),
        lines=lines,
        pay_by=pay_by,
    )


@pytest.mark.parametrize("template", FORMS)
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_a_letter_reads_as_it_was_written(golden: Golden, top: Path, template: str, language: str) -> None:
    several = action(template, LINES, DAY + dt.timedelta(days=10))
    single = action(template, LINES[2:], None)
    texts = []
    for one, name in ((several, "Kim Doe"), (single, "")):
        decision = Decision(
            case="c", account="C1", day=DAY, playbook="standard", version=1, entity="E1", actions=(one,)
        )
        message = render_message(release(top), unit(name), decision, [one], setting=SETTING, language=language)
        assert message.language == language
        texts.append(f"{message.subject}\n\n{message.body}")
    golden(f"letters/{template}.{language}.txt", f"\n{'-' * 72}\n\n".join(texts))
