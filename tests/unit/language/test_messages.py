import datetime as dt

import pytest

from playbook_engine.language.liquid.shape import Shape, leaves, variables
from playbook_engine.language.message_values import values_of
from playbook_engine.language.messages import Attachment, CannotRender, _told, messages_in, render_message
from playbook_engine.language.templates import load_templates
from playbook_engine.model.book import Account, Contact, Entity, Invoice, Item, Setting, Unit
from playbook_engine.model.decision import Action, Decision, Line
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money
from playbook_engine.model.organisation import Organisation, OwnFact
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Release

DAY = dt.date(2026, 3, 16)
FACTS = (
    Fact(name="account.x.partner_managed", kind="yes/no", sentence="a partner manages it"),
    Fact(name="account.x.since", kind="date", sentence="a date"),
    Fact(name="account.x.share", kind="percent", sentence="a share"),
    Fact(name="account.x.cap", kind="money", sentence="an amount"),
    Fact(name="account.x.teams", kind="tags", sentence="teams"),
    Fact(name="contact.x.title", kind="text", sentence="title"),
    Fact(name="invoice.x.project", kind="text", sentence="project"),
    Fact(name="item.x.weight", kind="number", sentence="a number"),
)
ENGLISH = """---
subject: {{ items.size }} invoices of {{ account.name }}
---
Dear {{ contact.name | default: "all" }},
{% for item in items %}
{{ item.invoice }} {{ item.due_on }} {{ item.balance }} ({{ item.days_overdue }})
{% endfor %}
Total {{ message.total }}
{% if message.pay_by %}
by {{ message.pay_by }}
{% endif %}
{{ sender.name }}, {{ organisation.entity }}, {{ values.pay_page }}
"""
GERMAN = "---\nsubject: Rechnung {{ message.invoices }}\n---\n{{ message.date }}: {{ message.total }}\n"


def organisation() -> Organisation:
    return Organisation(
        name="acme",
        base_currency="EUR",
        language="en",
        playbooks=("standard",),
        own_facts=tuple(OwnFact(fact=each) for each in FACTS),
    )


def release() -> Release:
    files = {"templates/notice/en.liquid": ENGLISH.encode(), "templates/notice/de.liquid": GERMAN.encode()}
    templates, found = load_templates(files, ["pay_page"], FACTS)
    assert found == []
    playbook = Playbook(name="standard", version=2, values={"pay_page": "https://pay.example.com"})
    return Release(organisation=organisation(), playbooks=(playbook,), current=1, templates=templates)


def invoice(number: str, due: str, minor: int, currency: str = "EUR", **more: object) -> Invoice:
    item = Item(id=number, due_on=dt.date.fromisoformat(due), amount=minor)
    fields: dict[str, object] = {"items": (item,), "account": "C1", **more}
    return Invoice(id=number, issued_on=dt.date(2026, 2, 1), currency=currency, **fields)  # type: ignore[arg-type]


def unit(**more: object) -> Unit:
    fields: dict[str, object] = {
        "accounts": (Account(id="C1", name="Contoso"),),
        "contacts": (Contact(id="P1", account="C1", name="Kim Doe", role="billing", email="kim@contoso.example"),),
        "invoices": (invoice("R-1", "2026-03-02", 120000), invoice("R-2", "2026-03-20", 5050)),
        **more,
    }
    return Unit(id="C1", **fields)  # type: ignore[arg-type]


def action(**more: object) -> Action:
    fields: dict[str, object] = {
        "id": "a1", "message": "a1", "kind": "email", "step": "notice", "on": DAY, "anchor": "R-1",
        "template": "notice", "tone": "polite",
        "sender": "Receivables <ar@acme.example>", "recipients": ("P1",), "addresses": ("kim@contoso.example",),
        "lines": (Line(item="R-1", amount=Money(100000, "EUR")), Line(item="R-2", amount=Money(5050, "EUR"))),
        **more,
    }  # fmt: skip
    return Action(**fields)  # type: ignore[arg-type]


def decision(*actions: Action, **more: object) -> Decision:
    fields: dict[str, object] = {
        "case": "c",
        "account": "C1",
        "day": DAY,
        "playbook": "standard",
        "version": 2,
        "entity": "E1",
        **more,
    }
    return Decision(actions=actions, **fields)  # type: ignore[arg-type]


