#!/usr/bin/env python3
"""Make the sample book in `examples/book`: a software company's receivables on 16 March 2026.

Run it after changing it; a test compares what it makes with what stands there. Names are made up. Chance is a hash of
the seed and of what is drawn for, so that a change in one place moves nothing in another.
"""

import csv
import datetime as dt
import hashlib
import io
from pathlib import Path
from typing import Any

AS_OF = dt.date(2026, 3, 16)
SEED = "sample book 1"
FOLDER = Path(__file__).parent / "book"

Row = dict[str, Any]
Rows = dict[str, list[Row]]

STEMS = (
    "Ahlhorn", "Birkan", "Corvel", "Dunmar", "Elsgrund", "Fennick", "Grauwald", "Halvern", "Isenbrok",
    "Jorvik", "Kestran", "Lindquell", "Marnix", "Nordhain", "Olvera", "Pellwood", "Quarnow", "Rothmere",
    "Saltbrook", "Tannsee", "Ulmhof", "Veldkamp", "Wexmoor", "Yarrow", "Zellbach", "Arvelle", "Brisson",
    "Castorel", "Delmaire", "Estrade", "Florine", "Garance", "Hautbois", "Ivrelle", "Jouvence", "Kervoal",
    "Lanvaux", "Merisier", "Noirmont", "Orvanne", "Kipdorp", "Lauwers", "Meerdijk", "Noordveen", "Oostwal",
    "Ashgrove", "Bellhaven", "Cobbleton", "Dovecote", "Easterby", "Fairlock", "Granary", "Hollowell",
    "Ironbridge", "Juniper", "Kingsmead", "Larkspur", "Millrace", "Northgate", "Oakhurst",
)  # fmt: skip
TRADES = {
    "DE": ("Logistik GmbH", "Optik AG", "Pumpenbau GmbH", "Verlag GmbH"),
    "AT": ("Seilbahnen AG", "Holzbau GmbH"),
    "FR": ("Textiles SAS", "Jardins SARL", "Conseil SAS"),
    "NL": ("Havenbedrijf B.V.", "Bloemen B.V."),
    "US": ("Freight Inc.", "Analytics LLC", "Robotics Inc."),
    "GB": ("Press Ltd", "Interiors Ltd", "Marine plc"),
}
COUNTRIES = ("DE", "DE", "AT", "DE", "FR", "NL", "US", "GB", "DE", "US", "FR", "GB")
ZONES = {
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "FR": "Europe/Paris",
    "NL": "Europe/Amsterdam",
    "US": "America/New_York",
    "GB": "Europe/London",
}
LANGUAGES = {"DE": "de", "AT": "de", "FR": "fr"}
CURRENCIES = {"US": "USD", "GB": "GBP"}
PEOPLE = (
    "Ada", "Bjarne", "Chloe", "Dirk", "Esme", "Falk", "Greta", "Hugo", "Ines", "Jonas", "Karla", "Luc",
    "Maja", "Noor", "Otto", "Pia", "Quentin", "Rosa", "Sven", "Tilda",
)  # fmt: skip
OWNERS = ("Mara Lind", "Tom Okafor", "Ines Duarte")
COLLECTORS = ("Jo Feld", "Sam Ritter")

# Tier, how many accounts, invoices each, days between them, lowest and highest amount, days to pay.
TIERS = (
    ("strategic", 6, 4, 90, 30_000, 120_000, 60),
    ("enterprise", 14, 4, 90, 6_000, 30_000, 45),
    ("standard", 24, 4, 60, 600, 4_500, 30),
    ("self-serve", 16, 5, 30, 29, 390, 14),
)
# Days after the due date on which an account pays: from, to.
HABITS = ((-3, 2), (-3, 2), (0, 6), (4, 15), (12, 40), (200, 300))

