"""A smallest input for each fault of text and structure (PB1xx)."""

from playbook_engine.ingest.folder import MOST_FILES
from tests.conformance.codes.inputs import (
    CADENCE,
    HEAD,
    ORGANISATION,
    STORY,
    Folder,
    organisation,
    playbook,
    raw,
    story,
)

DEEP = "[" * 60 + "]" * 60

INPUTS: dict[str, Folder] = {
    "PB101": raw("title: Müller\n".encode("latin-1")),
    "PB102": raw("#" * 2_100_000),
    "PB103": raw(HEAD + "title: Acme\u200b\n"),
    "PB104": raw("{playbook: standard}\nversion: 1\n"),
    "PB105": raw("segment:\n\twhen: {account.tier: strategic}\n"),
    "PB106": raw(HEAD + "cadence:\n  - step: first-notice\n    do: email\n   tone: polite\n"),
    "PB107": raw(HEAD + "title: Acme: high touch\n"),
    "PB108": raw(HEAD + "owner accounts-receivable\ntitle: Acme\n"),
    "PB109": raw(HEAD + "title: 'it's late'\n"),
    "PB110": raw(HEAD + "segment: {when: {account.tier: strategic}\ntitle: Acme\n"),
    "PB111": raw(HEAD + "title: >500 EUR\n"),
    "PB112": raw(HEAD + 'title: "C:\\daily"\n'),
    "PB113": raw("# nothing yet\n"),
    "PB114": raw(HEAD + "---\n" + HEAD),
    "PB115": raw("%YAML 1.1\n---\n" + HEAD),
    "PB116": raw("playbook: standard\nversion: !!int 1\n" + CADENCE),
    "PB117": raw("values: &shared {page: here}\n<<: *shared\n"),
    "PB118": playbook("title: *name\n"),
    "PB119": playbook("segment: &one\n  when: *one\n"),
    "PB120": playbook("title: &name one\nowner: &name two\n"),
    "PB121": raw(HEAD + "values: [" + "a," * 260_000 + "]\n"),
    "PB122": raw(HEAD + f"values: {DEEP}\n"),
    "PB123": playbook("title: " + "a" * 70_000 + "\n"),
    "PB124": playbook("title: Acme\nowner: one\nowner: two\n"),
    "PB125": raw(HEAD + "? [a, b]\n: c\n"),
    "PB126": playbook("owner:\n"),
    "PB127": raw("- ~\n" * 200),
    "PB128": playbook("title: Decide on case #4\n"),
    "PB131": playbook("title: |\n  two\n  lines\n"),
    "PB132": playbook("chase: on\n"),
    "PB133": playbook("version: 010\n"),
    "PB134": story("{on: 2026-03-05, event: {rate: USD to EUR, is: 0.9.5}, expect: {step: first-notice}}"),
    "PB135": Folder(
        {
            "organisation.yaml": ORGANISATION + "facts: {account.x.late: {type: percent}}\n",
            "tests/story.yaml": STORY.replace("given: {", "given: {account: {x: {late: 0.1}}, "),
        }
    ),
    "PB136": playbook("effective: {from: 31.01.2026}\n"),
    "PB137": story("{on: 2026-03-05, at: 9am, expect: {step: first-notice}}"),
    "PB138": story("{on: 2026-03-05, event: {payment: EUR 500}, expect: silence}"),
    "PB139": playbook("grace: 2w\n"),
    "PB140": organisation("calendars: {Europe Wide: {weekdays: mon to fri}}\n"),
    "PB195": Folder({}, links={"strategic.yaml": "../elsewhere.yaml"}),
    "PB196": Folder({f"tests/story-{number}.yaml": "" for number in range(MOST_FILES)}),
}
