"""A small folder of playbooks and a small book, as people write them."""

import json
from pathlib import Path

ORGANISATION = """\
organisation: acme
base_currency: EUR
time_zone: Europe/Berlin
playbooks: [standard]
roles: {relationship owner: account.owner, collector: account.collector}
facts:
  account.x.health: {type: text, values: [green, red], sentence: how customer success sees it}
holds:
  - hold: dispute
    when: {item.disputed: yes}
    covers: item
"""

STANDARD = """\
# What everybody gets.
playbook: standard
version: 3
from: Accounts Receivable <ar@acme.example>
cadence:
  - step: first-notice
    at: 3 days after due
    do: email
    tone: polite
    template: notice
    to: [billing contact, any contact]
  - step: final
    at: 30 days after due
    do: email
    tone: final
    template: notice
    to: [billing contact, any contact]
    when: {case.balance: at least 500 EUR}
    approval: {by: relationship owner, expires: 4 days}
exhausted: {after: 10 days, do: task, assign: collector, title: Decide what to do}
"""

TEMPLATE = {
    "en": "---\nsubject: Reminder for {{ account.name }}\n---\nPlease pay {{ message.total }}.\n",
    "de": "---\nsubject: Erinnerung an {{ account.name }}\n---\nBitte zahlen Sie {{ message.total }}.\n",
}

TEST = """\
- test: the first notice comes three days after due
  given:
    invoices: {INV-1: {due: 2026-03-02, amount: 800 EUR}}
  timeline:
    - {on: 2026-03-02, expect: silence}
    - {on: 2026-03-05, expect: {step: first-notice, tone: polite, items: INV-1}}
"""


def write_playbooks(folder: Path, **changed: str) -> Path:
    """The folder of playbooks; `changed` replaces the text of `organisation`, `standard` or `test`."""
    files = {
        "organisation.yaml": changed.get("organisation", ORGANISATION),
        "standard.yaml": changed.get("standard", STANDARD),
        "tests/standard.yaml": changed.get("test", TEST),
        **{f"templates/notice/{language}.liquid": text for language, text in TEMPLATE.items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def book(*, broken: bool = False) -> dict[str, object]:
    """A book with three accounts: one to remind, one in dispute, one paid; `broken` spoils an invoice of the first."""
    return {
        "format": 1,
        "kind": "book",
        "accounts": [
            {"id": "ACME", "name": "Acme GmbH", "language": "de", "owner": "kim@acme.example", "x": {"health": "red"}},
            {"id": "BETA", "name": "Beta Ltd", "collector": "lee@acme.example"},
            {"id": "CARL", "name": "Carl AB"},
        ],
        "contacts": [
            {"id": f"{each}-C", "account": each, "role": "billing", "email": f"ap@{each.lower()}.example"}
            for each in ("ACME", "BETA", "CARL")
        ],
        "invoices": [
            {
                "id": f"{each}-1",
                "account": each,
                "issued_on": "2026-02-01",
                "due_on": "2026-02-30" if broken and each == "ACME" else "2026-03-02",
                "amount": "1200.50 EUR",
            }
            for each in ("ACME", "BETA", "CARL")
        ],
        "disputes": [{"id": "D-1", "account": "BETA", "item": "BETA-1", "opened_on": "2026-03-03", "reason": "price"}],
        "payments": [{"id": "P-1", "account": "CARL", "on": "2026-03-01", "amount": "1200.50 EUR", "item": "CARL-1"}],
    }


def write_book(path: Path, *, broken: bool = False) -> Path:
    """The book as a JSON file."""
    path.write_text(json.dumps(book(broken=broken)), encoding="utf-8")
    return path
