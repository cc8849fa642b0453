"""Diagnostics for machines: JSON, annotations of a pull request, SARIF."""

import json
from typing import Any

from playbook_engine.language.codes_text import KEY_TWICE, LOST_COMMENT, NOT_UTF8
from playbook_engine.language.reports import to_github, to_json, to_sarif
from playbook_engine.model.codes import CODES, found
from playbook_engine.model.diagnostic import Diagnostic, Place, Related

TWICE = found(
    KEY_TWICE,
    "the key `tone` stands twice",
    Place("playbooks/my set.yaml", 3, 1, 3, 5),
    help="keep one",
    related=(Related(Place("playbooks/my set.yaml", 2, 1, 2, 5), "it stands here first"),),
)
LOST = found(LOST_COMMENT, "50% is lost\nhere", Place("playbooks/a,b:c.yaml", 2, 4, 5, 6))
WHOLE_FILE = found(NOT_UTF8, "the file is not UTF-8", Place("a.yaml"))
ALL = [TWICE, LOST, WHOLE_FILE]


class TestGithub:
    def test_a_fault_is_a_command_with_its_place(self) -> None:
        assert to_github([TWICE]) == (
            "::error title=PB124,file=playbooks/my set.yaml,line=3,endLine=3,col=1,endColumn=5"
            "::the key `tone` stands twice (keep one)\n"
        )

    def test_what_would_end_a_property_or_a_line_is_escaped(self) -> None:
        assert to_github([LOST]) == (
            "::warning title=PB128,file=playbooks/a%2Cb%3Ac.yaml,line=2,endLine=5::50%25 is lost%0Ahere\n"
        )

    def test_a_fault_of_a_whole_file_has_no_line(self) -> None:
        assert to_github([WHOLE_FILE]) == "::error title=PB101,file=a.yaml::the file is not UTF-8\n"

    def test_a_note_is_a_notice_and_a_record_is_named(self) -> None:
        note = Diagnostic(
            code="PB415",
            severity="note",
            message="it stands there twice",
            place=Place("book.json"),
            record="item 7",
            field="due_on",
        )
        assert to_github([note]) == "::notice title=PB415,file=book.json::item 7: it stands there twice\n"

    def test_order_is_that_of_the_places(self) -> None:
        assert [line.split("file=")[1][:6] for line in to_github(ALL).splitlines()] == ["a.yaml", "playbo", "playbo"]


class TestJson:
    def test_everything_is_told(self) -> None:
        told: Any = json.loads(json.dumps(to_json(ALL)))
        assert told["summary"] == {"errors": 2, "warnings": 1, "notes": 0, "files": 3}
        (twice,) = [each for each in told["diagnostics"] if each["code"] == "PB124"]
        assert twice["severity"] == "error"
        assert twice["place"] == {
            "path": "playbooks/my set.yaml",
            "line": 3,
            "column": 1,
            "end_line": 3,
            "end_column": 5,
        }
        assert twice["related"][0]["message"] == "it stands here first"
        assert twice["help"] == "keep one"

    def test_nothing_is_told_as_such(self) -> None:
        assert to_json([]) == {"diagnostics": [], "summary": {"errors": 0, "warnings": 0, "notes": 0, "files": 0}}


class TestSarif:
    def test_a_log_has_one_run_with_every_code_as_a_rule(self) -> None:
        log: Any = json.loads(json.dumps(to_sarif(ALL, "1.2.3")))
        assert log["version"] == "2.1.0"
        (run,) = log["runs"]
        assert run["tool"]["driver"]["version"] == "1.2.3"
        rules = run["tool"]["driver"]["rules"]
        assert [each["id"] for each in rules] == sorted(CODES)
        for result in run["results"]:
            rule = rules[result["ruleIndex"]]
            assert rule["id"] == result["ruleId"]
            assert rule["defaultConfiguration"]["level"] == result["level"]

    def test_a_result_has_its_region_and_what_is_related(self) -> None:
        log: Any = to_sarif([TWICE], "1")
        (result,) = log["runs"][0]["results"]
        assert result["message"] == {"text": "the key `tone` stands twice (keep one)"}
        where = result["locations"][0]["physicalLocation"]
        assert where["artifactLocation"] == {"uri": "playbooks/my%20set.yaml"}
        assert where["region"] == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 5}
        (related,) = result["relatedLocations"]
        assert related["physicalLocation"]["region"]["startLine"] == 2
        assert related["message"] == {"text": "it stands here first"}

    def test_a_fault_of_a_whole_file_has_no_region(self) -> None:
        log: Any = to_sarif([WHOLE_FILE], "1")
        assert "region" not in log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]

    def test_no_faults_are_a_log_without_results(self) -> None:
        log: Any = to_sarif([], "1")
        assert log["runs"][0]["results"] == []
