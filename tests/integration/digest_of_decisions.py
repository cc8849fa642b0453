"""A program that decides a book from a release file and prints one digest of all that it decided and told.

It imports nothing but the product and the standard library, so that any Python that has what deciding needs can run it.
"""

import datetime as dt
import hashlib
import locale
import sys
from pathlib import Path

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.engine.telling import sentences
from playbook_engine.engine.tracing import trace
from playbook_engine.ingest.reading import read_book
from playbook_engine.model.canonical import canonical
from playbook_engine.service.releases import load_release

DAY = dt.date(2026, 3, 16)
TIMES = (dt.time(8, 30, tzinfo=dt.UTC), dt.time(16, 30, tzinfo=dt.UTC), dt.time(23, 30, tzinfo=dt.UTC))


def digest_of(release_file: Path, book_folder: Path, day: dt.date = DAY) -> str:
    """The digest of decisions of some moments, of the way to each, and of the schedule of the days after."""
    release = load_release(release_file)
    own = {each.fact.name: each.fact for each in release.organisation.own_facts}
    book = read_book(book_folder, own, release.organisation.base_currency).book
    evaluator = Evaluator(release)
    total = hashlib.sha256(canonical(book))
    for unit in book.units:
        for moment in (day, *(dt.datetime.combine(day, time) for time in TIMES)):
            total.update(canonical(evaluator.decide(book.setting, unit, moment)))
            for case in trace(evaluator, book.setting, unit, moment):
                total.update("\n".join(sentences(case)).encode())
        total.update(canonical(forecast(evaluator, book.setting, unit, day, day + dt.timedelta(days=14))))
    return total.hexdigest()


if __name__ == "__main__":
    locale.setlocale(locale.LC_ALL, "")
    print(digest_of(Path(sys.argv[1]), Path(sys.argv[2])))  # noqa: T201 - its only output