class TestOneAction:
    def test_subject_and_body_are_filled_from_the_unit_and_the_action(self) -> None:
        one = action(pay_by=dt.date(2026, 3, 26))
        setting = Setting(entities=(Entity(id="E1", name="Acme GmbH"),))
        message = render_message(release(), unit(), decision(one), [one], setting=setting)
        assert message.subject == "2 invoices of Contoso"
        assert message.body == (
            "Dear Kim Doe,\n"
            "R-1 March 2, 2026 €1,000.00 (14)\n"
            "R-2 March 20, 2026 €50.50 (0)\n"
            "Total €1,050.50\n"
            "by March 26, 2026\n"
            "Receivables, Acme GmbH, https://pay.example.com\n"
        )
        assert (message.recipients, message.sender, message.language) == (("kim@contoso.example",), one.sender, "en")
        assert (message.template, message.actions) == ("notice", ("a1",))

    @pytest.mark.parametrize(
        ("contact", "account", "asked", "written"),
        [
            ("de-AT", "en", "", "de"),
            (None, "de", "", "de"),
            (None, None, "", "en"),
            ("fr", "de", "", "de"),
            ("en", None, "de", "de"),
        ],
    )
    def test_the_language_is_the_recipients_then_the_accounts_then_ours(
        self, contact: str | None, account: str | None, asked: str, written: str
    ) -> None:
        state = unit(
            contacts=(Contact(id="P1", account="C1", language=contact),), accounts=(Account(id="C1", language=account),)
        )
        one = action()
        message = render_message(release(), state, decision(one), [one], language=asked)
        assert message.language == written
        assert message.body.startswith("16. März 2026: 1.050,50\u00a0€" if written == "de" else "Dear all")

    def test_our_own_people_read_our_language(self) -> None:
        one = action(recipients=("owner@acme.example",), addresses=(), kind="notify")
        state = unit(accounts=(Account(id="C1", language="de"),))
        assert render_message(release(), state, decision(one), [one]).language == "en"

    def test_a_name_cannot_begin_a_line_of_the_subject(self) -> None:
        state = unit(accounts=(Account(id="C1", name="Contoso\r\nBcc: all@example.com\x00"),))
        one = action()
        assert (
            render_message(release(), state, decision(one), [one]).subject
            == "2 invoices of Contoso Bcc: all@example.com"
        )

    def test_the_same_bytes_for_any_order_of_records(self) -> None:
        one = action()
        state = unit()
        turned = unit(invoices=state.invoices[::-1])
        assert render_message(release(), state, decision(one), [one]) == render_message(
            release(), turned, decision(one), [one]
        )

    def test_an_older_version_keeps_its_values(self) -> None:
        older = Playbook(name="standard", version=1, values={"pay_page": "https://old.example.com"})
        base = release()
        both = Release(
            organisation=base.organisation, playbooks=(*base.playbooks, older), current=1, templates=base.templates
        )
        one = action()
        assert "https://old.example.com" in render_message(both, unit(), decision(one, version=1), [one]).body

    def test_an_unknown_template_is_told(self) -> None:
        one = action(template="notcie")
        with pytest.raises(CannotRender, match="there is no template `notcie`"):
            render_message(release(), unit(), decision(one), [one])

    def test_work_without_a_template_says_for_whom_and_how_much(self) -> None:
        one = action(template="", kind="task", title="Decide on credit hold", recipients=(), addresses=())
        message = render_message(release(), unit(), decision(one), [one])
        assert message.subject == "Decide on credit hold"
        assert message.body == "Contoso\nR-1  Mar 2, 2026  1,000.00\u00a0EUR\nR-2  Mar 20, 2026  50.50\u00a0EUR\n"

    def test_attachments_are_each_invoice_listed_and_a_statement(self) -> None:
        one = action(attach=("statement", "invoices"))
        message = render_message(release(), unit(), decision(one), [one])
        assert message.attachments == (
            Attachment("invoice", "R-1"),
            Attachment("invoice", "R-2"),
            Attachment("statement", "C1"),
        )