# The ladders of the starter playbooks: step, days after due, kind, tone.
LADDERS = {
    "strategic": (
        ("first-notice", 5, "email", "friendly"),
        ("ask-the-owner", 12, "task", ""),
        ("second-notice", 21, "email", "polite"),
        ("call", 28, "call", "polite"),
    ),
    "enterprise": (
        ("first-notice", 5, "email", "polite"),
        ("second-notice", 14, "email", "polite"),
        ("call", 20, "call", "polite"),
        ("overdue-notice", 30, "email", "firm"),
        ("final-notice", 45, "letter", "final"),
    ),
    "standard": (
        ("first-notice", 3, "email", "polite"),
        ("second-notice", 14, "email", "polite"),
        ("overdue-notice", 25, "email", "firm"),
        ("call", 28, "call", "firm"),
        ("final-notice", 40, "letter", "final"),
    ),
    "long-tail": (("reminder", 5, "email", "friendly"), ("final-reminder", 40, "email", "firm")),
    "card": (("card-reminder", 10, "email", "polite"), ("suspension-notice", 21, "email", "firm")),
}
PAY_BY = {"second-notice": 10, "overdue-notice": 7, "final-notice": 10, "final-reminder": 7, "suspension-notice": 7}


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="")


def files() -> dict[str, str]:
    """The text of each file of the sample."""
    rows = sample()
    return {f"{name}.csv": table(rows[name]) for name in rows if rows[name]}


def table(rows: list[Row]) -> str:
    """Rows as CSV; the columns are those of all rows in the order in which they come up."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def sample() -> Rows:
    """All records: first what is usual, then the accounts with a story, then what was done about what is overdue."""
    rows: Rows = {
        name: []
        for name in (
            "entities", "rates", "freshness", "accounts", "contacts", "invoices", "payments", "credits", "promises",
            "disputes", "holds", "touches", "memberships", "replies", "failed_payments", "approvals",
        )
    }  # fmt: skip
    add_setting(rows)
    for number, (tier, *_) in enumerate(each for each in TIERS for _ in range(each[1])):
        add_account(rows, number, tier)
    for account in rows["accounts"]:
        add_invoices(rows, account)
    add_stories(rows)
    for account in rows["accounts"]:
        add_touches(rows, account)
    return rows


def draw(what: str, low: int, high: int) -> int:
    """A whole number from low to high, always the same for the same thing."""
    digest = hashlib.sha256(f"{SEED}/{what}".encode()).digest()
    return low + int.from_bytes(digest[:8]) % (high - low + 1)


def pick(what: str, among: tuple[Any, ...] | list[Any]) -> Any:
    """One of several, always the same for the same thing."""
    return among[draw(what, 0, len(among) - 1)]


def working_day(day: dt.date) -> dt.date:
    """The day, or the Monday after it."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def add_setting(rows: Rows) -> None:
    """Our two legal entities, a rate a month, and when the sources were read."""
    rows["entities"] += [
        {"id": "E-DE", "name": "Acme GmbH", "country": "DE", "currency": "EUR"},
        {"id": "E-US", "name": "Acme Inc.", "country": "US", "currency": "USD"},
    ]
    for month, dollar, pound in (
        ("2025-07", "0.8515", "1.1580"),
        ("2025-10", "0.8610", "1.1475"),
        ("2026-01", "0.8532", "1.1462"),
        ("2026-03", "0.8588", "1.1521"),
    ):
        rows["rates"].append({"on": f"{month}-01", "source": "USD", "target": "EUR", "rate": dollar})
        rows["rates"].append({"on": f"{month}-01", "source": "GBP", "target": "EUR", "rate": pound})
    rows["freshness"] += [{"source": "erp", "on": AS_OF}, {"source": "crm", "on": AS_OF - dt.timedelta(days=2)}]


