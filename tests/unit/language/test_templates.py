import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language.liquid.environment import CannotFillIn, fill_in
from playbook_engine.language.liquid.filters import FILTERS, LONGEST_TEXT
from playbook_engine.language.liquid.sample import sample
from playbook_engine.language.liquid.shape import WRITTEN, Shape, leaves, variables
from playbook_engine.language.liquid.source import LARGEST_FILE
from playbook_engine.language.liquid.tokens import LONGEST_TAG
from playbook_engine.language.liquid.walk import MOST_LOOPS, read_through
from playbook_engine.language.locale_text import Amount, Day
from playbook_engine.language.templates import choose, load_templates, nearest
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money
from playbook_engine.model.release import Template

OWN = (
    Fact(name="account.x.partner_managed", kind="yes/no", sentence="a partner manages it"),
    Fact(name="invoice.x.project", kind="text", sentence="project"),
)
KNOWN = variables(["pay_page"], OWN)


def template(body: str, subject: str = "Your invoices") -> bytes:
    return f"---\nsubject: {subject}\n---\n{body}".encode()


def load(body: str, subject: str = "Your invoices", **more: str) -> tuple[tuple[Template, ...], list[Diagnostic]]:
    files = {"templates/notice/en.liquid": template(body, subject)}
    return load_templates(
        {**files, **{f"templates/{path}": text.encode() for path, text in more.items()}}, ["pay_page"], OWN
    )


def faults(body: str, subject: str = "Your invoices") -> list[tuple[str, int, int]]:
    templates, found = load(body, subject)
    assert bool(templates) != bool(found)
    return [(each.code, each.place.line, each.place.column) for each in found]


def codes(body: str) -> list[str]:
    return [code for code, _, _ in faults(body)]


