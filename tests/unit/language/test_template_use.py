from playbook_engine.language.template_use import check_use, templates_of
from playbook_engine.model.condition import ALWAYS
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.organisation import Organisation, Table
from playbook_engine.model.playbook import Choice, Exhausted, Hold, Playbook, Step, Work
from playbook_engine.model.release import Template


def work(template: str = "", table: str = "") -> Work:
    return Work(do=("email",), template=Choice(value=template, table=table))


def playbook(*steps: Step, **more: object) -> Playbook:
    fields: dict[str, object] = {"name": "standard", "version": 1, "cadence": steps, **more}
    return Playbook(**fields)  # type: ignore[arg-type]


def written(name: str, *languages: str, body: str = "x", subject: str = "s") -> list[Template]:
    return [
        Template(name=name, language=each, subject=subject, body=body, path=f"templates/{name}/{each}.liquid")
        for each in languages
    ]


def told(found: list[Diagnostic]) -> list[tuple[str, str, str]]:
    return [(each.code, each.place.path, each.message) for each in found]


ORGANISATION = Organisation(
    name="acme",
    base_currency="EUR",
    tables=(Table(name="letters", rows=((ALWAYS, "soft"),), otherwise="hard"),),
    holds=(Hold(name="h", when=ALWAYS, covers="case", instead=work("held")),),
)


def test_every_place_that_names_a_template_counts_as_use() -> None:
    book = playbook(
        Step(name="a", work=work("ladder"), also=(work("also"),)),
        Step(name="b", work=work(table="letters")),
        alongside=(Step(name="c", work=work("beside")),),
        exhausted=(Exhausted(name="d", after=1, work=work("end")),),
        holds=(Hold(name="e", when=ALWAYS, covers="case", instead=work("instead")),),
    )
    names = {"ladder", "also", "soft", "hard", "beside", "end", "instead"}
    assert templates_of(book, ORGANISATION) == names
    templates = [each for name in (*names, "held", "spare") for each in written(name, "en")]
    assert told(check_use(ORGANISATION, [book], templates)) == [
        ("PB615", "templates/spare/en.liquid", "no step uses the template `spare`")
    ]


def test_a_value_must_be_given_by_each_playbook_that_uses_the_template() -> None:
    steps = (Step(name="a", work=work("ladder")),)
    rich = playbook(*steps, name="rich", values={"pay_page": "p", "phone": "1"})
    poor = playbook(*steps, name="poor", values={"phone": "1"})
    other = playbook(name="other")
    templates = [
        *written("ladder", "de", body="{{ values.phone }}"),
        *written("ladder", "en", subject="{{ values.pay_page }}"),
        *written("held", "de", "en", body="{{ values.unknown }}"),
    ]
    assert told(check_use(ORGANISATION, [rich, poor, other], templates)) == [
        ("PB613", "poor.yaml", "`poor` uses the template `ladder`, which needs `pay_page`")
    ]


def test_a_language_that_others_have_is_missed_once_a_template() -> None:
    book = playbook(Step(name="a", work=work("ladder")), Step(name="b", work=work("other")))
    templates = [*written("ladder", "en", "de"), *written("other", "fr"), *written("held", "en", "de-AT", "fr-CA")]
    assert told(check_use(ORGANISATION, [book], templates)) == [
        ("PB614", "templates/ladder/en.liquid", "the template `ladder` is not written in `fr` and `fr-CA`"),
        ("PB614", "templates/other/fr.liquid", "the template `other` is not written in `de`, `de-AT` and `en`"),
    ]


def test_our_own_language_is_missed_where_no_template_has_it() -> None:
    book = playbook(Step(name="a", work=work("ladder")))
    found = check_use(ORGANISATION, [book], [*written("ladder", "de"), *written("held", "de")])
    assert [each.message for each in found] == [
        "the template `held` is not written in `en`",
        "the template `ladder` is not written in `en`",
    ]
    assert found[0].help == "customers who read `en` get it in `de`"