def add_account(rows: Rows, number: int, tier: str) -> None:
    """An account and the people there."""
    country = COUNTRIES[number % len(COUNTRIES)]
    name = f"A-{number + 1:03}"
    terms = next(each[6] for each in TIERS if each[0] == tier)
    large = tier in ("strategic", "enterprise")
    rows["accounts"].append(
        {
            "id": name,
            "name": f"{STEMS[number]} {pick(f'{name} trade', TRADES[country])}",
            "payer": "",
            "tier": tier,
            "country": country,
            "language": LANGUAGES.get(country, "en"),
            "time_zone": ZONES[country],
            "status": "active",
            "owner": pick(f"{name} owner", OWNERS) if large else "",
            "collector": pick(f"{name} collector", COLLECTORS),
            "renewal_date": AS_OF + dt.timedelta(days=draw(f"{name} renewal", 60, 330)) if large else "",
            "customer_since": dt.date(draw(f"{name} year", 2018, 2024), draw(f"{name} month", 1, 12), 1),
            "terms_days": terms,
            "arr": f"{draw(f'{name} arr', 4, 40) * (10_000 if large else 500)}.00 EUR",
            "credit_limit": f"{draw(f'{name} limit', 5, 30) * 10_000}.00 EUR" if large else "",
            "tags": "",
            "x.partner_managed": "no",
        }
    )
    for role in ("billing", "cfo") if large else ("billing",):
        person = pick(f"{name} {role}", PEOPLE)
        rows["contacts"].append(
            {
                "id": f"{name}-{role}",
                "account": name,
                "name": f"{person} {STEMS[(number * 7 + len(role)) % len(STEMS)]}",
                "role": role,
                "primary": "yes" if role == "billing" else "no",
                "language": "",
                "email": f"{person.lower()}@{STEMS[number].lower()}.example",
                "phone": f"+99 555 {number + 1:03} {len(role)}" if large else "",
                "opted_out": "",
                "bounced": "",
            }
        )


def add_invoices(rows: Rows, account: Row) -> None:
    """The invoices of an account, and the payments that its habit brings by now."""
    name = account["id"]
    _, _, count, apart, lowest, highest, terms = next(each for each in TIERS if each[0] == account["tier"])
    habit = HABITS[draw(f"{name} habit", 0, len(HABITS) - 2)]
    last = AS_OF - dt.timedelta(days=draw(f"{name} last", 2, apart - 5))
    by_card = account["tier"] == "self-serve" and draw(f"{name} card", 1, 10) <= 6
    for back in reversed(range(count)):
        issued = last - dt.timedelta(days=apart * back)
        invoice = {
            "id": f"INV-{name[2:]}-{count - back}",
            "account": name,
            "issued_on": issued,
            "item": "",
            "due_on": issued + dt.timedelta(days=terms),
            "amount": f"{draw(f'{name} price', lowest, highest)}.{draw(f'{name} {back} cents', 0, 99):02}",
            "currency": CURRENCIES.get(account["country"], "EUR"),
            "balance": "",
            "entity": "E-US" if account["country"] == "US" else "E-DE",
            "state": "",
            "kind": "subscription",
            "payment_method": "card" if by_card else "transfer",
            "purchase_order": f"PO-{draw(f'{name} {back} order', 10_000, 99_999)}" if account["owner"] else "",
            "x.project": "",
        }
        rows["invoices"].append(invoice)
        days = (0, 0) if by_card else habit
        paid = working_day(invoice["due_on"] + dt.timedelta(days=draw(f"{invoice['id']} paid", *days)))
        if paid < AS_OF:
            add_payment(rows, invoice, paid)


def add_payment(rows: Rows, invoice: Row, on: dt.date, amount: str = "", **more: Any) -> Row:
    """Money for an invoice, all of it or as much as is given."""
    payment = {
        "id": f"P-{len(rows['payments']) + 1:04}",
        "account": invoice["account"],
        "on": on,
        "amount": amount or invoice["amount"],
        "currency": invoice["currency"],
        "item": invoice["item"] or invoice["id"],
        "allocated": "",
        "entity": invoice["entity"],
        "method": invoice["payment_method"],
        "reversed_on": "",
        **more,
    }
    rows["payments"].append(payment)
    return payment


