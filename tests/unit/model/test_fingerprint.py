"""The fingerprint of a release is of its meaning."""

import msgspec

from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.condition import InRange, Interval, Test
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Clause, Playbook, Step, Work
from playbook_engine.model.release import Release, Template


def release(phrase: str = "at least 5", low: int = 5, values: dict[str, str] | None = None) -> Release:
    when = Test("account.open_items", InRange(Interval(low)), phrase)
    step = Step(name="call", work=Work(do=("call",)), at=(Clause(base="due", days=3, text=phrase),), when=when)
    playbook = Playbook(name="standard", version=1, cadence=(step,), values=values or {})
    return Release(organisation=Organisation(name="acme", base_currency="EUR"), playbooks=(playbook,), current=1)


def test_how_an_author_put_it_does_not_count() -> None:
    assert fingerprint(release("at least 5")) == fingerprint(release("from 5 on"))


def test_what_it_means_does() -> None:
    assert fingerprint(release(low=5)) != fingerprint(release(low=6))


def test_a_text_for_templates_counts_whatever_it_is_called() -> None:
    assert fingerprint(release(values={"text": "a"})) != fingerprint(release(values={"text": "b"}))


def test_where_a_template_stands_and_the_versions_of_libraries_do_not_count() -> None:
    template = Template(name="first", language="en", subject="Hello", body="Hello", path="templates/first/en.liquid")
    here = msgspec.structs.replace(release(), templates=(template,), holidays_version="1", tzdata_version="1")
    moved = msgspec.structs.replace(template, path="elsewhere")
    assert fingerprint(here) == fingerprint(msgspec.structs.replace(release(), templates=(moved,)))
    other = msgspec.structs.replace(template, body="Good morning")
    assert fingerprint(here) != fingerprint(msgspec.structs.replace(release(), templates=(other,)))
