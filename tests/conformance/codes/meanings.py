"""A smallest input for each fault of meaning (PB2xx)."""

from tests.conformance.codes.inputs import CADENCE, HEAD, ORGANISATION, Folder, organisation, playbook

TASK = "do: task, assign: collector"
EMAIL = "do: email, tone: polite, template: notice"
FIRST = f"{{step: first-notice, at: 3 days after due, {EMAIL}}}"
NOTS = "{not: " * 16
DEEP = (
    f"segments: {{one: {NOTS}{{segment: two}}{'}' * 16}, two: {NOTS}{{segment: three}}{'}' * 16}, "
    f"three: {NOTS}{{account.tier: strategic}}{'}' * 16}}}\n"
)
BEFORE = {
    "organisation.yaml": ORGANISATION.replace("[standard]", "[strategic, standard]"),
    "strategic.yaml": HEAD.replace("standard", "strategic") + CADENCE,
}
FOLLOWED = """\
{"format": 1, "kind": "book",
 "accounts": [{"id": "A-1"}],
 "invoices": [{"id": "INV-1", "account": "A-1", "issued_on": "2026-02-01", "due_on": "2026-03-02", "amount": "5 EUR"}],
 "memberships": [
   {"id": "M-1", "account": "A-1", "item": "INV-1", "playbook": "strategic", "version": 1, "since": "2026-02-01"}
 ]}
"""


def steps(*several: str) -> Folder:
    """A cadence of these steps."""
    return playbook("cadence:\n" + "".join(f"  - {each}\n" for each in several))


def hold(text: str) -> Folder:
    return playbook(f"holds: [{{{text}}}]\n")