def add_stories(rows: Rows) -> None:
    """Accounts in which something happens that a sample has to show."""
    for story in (
        strategic_accounts,
        disputes_and_promises,
        money_that_does_not_fit,
        people_who_cannot_be_reached,
        stops,
        odd_invoices,
        steps_of_today,
        failed_cards,
    ):
        story(rows)


def strategic_accounts(rows: Rows) -> None:
    """Close to the renewal; a family with one payer; a final notice that waits for an approval."""
    account(rows, "A-001")["renewal_date"] = dt.date(2026, 4, 2)
    invoice(rows, "A-001", "INV-2512-R1", dt.date(2026, 1, 26), "48200.00", project="Harbour rollout")
    for child in ("A-003", "A-004"):
        account(rows, child)["payer"] = "A-002"
        invoice(rows, child, f"INV-2601-F{child[-1]}", dt.date(2026, 3, 4), f"1{child[-1]}750.00")
    account(rows, "A-008")["payer"] = "A-007"
    waits = invoice(rows, "A-005", "INV-2511-S1", dt.date(2026, 1, 20), "61000.00")
    rows["approvals"].append(
        {
            "id": f"Acme/strategic/final-notice/{waits['id']}/{waits['due_on']}/0/1",
            "account": "A-005",
            "asked_on": dt.date(2026, 3, 13),
            "playbook": "strategic",
            "step": "final-notice",
            "anchor": waits["id"],
            "tone": "final",
            "recipients": "A-005-billing",
            "items": waits["id"],
            "amount": f"{waits['amount']} {waits['currency']}",
            "role": "relationship owner",
        }
    )


def disputes_and_promises(rows: Rows) -> None:
    """A dispute about a part and one that was settled; promises that are open, kept, and broken twice."""
    part = invoice(rows, "A-009", "INV-2601-D1", dt.date(2026, 2, 20), "18400.00", project="Data migration")
    settled = invoice(rows, "A-010", "INV-2512-D2", dt.date(2026, 2, 6), "9900.00")
    for name, item, opened_on, amount, reason, resolved_on in (
        ("D-1", part, dt.date(2026, 3, 2), f"2400.00 {part['currency']}", "hours not delivered", ""),
        ("D-2", settled, dt.date(2026, 2, 12), "", "wrong address", dt.date(2026, 3, 5)),
    ):
        dispute = {"id": name, "account": item["account"], "opened_on": opened_on, "item": item["id"]}
        rows["disputes"].append({**dispute, "amount": amount, "reason": reason, "resolved_on": resolved_on})
    owed = {
        "A-011": invoice(rows, "A-011", "INV-2601-P1", dt.date(2026, 2, 24), "12500.00"),
        "A-012": invoice(rows, "A-012", "INV-2512-P2", dt.date(2026, 1, 26), "7300.00"),
        "A-013": invoice(rows, "A-013", "INV-2512-P3", dt.date(2026, 2, 10), "15100.00"),
    }
    add_payment(rows, owed["A-013"], dt.date(2026, 3, 5))
    for number, (name, made_on, on) in enumerate(
        (
            ("A-011", dt.date(2026, 3, 9), dt.date(2026, 3, 20)),
            ("A-012", dt.date(2026, 1, 29), dt.date(2026, 2, 10)),
            ("A-012", dt.date(2026, 2, 16), dt.date(2026, 3, 6)),
            ("A-013", dt.date(2026, 2, 20), dt.date(2026, 3, 6)),
        ),
        1,
    ):
        promise = {"id": f"PR-{number}", "account": name, "made_on": made_on, "on": on, "item": owed[name]["id"]}
        rows["promises"].append({**promise, "amount": f"{owed[name]['amount']} {owed[name]['currency']}"})


