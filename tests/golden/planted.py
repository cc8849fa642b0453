"""Ten changes of one constant each in the starter playbooks: file, the text before, the text after."""

import shutil
from pathlib import Path
from typing import NamedTuple


class Planted(NamedTuple):
    """One constant in one file; `within` is the line after which it stands."""

    file: str
    within: str
    before: str
    after: str


PLANTED = {
    "second-notice-sooner": Planted("standard", "step: second-notice", "14 days after due", "10 days after due"),
    "strategic-final-sooner": Planted("strategic", "step: final-notice", "45 days after due", "38 days after due"),
    "one-contact-a-week": Planted("organisation", "limits:", "contacts: 2, in: 7 days", "contacts: 1, in: 7 days"),
    "overdue-notice-final-tone": Planted("standard", "step: overdue-notice", "tone: firm", "tone: final"),
    "calls-from-far-more": Planted("enterprise", "step: call", "at least 2500 EUR", "at least 15000 EUR"),
    "controller-approves": Planted("strategic", "step: final-notice", "by: relationship owner", "by: controller"),
    "small-balances-up-to-less": Planted("long-tail", "segment:", "less than 2000 EUR", "less than 400 EUR"),
    "card-tried-more-often": Planted("card", "step: card-retry", "every: 3 days, times: 3", "every: 3 days, times: 5"),
    "renewal-further-away": Planted("organisation", "segments:", "within 30 days", "within 120 days"),
    "reminders-as-letters": Planted("enterprise", "step: overdue-notice", "do: email", "do: letter"),
}


def plant(playbooks: Path, change: Planted, folder: Path) -> None:
    """A copy of the playbooks with one constant changed."""
    shutil.copytree(playbooks, folder, ignore=shutil.ignore_patterns("tests"))
    path = folder / f"{change.file}.yaml"
    head, within, rest = path.read_text(encoding="utf-8").partition(change.within)
    assert within, change
    assert change.before in rest, change
    path.write_text(head + within + rest.replace(change.before, change.after, 1), encoding="utf-8")