class TestReading:
    def test_front_matter_gives_the_subject_and_the_rest_is_the_body(self) -> None:
        (one,), found = load("Hello {{ account.name }}\n", "Reminder: {{ message.invoices }}")
        assert found == []
        assert one == Template(
            name="notice",
            language="en",
            subject="Reminder: {{ message.invoices }}",
            body="Hello {{ account.name }}\n",
            path="templates/notice/en.liquid",
        )

    def test_quotes_around_a_subject_are_no_part_of_it(self) -> None:
        (one,), _ = load("x", '"Reminder: now"')
        assert one.subject == "Reminder: now"

    def test_lines_may_end_as_on_windows_and_begin_with_a_mark(self) -> None:
        data = "\ufeff---\r\nsubject: s\r\n---\r\nHello\r\n{{ nmae }}\r\n".encode()
        _, found = load_templates({"templates/notice/en.liquid": data})
        assert [(each.place.line, each.place.column) for each in found] == [(5, 4)]

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"Hello", "PB602"),
            (b"---\nsubject: s\nHello", "PB611"),
            (b"---\nsubject: s\n", "PB602"),
            (b"---\n---\nHello", "PB602"),
            (b"---\nsubject: s\nsubject: t\n---\nHello", "PB602"),
            (b"---\nsubjekt: s\n---\nHello", "PB602"),
            (b"---\nsubject:\n---\nHello", "PB611"),
            (b"---\nsubject: |\n  two\n  lines\n---\nHello", "PB611"),
            (b"---\nsubject: s\n---\nHello \xff", "PB101"),
            ("---\nsubject: s\n---\nHello \u202e".encode(), "PB103"),
            (b"---\nsubject: s\n---\n" + b"x" * LARGEST_FILE, "PB610"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_one_fault(self, data: bytes, code: str) -> None:
        templates, found = load_templates({"templates/notice/en.liquid": data})
        assert templates == ()
        assert [each.code for each in found] == [code]

    @pytest.mark.parametrize(
        "path",
        [
            "templates/en.liquid",
            "templates/notice/english.liquid",
            "templates/notice/en.txt",
            "templates/notice/a/en.liquid",
            "templates/no_tice/en.liquid",
        ],
    )
    def test_a_file_elsewhere_is_a_fault(self, path: str) -> None:
        _, found = load_templates({path: template("x")})
        assert [each.code for each in found] == ["PB601"]

    @pytest.mark.parametrize(
        "path", ["templates/README.md", "templates/notice/.swp", "templates/notice/en.liquid~", "a.yaml"]
    )
    def test_notes_and_copies_are_left_alone(self, path: str) -> None:
        assert load_templates({path: b"\xff"}) == ((), [])

    def test_one_language_stands_once(self) -> None:
        files = {"templates/notice/de-AT.liquid": template("x"), "templates/notice/de-at.liquid": template("x")}
        assert [each.code for each in load_templates(files)[1]] == ["PB601"]


class TestPlaces:
    """Each fault has the line and column of what is wrong, in the file as it was written."""

    def test_in_the_body(self) -> None:
        assert faults("Hello\n  {{ account.nmae }}\n") == [("PB606", 5, 6)]

    def test_in_the_subject(self) -> None:
        assert faults("Hello", "Invoice {{ invoices }}") == [("PB606", 2, 21)]

    def test_all_faults_are_told_at_once(self) -> None:
        found = faults("{{ a }}\n{{ account.name | b }}\n{% for item in items %}{{ item.amuont }}{% endfor %}\n")
        assert found == [("PB606", 4, 4), ("PB605", 5, 19), ("PB606", 6, 27)]

    def test_a_close_name_is_offered(self) -> None:
        _, found = load(
            "{% for item in items %}{{ item.amuont }}{% endfor %}{{ account.name | upcas }}{% unles x %}{% endif %}"
        )
        assert [each.help for each in found] == ["did you mean `unless`?"]
        _, found = load("{% for item in items %}{{ item.amuont }}{% endfor %}{{ account.name | upcas }}")
        assert [each.help for each in found] == ["did you mean `item.amount`?", "did you mean `upcase`?"]


SYNTAX = [
    "{{ a b }}",
    "{{ }}",
    "{{ a",
    "{% if %}x{% endif %}",
    "{% if a == %}x{% endif %}",
    "{% if account.name %}x",
    "{% endif %}",
    "{% for item items %}{% endfor %}",
    "{% for item in items %}{% endif %}",
    "{% else %}",
    "{% if a = b %}{% endif %}",
    "{% if account.name %}{% else %}{% else %}{% endif %}",
    "{% if account.name %}{% else x %}{% endif %}",
    "{% case message.tone %}x{% when 'a' %}{% endcase %}",
    "{% case message.tone %}{% when 'a' b %}{% endcase %}",
    "{%%}",
    "{% assign 1 = 2 %}",
    "{% break %}",
    "{% comment %}",
    "{{ account.name | }}",
    "{% render name %}",
]


class TestSyntax:
    @pytest.mark.parametrize("body", SYNTAX)
    def test_what_is_no_liquid_is_one_fault(self, body: str) -> None:
        assert codes(body) == ["PB603"]

    @pytest.mark.parametrize(
        "tag", ["include 'x'", "raw", "cycle 'a', 'b'", "increment x", "tablerow x in y", "layout 'x'"]
    )
    def test_other_tags_do_not_exist(self, tag: str) -> None:
        assert codes(f"{{% {tag} %}}") == ["PB604"]

    def test_what_stands_in_a_comment_is_not_read(self) -> None:
        assert codes("{% comment %}{{ nothing | at }} {% all %}{% endcomment %}{% # {{ no %}x") == []


class TestKinds:
    @pytest.mark.parametrize(
        "body",
        [
            "{{ items }}",
            "{{ account }}",
            "{{ 1.5 }}",
            "{{ nil }}",
            "{% for item in items %}{{ item.overdue }}{% endfor %}",
            "{% for item in account.name %}x{% endfor %}",
            "{% for item in items %}{% if item.balance > 100 %}x{% endif %}{% endfor %}",
            "{% if message.date > 3 %}x{% endif %}",
            "{% if account.name == 3 %}x{% endif %}",
            "{% if items == items %}x{% endif %}",
            "{% case message.occurrence %}{% when 'a' %}x{% endcase %}",
            "{{ message.date | money }}",
            "{{ account.name | date }}",
            "{{ message.date | date: '%d.%m.%Y' }}",
            "{{ message.date | date: account.name }}",
            "{{ message.totals | join }}{{ items | join }}",
            "{{ account.name | append }}",
            "{{ account.name | truncate: 'x' }}",
            "{{ items[account.name] }}",
            "{% assign x = 1 %}{% for item in items %}{{ x | plus: 1 }}{% assign x = 'a' %}{% endfor %}",
            "{% assign items = 1 %}",
            "{% for account in items %}x{% endfor %}",
            "{% assign v = values %}",
        ],
    )
    def test_a_value_used_for_what_it_is_not(self, body: str) -> None:
        assert codes(body) == ["PB608"]

    @pytest.mark.parametrize(
        "body", ["{{ now }}", "{{ today }}", "{{ 'now' | date }}", "{{ \"today\" | date: 'short' }}"]
    )
    def test_no_template_reads_the_clock(self, body: str) -> None:
        assert codes(body) == ["PB607"]

    def test_own_facts_and_values_are_variables(self) -> None:
        body = "{% if account.x.partner_managed %}{{ values.pay_page }}{% endif %}"
        assert (
            codes(body + "{% for item in items %}{% if item.x.project %}{{ item.x.project }}{% endif %}{% endfor %}")
            == []
        )
        assert codes("{{ values.paypage }}{% if account.x.partner_mangaed %}x{% endif %}") == ["PB606", "PB606"]


MISSING = [
    "{{ contact.name }}",
    "{{ contact.name | upcase }}",
    "{{ account.name | append: contact.name }}",
    "{{ items.first.invoice }}",
    "{% if contact.name %}x{% else %}{{ contact.name }}{% endif %}",
    "{% if contact.name or contact.role %}{{ contact.name }}{% endif %}",
    "{% unless contact.name %}{{ contact.name }}{% endunless %}",
    "{% if contact.name != blank %}{{ contact.name }}{% endif %}",
    "{% if contact.name != 'Kim' %}{{ contact.name }}{% endif %}",
    "{% if contact.name == contact.role %}{{ contact.name }}{% endif %}",
    "{% if contact.name %}{% assign n = contact.role %}{{ n }}{% endif %}",
    "{% assign n = contact.name %}{% if n %}{% for i in items %}{{ n }}{% assign n = i.kind %}{% endfor %}{% endif %}",
]
GUARDED = [
    "{% if contact.name %}{{ contact.name }}{% endif %}",
    "{{ contact.name | default: account.name }}",
    "{% unless contact.name %}x{% else %}{{ contact.name }}{% endunless %}",
    "{% if contact.name and contact.role %}{{ contact.name }}{{ contact.role }}{% endif %}",
    "{% if contact.name == nil or contact.role == nil %}x{% else %}{{ contact.name }}{{ contact.role }}{% endif %}",
    "{% if contact.role == 'billing' %}{{ contact.role }}{% endif %}",
    "{% if items.first.purchase_order %}{{ items.first.invoice }}{{ items.first.purchase_order }}{% endif %}",
    "{% case message.tone %}{% when 'firm' %}{{ message.tone }}{% endcase %}",
    "{% if contact.name == nil %}x{% elsif contact.role == nil %}{% else %}{{ contact.name }}{% endif %}",
    "{% if account.terms_days > 30 %}{{ account.terms_days }}{% endif %}",
    "{% assign n = contact.name | default: 'you' %}{{ n }}",
]


class TestMissing:
    @pytest.mark.parametrize("body", MISSING)
    def test_what_may_be_missing_is_not_written_unasked(self, body: str) -> None:
        assert codes(body) == ["PB609"]

    @pytest.mark.parametrize("body", GUARDED)
    def test_what_was_asked_for_is_there(self, body: str) -> None:
        assert codes(body) == []

    def test_a_name_set_in_one_branch_only_is_unknown_behind_it(self) -> None:
        assert codes("{% if contact.name %}{% assign n = 'a' %}{% endif %}{{ n }}") == ["PB606"]
        assert codes("{% if contact.name %}{% assign n = 'a' %}{% else %}{% assign n = 'b' %}{% endif %}{{ n }}") == []
        assert codes("{% for item in items %}{% assign n = 'a' %}{% endfor %}{{ n }}") == ["PB606"]


HOSTILE = {
    "a range": "{% for i in (1..100000000) %}x{% endfor %}",
    "nested ranges": "{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% endfor %}",
    "a loop in a loop": "{% for a in items %}{% for b in items %}x{% endfor %}{% endfor %}",
    "many loops": "{% for a in items %}x{% endfor %}" * (MOST_LOOPS + 1),
    "deep blocks": "{% if account.name %}" * 500 + "{% endif %}" * 500,
    "a long tag": "{{ " + "a" * LONGEST_TAG + " }}",
    "blanks in a tag": "{{ " + " " * 60_000,
    "doubling": "{% assign a = 'aaaaaaaaaa' %}"
    + "{% assign a = a | append: a | append: a | append: a %}" * 30
    + "{{ a }}",
    "a text replaced by itself": "{% capture a %}" + "e" * 20_000 + "{% endcapture %}{{ a | replace: 'e', a }}",
    "a huge product": "{% assign a = 999999999 %}" + "{% assign a = a | times: a %}" * 60 + "{{ a }}",
    "openings": "{{" * 30_000,
    "tags without an end": "{% if" * 12_000,
    "raw": "{% raw %}" * 7_000,
    "brackets": "{{ " + "a[" * 200 + " }}",
    "comments": "{% comment %}" * 4_500,
    "a chain of questions": "{% if account.name %}" + "{% elsif account.name %}" * 2_500 + "{% endif %}",
}


class TestHostile:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_it_ends_with_a_diagnostic_and_not_with_a_crash(self, name: str) -> None:
        templates, found = load(HOSTILE[name])
        assert [each.code for each in found if each.code[:3] != "PB6"] == []
        assert bool(found) == (not templates)
        assert (name == "a chain of questions") == (not found)

    def test_a_limit_is_said_to_be_one(self) -> None:
        for name in (
            "a range",
            "a loop in a loop",
            "many loops",
            "deep blocks",
            "a long tag",
            "doubling",
            "a huge product",
        ):
            assert set(codes(HOSTILE[name])) == {"PB610"}, name

    def test_no_filter_makes_more_than_it_may(self) -> None:
        long = "e" * (LONGEST_TEXT // 2 + 1)
        for text in (
            "{{ a | append: a }}",
            "{{ a | prepend: a }}",
            "{{ a | replace: 'e', 'ee' }}",
            "{{ b | join: a }}",
        ):
            with pytest.raises(CannotFillIn) as raised:
                fill_in(text, {"a": long, "b": ["x", "y"]})
            assert raised.value.limit

    @given(st.text(alphabet="{}%-# abifend\n'\"|.[]()=<>:,", max_size=60))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        reading = read_through(text, KNOWN)
        for fault in reading.faults:
            assert 0 <= fault.start <= fault.end <= len(text) + 1
            assert fault.message


VALUES = [
    "account.name",
    "contact.name",
    "items.first.invoice",
    "message.pay_by",
    "message.occurrence",
    "n",
    "item.kind",
    "'a'",
    "3",
    "message.date",
    "message.totals.first",
    "items",
    "contact",
    "values.pay_page",
    "item.balance",
    "account.terms_days",
]


@st.composite
def bodies(draw: st.DrawFn, depth: int = 0) -> str:
    value = st.sampled_from(VALUES)
    filters = st.sampled_from(
        [
            "",
            "",
            " | upcase",
            " | default: 'x'",
            " | date: 'short'",
            " | money",
            " | plus: 1",
            " | size",
            " | map: 'kind' | join",
            " | truncate: 5",
            " | append: contact.role",
        ]
    )
    kind = draw(
        st.sampled_from(
            ["out", "assign", "if", "unless", "for", "case", "capture", "text"] if depth < 3 else ["out", "assign"]
        )
    )
    inner = "".join(draw(st.lists(bodies(depth + 1), max_size=2))) if depth < 3 else ""
    other = "".join(draw(st.lists(bodies(depth + 1), max_size=1))) if depth < 3 else ""
    test = draw(
        st.sampled_from(
            [
                "{0}",
                "{0} == nil",
                "{0} != nil",
                "{0} == {1}",
                "{0} > 2",
                "{0} and {1}",
                "{0} or {1}",
                "{0} contains {1}",
            ]
        )
    )
    asked = test.format(draw(value), draw(value))
    return {
        "text": "x",
        "out": f"{{{{ {draw(value)}{draw(filters)} }}}}",
        "assign": f"{{% assign n = {draw(value)}{draw(filters)} %}}",
        "if": f"{{% if {asked} %}}{inner}{{% else %}}{other}{{% endif %}}",
        "unless": f"{{% unless {asked} %}}{inner}{{% elsif {draw(value)} %}}{other}{{% endunless %}}",
        "for": f"{{% for item in items %}}{inner}{{% else %}}{other}{{% endfor %}}",
        "case": f"{{% case {draw(value)} %}}{{% when {draw(value)} %}}{inner}{{% endcase %}}",
        "capture": f"{{% capture n %}}{inner}{{% endcapture %}}",
    }[kind]


def thinned(shape: Shape, values: dict[str, object], data: st.DataObject) -> dict[str, object]:
    """Values of which some that may be missing are."""
    kept: dict[str, object] = {}
    for name, part in shape.parts.items():
        if part.optional and data.draw(st.booleans()):
            continue
        value = values[name]
        if isinstance(value, dict):
            value = thinned(part, value, data)
        elif isinstance(value, list) and part.of and part.of.kind == "group":
            value = [thinned(part.of, each, data) for each in value[: data.draw(st.integers(0, 2))]]
        kept[name] = value
    return kept


class TestPromise:
    """Rule 42: what check accepts never fails."""

    @given(st.lists(bodies(), min_size=1, max_size=4), st.data())
    def test_a_text_without_fault_can_be_filled_in(self, parts: list[str], data: st.DataObject) -> None:
        text = "".join(parts)
        if read_through(text, KNOWN).faults:
            return
        for full in (True, False):
            fill_in(text, sample(KNOWN, "en", full=full))
        fill_in(text, thinned(KNOWN, sample(KNOWN, "en", full=True), data))

    def test_every_variable_can_be_named_and_every_filter_used_as_its_example_shows(self) -> None:
        for path, shape in leaves(KNOWN):
            if "[]" not in path:
                assert read_through(f"{{% if {path} == nil %}}{{% endif %}}", KNOWN).faults == [], (path, shape)
        for name, each in FILTERS.items():
            example = f"{{{{ {each.example} }}}}".replace("values.pay_page", "account.name").replace(
                "account.x.projects", "items | map: 'invoice'"
            )
            text = f"{{% if message.tone %}}{{% for item in items %}}{example}{{% endfor %}}{{% endif %}}"
            assert read_through(text, KNOWN).faults == [], name
            assert fill_in(text, sample(KNOWN, "en", full=True))


class TestFillingIn:
    values = {  # noqa: RUF012 - read only
        "due": Day(dt.date(2026, 3, 16), "de"),
        "owed": Amount(Money(123450, "EUR"), "de"),
        "yen": Amount(Money(1234, "JPY"), "en"),
        "dinar": Amount(Money(1234567, "KWD"), "en"),
        "names": ["a", "b"],
        "who": "Kim",
        "lines": [{"no": "1"}, {"no": "2"}, {}],
    }

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("{{ owed }}", "1.234,50\u00a0€"),
            ("{{ owed | money: 'code' }}", "1.234,50\u00a0EUR"),
            ("{{ owed | money: 'number' }}", "1.234,50"),
            ("{{ yen }} {{ dinar }}", "¥1,234 KWD1,234.567"),
            ("{{ due }}", "16. März 2026"),
            ("{{ due | date: 'short' }}", "16.03.26"),
            ("{{ due | date: 'EEEE, d. MMMM' }}", "Montag, 16. März"),
            ("{{ names | join }} {{ names | join: '; ' }} {{ names | size }}", "a, b a; b 2"),
            ("{{ lines | map: 'no' | join: '+' }}", "1+2"),
            (
                "{{ who | upcase }} {{ who | downcase }} {{ who | prepend: 'Dear ' }} {{ who | replace: 'K', 'T' }}",
                "KIM kim Dear Kim Tim",
            ),
            ("{{ nobody | default: who }} {{ who | truncate: 2 }}", "Kim K…"),
            ("{{ 3 | plus: 4 | minus: 2 | times: 5 }}", "25"),
            ("{{ 'a b&c' | url_encode }}", "a+b%26c"),
            ("<{{ '<b>' }}>", "<<b>>"),
        ],
    )
    def test_values_are_written_in_the_language_exactly(self, text: str, written: str) -> None:
        assert fill_in(text, self.values) == written

    def test_a_tag_alone_on_its_line_leaves_no_empty_line(self) -> None:
        text = "a\n{% if who %}\n  {% for n in names %}\n- {{ n }}\n  {% endfor %}\n{% endif %}\nb {{ who }}"
        assert fill_in(text, self.values) == "a\n- a\n- b\nb Kim"

    def test_dashes_take_the_blanks_away(self) -> None:
        assert fill_in("a  {{- who -}}  b {%- if who -%} c {%- endif %}", self.values) == "aKimb" + "c"

    def test_what_is_missing_is_never_written(self) -> None:
        with pytest.raises(CannotFillIn):
            fill_in("{{ nobody }}", self.values)