def money_that_does_not_fit(rows: Rows) -> None:
    """Paid too much, paid without a word what for, in parts, taken back, credited."""
    much = invoice(rows, "A-014", "INV-2512-O1", dt.date(2026, 2, 13), "6400.00")
    add_payment(rows, much, dt.date(2026, 2, 16), "6464.00")
    unnamed = invoice(rows, "A-015", "INV-2601-U1", dt.date(2026, 3, 2), "8800.00")
    add_payment(rows, unnamed, dt.date(2026, 3, 11), item="")
    in_part = invoice(rows, "A-032", "INV-2512-T1", dt.date(2026, 2, 9), "2600.00")
    add_payment(rows, in_part, dt.date(2026, 2, 27), "1000.00")
    earlier = invoice(rows, "A-031", "INV-2509-T2", dt.date(2026, 1, 30), "3150.00")
    earlier["balance"] = "650.00"
    back = invoice(rows, "A-026", "INV-2512-V1", dt.date(2026, 2, 12), "1890.00", payment_method="direct debit")
    add_payment(rows, back, dt.date(2026, 2, 13), reversed_on=dt.date(2026, 3, 4))
    credited = invoice(rows, "A-033", "INV-2601-C1", dt.date(2026, 2, 25), "2380.00")
    credit = {
        "account": "A-033",
        "on": dt.date(2026, 3, 3),
        "currency": credited["currency"],
        "entity": credited["entity"],
    }
    rows["credits"] += [
        {"id": "CN-1", **credit, "amount": "380.00", "item": credited["id"]},
        {"id": "CN-2", **credit, "amount": "150.00", "item": ""},
    ]
    long_ago = invoice(rows, "A-016", "INV-2507-L1", dt.date(2025, 8, 28), "22400.00")
    assert (AS_OF - long_ago["due_on"]).days == 200


def people_who_cannot_be_reached(rows: Rows) -> None:
    """A mailbox that bounces, nobody at all, somebody who reads no email, somebody who is out of office."""
    for number in (21, 22, 28, 35):
        invoice(rows, f"A-{number:03}", f"INV-2601-N{number}", dt.date(2026, 2, 23), f"{number}45.00")
    contact(rows, "A-021-billing")["bounced"] = "email"
    rows["contacts"].remove(contact(rows, "A-022-billing"))
    contact(rows, "A-028-billing").update(opted_out="email; sms", phone="+99 555 028 1")
    for number, (name, on, kind, item) in enumerate(
        (
            ("A-035", dt.date(2026, 3, 12), "out of office", ""),
            ("A-012", dt.date(2026, 2, 16), "promise", "INV-2512-P2"),
        ),
        1,
    ):
        reply = {"id": f"R-{number}", "account": name, "on": on, "kind": kind}
        rows["replies"].append({**reply, "contact": f"{name}-billing", "item": item})


def stops(rows: Rows) -> None:
    """Who must not be contacted, who is looked after by a partner, who is stopped by hand."""
    for number in (23, 24, 25):
        invoice(rows, f"A-{number:03}", f"INV-2601-H{number}", dt.date(2026, 2, 19), f"{number}60.00")
    account(rows, "A-023")["tags"] = "do-not-contact; legal"
    account(rows, "A-024")["x.partner_managed"] = "yes"
    hold = {"account": "A-025", "set_on": dt.date(2026, 3, 10), "item": "", "reason": "new bank details under way"}
    rows["holds"].append({"id": "H-1", **hold, "until": dt.date(2026, 3, 31)})


def odd_invoices(rows: Rows) -> None:
    """Invoices that do not count, in instalments, in another currency; an account of which little is known."""
    for number, state in enumerate(("void", "written off", "draft"), 1):
        invoice(rows, "A-027", f"INV-2601-X{number}", dt.date(2026, 2, 20), f"{number}20.00", state=state)
    for number, due_on in enumerate((dt.date(2026, 2, 15), dt.date(2026, 3, 15), dt.date(2026, 4, 15)), 1):
        part = invoice(rows, "A-030", "INV-2601-I1", due_on, "1200.00", project="Onboarding")
        part.update(item=f"INV-2601-I1/{number}", issued_on=dt.date(2026, 1, 15))
    first = next(each for each in rows["invoices"] if each["item"] == "INV-2601-I1/1")
    add_payment(rows, first, dt.date(2026, 2, 17))
    for currency in ("GBP", "EUR"):
        invoice(rows, "A-029", f"INV-2601-{currency}", dt.date(2026, 2, 26), "1425.00", currency=currency)
    account(rows, "A-034").update(tier="", language="")
    invoice(rows, "A-034", "INV-2601-Q1", dt.date(2026, 3, 5), "990.00")