INPUTS: dict[str, Folder] = {
    "PB201": playbook("titel: Acme\n"),
    "PB202": steps("{step: first-notice, at: 3 days after due}"),
    "PB203": playbook(f"cadence: {FIRST}\n"),
    "PB204": playbook("follow: customer\n"),
    "PB205": steps(f"{{step: first-notice, at: 3 days past due, {EMAIL}}}"),
    "PB206": playbook("segment: {when: {}}\n"),
    "PB210": playbook("segment: {when: {account.teir: strategic}}\n"),
    "PB211": playbook("segment: {when: {account.arr: at least 1000}}\n"),
    "PB212": playbook("segment: {when: {item.promise: opened}}\n"),
    "PB213": playbook("segment: {when: {account.id: present}}\n"),
    "PB214": steps(f"{{step: first-notice, {EMAIL}, when: {{item.balance: at least 1 EUR}}}}"),
    "PB215": playbook("segment: {when: {segment: vip}}\n"),
    "PB216": organisation("segments: {one: {segment: two}, two: {segment: one}}\n"),
    "PB217": playbook("segment: {when: {item.days_overdue: 30 to 15}}\n"),
    "PB218": playbook("segment: {when: {account.country: [not DE, not AT]}}\n"),
    "PB219": organisation(DEEP, standard="segment: {when: {segment: one}}\n"),
    "PB220": playbook("alongside: [{step: heads-up, at: 2 days before step last, do: notify, to: collector}]\n"),
    "PB221": steps("{step: first-notice, do: email, tone: polite, template: notise}"),
    "PB222": steps("{step: first-notice, do: task, assign: by table owners}"),
    "PB223": steps(f"{FIRST}", "{step: call, at: 9 days after due, do: task, assign: colector}"),
    "PB224": steps("{step: first-notice, do: email, tone: harsh, template: notice}"),
    "PB225": playbook("calendar: europe\n"),
    "PB226": organisation("playbooks: [standard, strategic]\n"),
    "PB227": organisation("derived: {account.x.letters: {count: letters}}\n"),
    "PB228": steps(FIRST, FIRST.replace("3 days", "9 days")),
    "PB230": Folder({"organisation.yaml": None}),
    "PB231": playbook("playbook: usual\n"),
    "PB232": Folder({"strategic.yaml": HEAD.replace("standard", "strategic") + CADENCE}),
    "PB240": steps(f"{{step: first-notice, at: 3 days after previous, {EMAIL}}}"),
    "PB241": steps(f"{{step: call, at: 3 days after step first-notice, {TASK}}}", FIRST),
    "PB242": steps(f"{{step: call, at: 3 days before step first-notice, {TASK}}}", FIRST),
    "PB243": steps(
        f"{{step: first-notice, at: 30 days after due, {EMAIL}}}", f"{{step: call, at: 1 month after due, {TASK}}}"
    ),
    "PB244": steps("{step: first-notice, do: email, tone: polite}"),
    "PB245": steps("{step: first-notice, do: [email, task], tone: polite, template: notice, assign: collector}"),
    "PB246": steps(FIRST, f"{{step: call, at: 9 days after due, {TASK}, tone: polite}}"),
    "PB247": steps(FIRST.replace("polite", "firm"), FIRST.replace("first", "second").replace("3", "9")),
    "PB248": playbook(
        f"cadence: [{FIRST[:-1]}, when: {{case.balance: at least 500 EUR}}}}]\n"
        "exhausted: {after: 10 days, do: status, set: hand over to agency}\n"
    ),
    "PB249": steps(FIRST.replace("}", ", when: {case.balance: at least 5 EUR}, otherwise: previous step}")),
    "PB250": steps(FIRST, f"{{step: call, at: 1 day after pay by, {TASK}}}"),
    "PB251": steps(FIRST.replace("}", ", to: collector}")),
    "PB260": playbook("effective: {from: 2026-06-01, until: 2026-01-31}\n"),
    "PB261": Folder({"standard.yaml": HEAD + "chase: no\n"}),
    "PB262": playbook("chase: no\nbecause: leased to a partner\n"),
    "PB263": Folder({"standard.yaml": HEAD}),
    "PB270": hold("hold: small, when: {account.overdue_balance: less than 100 EUR}, clock: stops"),
    "PB271": hold("hold: part, when: {item.disputed: yes}, covers: amount, clock: stops"),
    "PB272": hold("hold: renewal, when: {account.renewal_date: within 30 days}"),
    "PB273": organisation("holds: [{hold: promise, when: {item.promise: open}}]\n"),
    "PB274": hold("hold: small, when: {item.balance: less than 10 EUR}, covers: amount"),
    "PB275": hold("hold: manual, when: {item.on_hold: yes}, grace: 2 days"),
    "PB276": hold("hold: part, when: {item.disputed: yes}, covers: item, stops: {tone: firm or stronger}"),
    "PB280": organisation("facts: {account.health: {type: text}}\n"),
    "PB281": organisation("derived: {account.x.one: {count: promises, latest: promise.on}}\n"),
    "PB282": organisation("derived: {account.x.odd: {sum: [account.open_balance, account.open_items]}}\n"),
    "PB283": organisation("derived: {account.x.one: {sum: [account.x.one, account.open_items]}}\n"),
    "PB284": organisation(
        "derived: {account.x.one: {share: [account.overdue_balance, account.open_balance], type: number}}\n"
    ),
    "PB285": organisation(
        "tables: {tones: {columns: [account.tier, anchor.overdue], rows: [[strategic, polite]], otherwise: firm}}\n"
    ),
    "PB286": organisation(
        "tables: {who: {columns: [account.tier], rows: [[strategic, collector]]}}\n",
        standard="cadence: [{step: call, at: 3 days after due, do: task, assign: by table who}]\n",
    ),
    "PB287": organisation("required: [account.open_balance]\n"),
    "PB288": playbook("calendar: {holidays: DE-XX}\n"),
    "PB289": organisation("work_calendar: {holidays: account.country}\n"),
    "PB290": Folder({"standard.yaml": HEAD + CADENCE.replace("3 days", "5 days")}, before={}),
    "PB291": Folder({}, before={"standard.yaml": HEAD.replace("1", "2") + CADENCE}),
    "PB292": Folder({}, before=BEFORE, book=FOLLOWED.encode()),
    "PB293": Folder({}, before=BEFORE),
}
