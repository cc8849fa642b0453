"""The release of the benchmarks: twenty segments and what is left, each with a ladder, holds, a calendar and limits."""

from functools import cache

from benchmarks.portfolio import COUNTRIES
from benchmarks.segments import conditions, in_words
from playbook_engine.language.folder import load
from playbook_engine.model.release import Release

ORGANISATION = f"""\
organisation: bench
base_currency: EUR
time_zone: Europe/Berlin
playbooks: [{{playbooks}}]
tones: [friendly, polite, firm, final]
roles: {{{{collector: account.collector, relationship owner: account.owner}}}}
countries: [{", ".join(COUNTRIES)}]
calendars:
  customers: {{{{hours: 09:00 to 17:00, weekdays: mon to fri, holidays: account.country}}}}
  office: {{{{weekdays: mon to fri, holidays: DE}}}}
calendar: customers
work_calendar: office
holds:
  - hold: dispute
    when: {{{{item.disputed: yes}}}}
    covers: item
    clock: stops
  - hold: promise
    when: {{{{item.promise: open}}}}
    covers: amount
    grace: 2 days
limits:
  - {{{{contacts: 2, in: 7 days, per: account}}}}
  - {{{{contacts: 1, in: 3 days, per: contact}}}}
guarantees:
  - guarantee: nobody-who-said-no
    never: {{{{do: any contact}}}}
    when: {{{{account.tags: has do-not-contact}}}}
"""

PLAYBOOK = """\
playbook: {name}
version: 1
{segment}follow: account
from: ar@bench.example
cadence:
  - step: first-notice
    at: 3 business days after due
    do: email
    tone: polite
    template: notice
    to: [billing contact, any contact]
  - step: second-notice
    at: 10 days after due
    do: email
    tone: polite
    template: notice
    to: [billing contact, any contact]
    pay_by: 7 days
  - step: call
    at: 4 business days after previous
    do: task
    assign: collector
    title: Call about the overdue invoices
    when: {{case.overdue_balance: at least 2500 EUR}}
  - step: overdue-notice
    at: 25 days after due
    do: email
    tone: firm
    template: notice
    to: [billing contact, any contact]
    cc: relationship owner
  - step: final-notice
    at: 40 days after due
    do: email
    tone: final
    template: notice
    to: [billing contact, any contact]
    when: {{case.overdue_balance: at least 500 EUR, case.overdue_share: at least 10%}}
    repeat: {{every: 14 days, times: 2}}
exhausted:
  - {{after: 10 days, when: {{anchor.last_tone: final}}, do: status, set: hand over to agency}}
alongside:
  - step: heads-up
    at: 2 days before step final-notice
    do: notify
    to: relationship owner
holds:
  - hold: renewal
    when: {{account.renewal_date: within 14 days, not: {{account.renewal_date: none}}}}
    covers: case
    stops: {{tone: firm or stronger}}
    instead: {{do: task, assign: relationship owner, title: Overdue close to renewal}}
"""

TEMPLATE = """\
---
subject: Overdue invoices
---
Dear {{ account.name }}, please pay what is overdue.
"""


@cache
def release() -> Release:
    """The release, read and checked like any other."""
    loaded = load(files())
    assert loaded.release is not None, loaded.diagnostics
    return loaded.release


def files() -> dict[str, bytes]:
    """The folder that the release is made from."""
    segments = {f"segment-{number:02d}": in_words(each) for number, each in enumerate(conditions())}
    texts = {
        name: PLAYBOOK.format(name=name, segment="segment:\n  when:\n" + "".join(f"    {line}\n" for line in lines))
        for name, lines in segments.items()
    }
    texts["rest"] = PLAYBOOK.format(name="rest", segment="")
    written = {f"{name}.yaml": text.encode() for name, text in texts.items()}
    organisation = ORGANISATION.format(playbooks=", ".join(texts))
    return {"organisation.yaml": organisation.encode(), "templates/notice/en.liquid": TEMPLATE.encode(), **written}