def steps_of_today(rows: Rows) -> None:
    """Items whose next step falls on the sample's day or the weekend before; a customer who was called twice lately."""
    for number, due_on in (
        (36, dt.date(2026, 3, 13)),
        (37, dt.date(2026, 3, 11)),
        (38, dt.date(2026, 3, 2)),
        (39, dt.date(2026, 2, 28)),
        (40, dt.date(2026, 2, 19)),
        (42, dt.date(2026, 2, 3)),
        (43, dt.date(2026, 2, 16)),
    ):
        invoice(rows, f"A-{number:03}", f"INV-2601-W{number}", due_on, f"{number}70.00")
    by_transfer = {each["account"] for each in rows["invoices"] if each["payment_method"] == "transfer"}
    for name in sorted(
        each["id"] for each in rows["accounts"] if each["tier"] == "self-serve" and each["id"] in by_transfer
    )[:2]:
        invoice(rows, name, f"INV-2602-W{name[3:]}", dt.date(2026, 3, 10), f"1{name[3:]}.00")
    for number, on in enumerate((dt.date(2026, 3, 12), dt.date(2026, 3, 13)), 1):
        called = {"id": f"T-{number}", "account": "A-038", "on": on, "kind": "call", "outcome": "done"}
        rows["touches"].append({**called, "recipients": "A-038-billing", "tone": "polite"})


def failed_cards(rows: Rows) -> None:
    """Two customers whose card was declined."""
    by_card = [
        each for each in rows["invoices"] if each["payment_method"] == "card" and each["due_on"] < dt.date(2026, 3, 10)
    ]
    latest = {each["account"]: each for each in by_card}
    for number, name in enumerate(sorted(latest)[:2], 1):
        failing = latest[name]
        rows["payments"] = [each for each in rows["payments"] if each["item"] != failing["id"]]
        for again, reason in enumerate(("insufficient funds", "card expired")[:number]):
            on = failing["due_on"] + dt.timedelta(days=3 * again)
            failed = {
                "id": f"FP-{number}{again + 1}",
                "account": name,
                "on": on,
                "item": failing["id"],
                "reason": reason,
            }
            rows["failed_payments"].append(failed)


def account(rows: Rows, name: str) -> Row:
    """An account by its id."""
    return next(each for each in rows["accounts"] if each["id"] == name)


def contact(rows: Rows, name: str) -> Row:
    """A contact by its id."""
    return next(each for each in rows["contacts"] if each["id"] == name)


def invoice(rows: Rows, name: str, number: str, due_on: dt.date, amount: str, *, project: str = "", **more: Any) -> Row:
    """One more invoice of an account, open unless something pays it."""
    usual = next(each for each in reversed(rows["invoices"]) if each["account"] == name)
    terms = dt.timedelta(days=account(rows, name)["terms_days"])
    row = {
        **usual,
        "id": number,
        "issued_on": due_on - terms,
        "item": "",
        "due_on": due_on,
        "amount": amount,
        "kind": "project" if project else "services",
        "payment_method": "transfer",
        "purchase_order": "",
        "state": "",
        "x.project": project,
        **more,
    }
    rows["invoices"].append(row)
    return row


