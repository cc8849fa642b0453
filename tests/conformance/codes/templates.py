"""A smallest input for each fault of a template (PB6xx)."""

from tests.conformance.codes.inputs import CADENCE, HEAD, NOTICE, ORGANISATION, Folder, body, template

INPUTS: dict[str, Folder] = {
    "PB601": template(NOTICE, "templates/notice/english.liquid"),
    "PB602": template("Please pay.\n"),
    "PB603": body("{% if message.total %}"),
    "PB604": body("{% include 'signature' %}"),
    "PB605": body("{{ account.name | currency }}"),
    "PB606": body("{{ account.nmae }}"),
    "PB607": body("{{ 'now' | date: 'long' }}"),
    "PB608": body("{{ items }}"),
    "PB609": body("{{ message.pay_by }}"),
    "PB610": body("{% for i in (1..100000000) %}x{% endfor %}"),
    "PB611": template("---\nsubject: |\n  two\n  lines\n---\nPlease pay.\n"),
    "PB612": body("{% render 'signatur' %}"),
    "PB613": Folder(
        {
            "organisation.yaml": ORGANISATION.replace("[standard]", "[standard, strategic]"),
            "standard.yaml": HEAD + CADENCE,
            "strategic.yaml": HEAD.replace("standard", "strategic") + "values: {pay_page: here}\n" + CADENCE,
            "templates/notice/en.liquid": NOTICE + "{{ values.pay_page }}\n",
        }
    ),
    "PB614": Folder(
        {
            "standard.yaml": HEAD + CADENCE + "  - {step: second, at: 9 days after due, do: email, tone: polite, "
            "template: other}\n",
            "templates/notice/de.liquid": NOTICE,
            "templates/other/en.liquid": NOTICE,
        }
    ),
    "PB615": template(NOTICE, "templates/other/en.liquid"),
}
