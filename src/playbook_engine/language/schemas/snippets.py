"""Whole mappings that an editor offers to begin with, their values to be overwritten one after the other."""

from typing import Any

from playbook_engine.language.schemas.scalars import Schema

_SEND = {"tone": "${4:polite}", "template": "${5:first-notice}", "to": "${6:billing contact}"}
_STEP = {"step": "${1:first-notice}", "at": "${2:3 days after due}"}

_BODIES: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "step": (
        ("message step", "a step that sends something", {**_STEP, "do": "${3:email}", **_SEND}),
        ("task step", "a step for our own people", {**_STEP, "do": "task", "assign": "${3:collector}", "title": "$4"}),
    ),
    "alongside": (
        (
            "courtesy message",
            "a message before an item falls due",
            {
                "step": "${1:courtesy}",
                "each": "item",
                "at": "${2:7 days before due}",
                "do": "${3:email}",
                **_SEND,
                "items": "due within ${7:7 days}",
            },
        ),
    ),
    "exhausted": (
        (
            "task at the end",
            "somebody decides what comes after the ladder",
            {"after": "${1:10 days}", "do": "task", "assign": "${2:collector}", "title": "$3"},
        ),
    ),
    "hold": (
        (
            "dispute hold",
            "disputed items wait",
            {"hold": "dispute", "when": {"item.disputed": "yes"}, "covers": "item"},
        ),
        (
            "promise hold",
            "promised amounts wait",
            {"hold": "promise", "when": {"item.promise": "open"}, "covers": "amount", "grace": "${1:2 days}"},
        ),
    ),
    "limit": (
        (
            "new limit",
            "at most so many contacts in so many days",
            {"contacts": "${1:2}", "in": "${2:7 days}", "per": "${3:account}"},
        ),
    ),
    "guarantee": (
        (
            "new guarantee",
            "what must never go out",
            {"guarantee": "${1:name}", "never": {"tone": "${2:firm or stronger}"}, "when": {"${3:account.tags}": "$4"}},
        ),
    ),
    "timeline test": (
        (
            "new test",
            "a story in dates",
            {
                "test": "${1:the first notice comes in time}",
                "given": {"invoices": {"INV-1": {"due": "${2:2026-03-02}", "amount": "${3:1000 EUR}"}}},
                "timeline": [{"on": "${4:2026-03-05}", "expect": {"step": "${5:first-notice}"}}],
            },
        ),
    ),
    "entry": (
        (
            "expect on a day",
            "what must come on a day",
            {"on": "${1:2026-03-05}", "expect": {"step": "${2:first-notice}"}},
        ),
        (
            "event on a day",
            "what happens on a day",
            {"on": "${1:2026-03-05}", "event": {"payment": "in full", "for": "$2"}},
        ),
        (
            "silence for days",
            "nothing may go",
            {"from": "${1:2026-03-06}", "until": "${2:2026-03-20}", "expect": "silence"},
        ),
    ),
}


def snippets_of(part: str) -> Schema:
    """What is offered where a mapping begins."""
    offered = [{"label": label, "description": text, "body": body} for label, text, body in _BODIES.get(part, ())]
    return {"defaultSnippets": offered} if offered else {}