def add_touches(rows: Rows, payer: Row) -> None:
    """What the ladders have sent so far about what is overdue, and which playbook took each item where that stays."""
    if payer["id"] in ("A-022", "A-023", "A-024") or (payer["tier"] == "strategic" and payer["payer"]):
        return
    members = [payer["id"]]
    if payer["tier"] == "strategic":
        members += [each["id"] for each in rows["accounts"] if each["payer"] == payer["id"]]
    groups: dict[tuple[str, str], list[Row]] = {}
    for each in rows["invoices"]:
        if each["account"] in members and each["state"] == "" and open_on(rows, each, AS_OF) > 0:
            groups.setdefault((playbook_of(payer, each), each["currency"]), []).append(each)
    for (playbook, _), items in groups.items():
        overdue = sorted(
            (each for each in items if each["due_on"] < AS_OF), key=lambda each: (each["due_on"], item_id(each))
        )
        for number, each in enumerate(overdue):
            if playbook in ("card", "long-tail"):
                add_membership(rows, each, playbook)
            if number == 0 or playbook == "card":
                climb(rows, payer, playbook, each, [each] if playbook == "card" else overdue)


def add_membership(rows: Rows, item: Row, playbook: str) -> None:
    """The playbook that an item stays with until it is paid."""
    row = {
        "id": f"M-{item_id(item)}",
        "account": item["account"],
        "item": item_id(item),
        "playbook": playbook,
        "version": 1,
    }
    rows["memberships"].append({**row, "since": item["issued_on"]})


def climb(rows: Rows, payer: Row, playbook: str, anchor: Row, items: list[Row]) -> None:
    """The steps that an anchor has been taken to, each on its day."""
    stopped = {"A-009": dt.date(2026, 3, 2), "A-011": dt.date(2026, 3, 9), "A-025": dt.date(2026, 3, 10)}
    for step, days, kind, tone in LADDERS[playbook]:
        on = working_day(anchor["due_on"] + dt.timedelta(days=days))
        if on >= stopped.get(payer["id"], AS_OF):
            return
        row = {
            "id": f"Acme/{playbook}/{step}/{item_id(anchor)}/{anchor['due_on']}/0/1",
            "account": payer["id"],
            "on": on,
            "kind": kind,
            "outcome": "failed" if payer["id"] == "A-021" else "done",
            "playbook": playbook,
            "version": 1,
            "step": step,
            "anchor": item_id(anchor),
            "items": "; ".join(listed(playbook, step, each, on) for each in items if each["due_on"] < on),
            "recipients": f"{payer['id']}-billing" if tone else "",
            "addresses": contact(rows, f"{payer['id']}-billing")["email"] if kind == "email" else "",
            "tone": tone,
            "pay_by": on + dt.timedelta(days=PAY_BY[step]) if step in PAY_BY else "",
            "message": f"Acme/{playbook}/{step}/{item_id(anchor)}/{anchor['due_on']}/0/1" if tone else "",
        }
        rows["touches"].append(row)
        if row["outcome"] == "failed":
            return


def listed(playbook: str, step: str, item: Row, on: dt.date) -> str:
    """An item as a message lists it: with the step that its own due date had reached by then."""
    reached = ""
    for name, days, _, _ in LADDERS[playbook]:
        if item["due_on"] + dt.timedelta(days=days) <= on:
            reached = name
        if name == step:
            break
    return item_id(item) if reached == step else f"{item_id(item)}={reached}"


def playbook_of(payer: Row, item: Row) -> str:
    """The starter playbook that takes an item."""
    if payer["tier"] == "strategic":
        return "strategic"
    if item["payment_method"] == "card":
        return "card"
    return {"enterprise": "enterprise", "self-serve": "long-tail"}.get(payer["tier"], "standard")


def item_id(row: Row) -> str:
    """The id of the item in a row of an invoice."""
    return str(row["item"] or row["id"])


def open_on(rows: Rows, item: Row, day: dt.date) -> int:
    """What is open of an item on a day, in cents."""
    paid = sum(
        cents(each.get("allocated") or each["amount"])
        for kind in ("payments", "credits")
        for each in rows[kind]
        if each["item"] == item_id(item)
        and each["on"] <= day
        and not (each.get("reversed_on") and each["reversed_on"] <= day)
    )
    return cents(item["balance"] or item["amount"]) - paid


def cents(amount: str) -> int:
    """An amount of two decimal places in its minor unit."""
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part)


if __name__ == "__main__":
    main()