class TestParts:
    def test_a_part_is_put_in_when_loaded(self) -> None:
        (one,), found = load(
            'Hello\n{% render "lines" %}\nBye {%- render "sign" %}\n',
            **{
                "parts/lines/en.liquid": "{% for item in items %}\n- {{ item.invoice }}\n{% endfor %}\n",
                "parts/sign/en.liquid": ", {{ sender.name }}\n",
            },
        )
        assert found == []
        assert (
            one.body == "Hello\n{% for item in items %}\n- {{ item.invoice }}\n{% endfor %}\nBye, {{ sender.name }}\n"
        )

    def test_a_part_is_taken_in_the_templates_language(self) -> None:
        files = {
            "templates/notice/de-AT.liquid": template('{% render "sign" %}'),
            "templates/parts/sign/de.liquid": b"Gruss",
            "templates/parts/sign/en.liquid": b"Regards",
        }
        assert load_templates(files)[0][0].body == "Gruss\n"
        del files["templates/parts/sign/de.liquid"]
        assert [each.code for each in load_templates(files)[1]] == ["PB612"]

    def test_a_fault_of_a_part_is_told_once_and_the_template_is_left_out(self) -> None:
        templates, found = load('{% render "sign" %}', **{"parts/sign/en.liquid": "{{ nobody }}"})
        assert (templates, [(each.code, each.place.path) for each in found]) == (
            (),
            [("PB606", "templates/parts/sign/en.liquid")],
        )

    def test_parts_do_not_put_in_parts(self) -> None:
        _, found = load('{% render "a" %}', **{"parts/a/en.liquid": '{% render "a" %}'})
        assert [each.code for each in found] == ["PB612"]

    def test_an_unknown_part_is_told_with_the_one_that_was_meant(self) -> None:
        _, found = load('{% render "sgin" %}', **{"parts/sign/en.liquid": "x"})
        assert [(each.code, each.help) for each in found] == [("PB612", "did you mean `sign`?")]

    def test_a_part_has_no_front_matter(self) -> None:
        _, found = load('{% render "sign" %}', **{"parts/sign/en.liquid": "---\nsubject: s\n---\nx"})
        assert [each.code for each in found] == ["PB602"]


