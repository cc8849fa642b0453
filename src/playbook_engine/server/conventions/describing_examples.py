"""A body for each operation that takes one, as somebody might send it; a test reads each with the decoder it is for."""

from typing import Any

_ID = "acme/standard/first-notice/INV-4711/2026-03-13/0/1"
_ACTION = {"id": _ID, "revision": 1}
_CLAIMED = {"id": _ID, "fence": 7}
_NOTE = "spoke to Ms Berg, the parcel arrived"

EXAMPLES: dict[str, Any] = {
    "/v1/actions/approve": {**_ACTION, "note": _NOTE},
    "/v1/actions/approve/bulk": {"actions": [_ACTION]},
    "/v1/actions/reject": {**_ACTION, "note": "the credit note is on its way"},
    "/v1/actions/reject/bulk": {"actions": [_ACTION], "note": "the credit note is on its way"},
    "/v1/actions/snooze": {**_ACTION, "until": "2026-03-20T08:00:00Z", "note": _NOTE},
    "/v1/actions/snooze/bulk": {"actions": [_ACTION], "until": "2026-03-20T08:00:00Z"},
    "/v1/actions/cancel": {**_ACTION, "reason": "agreed a plan by phone"},
    "/v1/actions/cancel/bulk": {"actions": [_ACTION], "reason": "agreed a plan by phone"},
    "/v1/actions/claim": {"kinds": ["email"], "limit": 50, "lease_seconds": 120},
    "/v1/actions/renew": {**_CLAIMED, "lease_seconds": 120},
    "/v1/actions/renew/bulk": {"actions": [_CLAIMED], "lease_seconds": 120},
    "/v1/actions/start": _CLAIMED,
    "/v1/actions/start/bulk": {"actions": [_CLAIMED]},
    "/v1/actions/complete": {**_CLAIMED, "outcome": {"message_id": "20260316.8123@mail.example"}},
    "/v1/actions/complete/bulk": {"actions": [_CLAIMED]},
    "/v1/actions/fail": {**_CLAIMED, "reason": "mailbox unknown"},
    "/v1/actions/fail/bulk": {"actions": [{**_CLAIMED, "reason": "mailbox unknown"}]},
    "/v1/actions/give-back": {**_CLAIMED, "reason": "the mail server is away"},
    "/v1/actions/give-back/bulk": {"actions": [{**_CLAIMED, "reason": "the mail server is away"}]},
    "/v1/audit/erasures": {"unit": "BIRCH", "until": "2026-01-01T00:00:00Z"},
    "/v1/credentials": {"subject": "erp-sync", "roles": ["service"], "expires_at": "2027-01-01T00:00:00Z"},
    "/v1/credentials/{prefix}/rotate": {"overlap_hours": 24},
    "/v1/decide": {"accounts": ["BIRCH"]},
    "/v1/decisions": {
        "as_of": "2026-03-16",
        "book": {
            "format": 1,
            "kind": "book",
            "accounts": [{"id": "BIRCH", "name": "Birch Bakery", "country": "DE"}],
            "invoices": [
                {
                    "id": "INV-4711", "account": "BIRCH", "issued_on": "2026-02-11", "due_on": "2026-03-13",
                    "amount": "480.00 EUR",
                }
            ],
        },
    },
    "/v1/releases": {
        "title": "Friendlier first notices",
        "files": {
            "organisation.yaml": "organisation: Acme\nbase_currency: EUR\nplaybooks: [standard]\n",
            "standard.yaml": "playbook: standard\nversion: 1\nfollow: account\n",
        },
    },
    "/v1/activations": {"release": 8, "from_at": "2026-04-01T00:00:00Z", "share": 2500},
    "/v1/simulations": {"what": "scenario", "days": 60, "seed": "spring"},
    "/v1/stop": {"reason": "wrong exchange rates"},
}  # fmt: skip
"""By path: one operation of each path takes JSON."""