class TestJoined:
    def test_every_line_of_all_actions_is_listed_once_and_summed_by_currency(self) -> None:
        first = action(lines=(Line(item="R-1", amount=Money(100000, "EUR")),))
        second = action(
            id="a2",
            lines=(Line(item="R-3", amount=Money(700, "USD")), Line(item="R-1", amount=Money(100000, "EUR"))),
            attach=("invoices",),
        )
        state = unit(invoices=(*unit().invoices, invoice("R-3", "2026-03-03", 700, "USD")))
        message = render_message(release(), state, decision(first), [second, first])
        assert [line.split()[0] for line in message.body.splitlines() if line.startswith("R-")] == ["R-3", "R-1"]
        assert "Total €1,000.00 and $7.00" in message.body
        assert message.actions == ("a2", "a1")

    def test_the_action_that_names_the_message_gives_its_text(self) -> None:
        lead = action(template="notice", addresses=("lead@contoso.example",))
        other = action(id="a0", template="other", addresses=("other@contoso.example",))
        assert render_message(release(), unit(), decision(other, lead), [other, lead]).recipients == (
            "lead@contoso.example",
        )

    def test_actions_are_grouped_by_their_message(self) -> None:
        one, two, three = action(), action(id="a2", message="a1"), action(id="a3", message="a3")
        first, second = decision(two, case="c1"), decision(one, three, case="c2")
        assert messages_in([first, second]) == [(second, (two, one)), (second, (three,))]


class TestVariables:
    def told(self) -> dict[str, object]:
        state = unit(
            accounts=(
                Account(
                    id="C1", name="Contoso", country="DE", tier="standard", owner="o", collector="c",
                    postal_address="Street 1\nTown", terms_days=30,
                    x={"partner_managed": True, "since": "2026-01-01", "share": "0.125", "cap": Money(100, "EUR"),
                       "teams": ["a"]},
                ),
            ),
            contacts=(
                Contact(id="P1", account="C1", name="Kim", role="billing", email="e", phone="1",
                        postal_address="Street", x={"title": "Dr"}),
            ),
            invoices=(
                invoice(
                    "R-1", "2026-03-02", 120000, kind="subscription", purchase_order="PO-1", x={"project": "P"},
                    items=(Item(id="R-1", due_on=dt.date(2026, 3, 2), amount=120000, x={"weight": "0.5"}),),
                ),
                invoice("R-2", "2026-03-20", 5050),
            ),
        )  # fmt: skip
        one = action(pay_by=DAY)
        return values_of(_told(release(), state, decision(one), [one], Setting()), "en")

    def test_every_declared_variable_has_its_value_and_no_other_has(self) -> None:
        known = variables(["pay_page"], FACTS)
        values = {name: each for name, each in self.told().items() if name not in {"now", "today"}}
        assert same(known, values) == []

    def test_own_facts_are_written_as_their_types_are(self) -> None:
        account = self.told()["account"]
        assert isinstance(account, dict)
        own = {name: str(each) for name, each in account["x"].items()}
        assert own == {
            "partner_managed": "True",
            "since": "January 1, 2026",
            "share": "12.5%",
            "cap": "€1.00",
            "teams": "['a']",
        }

    def test_what_the_library_would_take_from_the_clock_is_the_day_of_the_decision(self) -> None:
        values = self.told()
        assert str(values["now"]) == str(values["today"]) == "March 16, 2026"

    def test_the_tree_has_no_name_that_its_reader_cannot_write(self) -> None:
        assert all(
            path.replace("[]", "").replace(".", "_").isidentifier() for path, _ in leaves(variables(["a"], FACTS))
        )


def same(shape: Shape, values: dict[str, object], path: str = "") -> list[str]:
    """Where values and declared variables differ; of a list the first line is looked at."""
    differ = [f"{path}{name}" for name in shape.parts.keys() ^ values.keys()]
    for name in shape.parts.keys() & values.keys():
        part, value = shape.parts[name], values[name]
        if isinstance(value, dict):
            differ += same(part, value, f"{path}{name}.")
        elif part.of and part.of.kind == "group" and isinstance(value, list):
            differ += same(part.of, value[0], f"{path}{name}[].")
    return differ