class TestChoosing:
    def test_the_first_language_that_is_met(self) -> None:
        written = [Template(name="n", language=each, subject="", body="") for each in ("de", "en", "fr-CA", "pt-BR")]

        def met(*languages: str | None) -> str | None:
            chosen = choose(written, "n", languages)
            return chosen.language if chosen else None

        assert met("de-AT", "en") == "de"
        assert met(None, "", "nl", "en") == "en"
        assert met("fr") == "fr-CA"
        assert met("pt_br") == "pt-BR"
        assert met("nl") == "de"
        assert met() == "de"
        assert choose(written, "m", ["en"]) is None

    def test_the_same_region_comes_before_the_language_and_that_before_another_region(self) -> None:
        assert nearest(["de-CH", "de", "de-AT"], "de-at") == "de-AT"
        assert nearest(["de-CH", "de"], "de-AT") == "de"
        assert nearest(["de-CH", "de-BE"], "de-AT") == "de-BE"
        assert nearest(["en"], "de") is None


class TestDocumented:
    """`docs/templates.md` lists what there is: the text between the marks is made from the declarations."""

    def test_variables(self, top: Path) -> None:
        rows = ["| variable | kind | |", "|---|---|---|"]
        for path, shape in leaves(variables()):
            kind = f"{shape.kind}, may be missing" if shape.optional else shape.kind
            if shape.kind != "group" or "[]" in path or path == "values":
                rows.append(f"| `{path.replace('items[]', 'item')}` | {kind} | {shape.sentence} |")
        assert between(top, "variables") == "\n".join(rows)

    def test_filters(self, top: Path) -> None:
        rows = ["| filter | takes | example | |", "|---|---|---|---|"]
        for name, each in FILTERS.items():
            takes = "text, number, money, date" if each.takes == WRITTEN else ", ".join(sorted(each.takes))
            example = each.example.replace("|", "\\|")
            rows.append(f"| `{name}` | {takes} | `{{{{ {example} }}}}` | {each.sentence} |")
        assert between(top, "filters") == "\n".join(rows)


def between(top: Path, name: str) -> str:
    text = (top / "docs" / "templates.md").read_text(encoding="utf-8")
    return text.partition(f"<!-- {name} -->\n")[2].partition("\n<!-- end -->")[0]
