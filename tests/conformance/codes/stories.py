"""A smallest input for each fault of a timeline test (PB5xx)."""

from tests.conformance.codes.inputs import STORY, Folder, story, told

CONTACTS = "{contacts: {AP: {role: billing}, CFO: {role: finance}}, invoices: {INV-1: {due: 2026-03-02}}}"
HISTORY = "{invoices: {INV-1: {due: 2026-03-02}}, history: [{on: 2026-03-06, touch: first-notice, for: INV-1}]}"

INPUTS: dict[str, Folder] = {
    "PB501": told(STORY + STORY),
    "PB502": story("{on: 2026-03-05, event: {paid: 500 EUR, for: INV-1}, expect: silence}"),
    "PB503": story("{expect: {step: first-notice}}"),
    "PB504": story("{from: 2026-03-09, until: 2026-03-06, expect: silence}"),
    "PB505": story("{from: 2026-03-05, until: 2026-03-06, expect: {step: first-notice}}"),
    "PB506": story("{on: 2026-03-05, expect: {step: first-notice, items: INV-2}}"),
    "PB507": story("{on: 2026-03-05, account: ACMEE, expect: silence}"),
    "PB508": story("{on: 2026-03-05, event: {bounce: email}, expect: silence}", CONTACTS),
    "PB509": story("{on: 2026-03-05, event: {invoice: INV-1, due: 2026-04-01}, expect: silence}"),
    "PB510": story("{on: 2026-03-05, event: {payment: 500 USD, for: INV-1}, expect: silence}"),
    "PB511": story("{on: 2026-03-05, expect: silence}", HISTORY),
    "PB512": story("{on: 2026-03-05, event: {payment: in full, for: INV-1, dated: 2026-03-07}, expect: no case}"),
    "PB513": story("{on: 2026-03-05, downtime: yes, expect: silence}"),
    "PB514": story("{on: 2026-03-05, expect: [silence, {step: first-notice}]}"),
    "PB515": story("{on: 2026-03-05, event: reply}"),
    "PB516": story("{from: 2026-03-05, until: 2056-03-05, expect: no case}"),
    "PB517": story("{on: 2026-03-05, expect: silence}", "{invoices: {INV-1: {amount: 500 EUR}}}"),
    "PB518": story("{on: 2026-03-05, expect: {silence: held, by: renewel}}"),
    "PB519": story("{on: 2026-03-05, expect: {tone: firm}}"),
}
