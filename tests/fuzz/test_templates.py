"""Templates of random pieces: refused with a place, or written out for every action that uses them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.language.folder import Loaded, load
from playbook_engine.model.diagnostic import errors
from tests.fuzz.mutations import SEEDS
from tests.fuzz.test_playbooks import decides, well_told

ORGANISATION = b"""
organisation: acme
base_currency: EUR
playbooks: [only]
"""
PLAYBOOK = b"""
playbook: only
version: 1
cadence:
  - step: first
    at: 1 day after due
    do: email
    tone: polite
    template: first
"""
SOUND = (
    *("{{ account.name }}", "{{ message.invoices }}", "{{ account.name | upcase }}", "{{ sender.name }}", "text", "\n"),
    *("{% if account.tier %}x{% endif %}", "{% if message.invoice_count > 1 %}a{% else %}b{% endif %}", "é", "🙂", " "),
    *("{% for item in items %}{{ item.balance }}{% endfor %}", "{% comment %}{{{% endcomment %}", "{{- 'a' -}}", "'"),
    *(
        "{% assign a = 'b' %}{{ a }}",
        "{% unless account.tier %}x{% endunless %}",
        "<script>",
        '"',
        "|",
        ":",
        "\\",
        "}}",
    ),
)
STRAY = (
    *("{{ nobody }}", "{{ message.total | money }}", "{{ account.name | nothing }}", "{{}}", "{% if account.tier %}"),
    *("{% else %}", "{% endif %}", "{% elsif x %}", "{% for i in (1..9) %}", "{% endfor %}", "{% unless a %}"),
    *("{% capture c %}", "{% endcapture %}", "{% render 'x' %}", "{% include 'x' %}", "{% raw %}", "{% endraw %}"),
    *(
        "{{-",
        "-}}",
        "{{",
        "}}",
        "{%",
        "%}",
        "{% break %}",
        "{% cycle 1, 2 %}",
        "---\n",
        "subject: x\n",
        "\x00",
        "\u202e",
    ),
)
HEADS = ("---\nsubject: Past due\n---\n", "---\nsubject: {{ account.name }}\n---\n", "---\nsubject:\n---\n", "")


def written(seed: int) -> Loaded:
    """A folder of one playbook whose only template is made of some pieces."""
    chance = Chance(seed)
    body = "".join(chance.pick(STRAY if chance.percent(12) else SOUND) for _ in range(chance.below(9)))
    text = (chance.pick(HEADS) if chance.percent(20) else HEADS[chance.below(2)]) + body
    files = {"organisation.yaml": ORGANISATION, "only.yaml": PLAYBOOK, "templates/first/en.liquid": text.encode()}
    return load(files)


@given(SEEDS)
def test_it_is_refused_with_a_place_or_written_out(seed: int) -> None:
    loaded = written(seed)
    well_told(loaded.diagnostics)
    for each in errors(list(loaded.diagnostics)):
        assert each.place.path == "templates/first/en.liquid"
    if loaded.release is not None:
        decides(loaded.release, seed)


def test_of_both_there_are_many() -> None:
    found = Counter(written(seed).release is not None for seed in range(300))
    assert min(found[True], found[False]) > 20, found


@given(st.text(max_size=80))
def test_any_text_is_a_template_or_is_refused(text: str) -> None:
    body = f"---\nsubject: x\n---\n{text}".encode("utf-8", "surrogatepass")
    files = {"organisation.yaml": ORGANISATION, "only.yaml": PLAYBOOK, "templates/first/en.liquid": body}
    well_told(load(files).diagnostics)
