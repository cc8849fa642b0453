"""Ten planted changes: the comment of each as a whole, and each number in it counted again."""

import datetime as dt
import re
from pathlib import Path

import pytest

from tests.golden.plan_claims import check
from tests.golden.plan_counts import Days, Plan
from tests.golden.planted import PLANTED, plant
from tests.golden_files import Golden
from tests.integration.cli_runs import run

FIRST, LAST = dt.date(2026, 3, 16), dt.date(2026, 6, 14)


@pytest.fixture(scope="module")
def before(top: Path) -> Days:
    """The starter playbooks as they are, on the sample book."""
    return Days(top / "playbooks", top / "examples" / "book", FIRST, LAST)


def comment(top: Path, after: Path) -> str:
    states = ("--from", top / "playbooks", "--to", after, "--book", top / "examples" / "book")
    shown = run(
        "plan", *states, "--as-of", FIRST.isoformat(), "--until", LAST.isoformat(), "--format", "markdown", "--quiet"
    )
    assert (shown.exit_code, shown.stderr) == (0, "")
    return shown.stdout.replace("What changes from playbooks to", "What changes from before to")


@pytest.mark.parametrize("name", PLANTED)
def test_the_comment_on_a_planted_change(name: str, top: Path, tmp_path: Path, golden: Golden) -> None:
    plant(top / "playbooks", PLANTED[name], tmp_path / "after")
    shown = comment(top, tmp_path / "after")
    golden(f"plans/{name}.md", re.sub(r"Releases \w{12} and \w{12}", "Releases 0123456789ab and ba9876543210", shown))


@pytest.mark.parametrize("name", PLANTED)
def test_each_number_in_it_is_what_is_counted_apart(name: str, top: Path, tmp_path: Path, before: Days) -> None:
    plant(top / "playbooks", PLANTED[name], tmp_path / "after")
    after = Days(tmp_path / "after", top / "examples" / "book", FIRST, LAST)
    plan = Plan(before, after, FIRST, LAST)
    assert plan.changed, "a planted change that changes nothing shows nothing"
    check(comment(top, tmp_path / "after"), plan)


def test_a_wrong_number_is_noticed_wherever_it_stands(top: Path, tmp_path: Path, before: Days) -> None:
    plant(top / "playbooks", PLANTED["controller-approves"], tmp_path / "after")
    plan = Plan(before, Days(tmp_path / "after", top / "examples" / "book", FIRST, LAST), FIRST, LAST)
    text = comment(top, tmp_path / "after")
    head = r"^\|[^\n]*\n(?=\|[-:|]+\n)"
    labels = [each.span() for each in re.finditer(rf"{head}|hears from us in 7 days", text, re.MULTILINE)]
    numbers = [
        each for each in re.finditer(r"\d+", text) if not any(start <= each.start() < end for start, end in labels)
    ]
    assert len(numbers) > 200
    unnoticed = []
    for number in numbers[:: len(numbers) // 100]:
        wrong = f"{text[: number.start()]}{(int(number[0][0]) + 1) % 10}{number[0][1:]}{text[number.end() :]}"
        try:
            check(wrong, plan)
        except (AssertionError, ValueError, LookupError):
            continue
        unnoticed.append(text[max(0, number.start() - 60) : number.end() + 20])
    assert not unnoticed


@pytest.mark.parametrize(
    ("name", "condition", "status"),
    [
        ("controller-approves", "guarantees", 3),
        ("controller-approves", "contacts -3%", 3),
        ("controller-approves", "contacts -4%", 0),
        ("controller-approves", "approvals -3", 3),
        ("controller-approves", "approvals -4", 0),
        ("controller-approves", "money -100000 EUR", 3),
        ("controller-approves", "money -110000 EUR", 0),
        ("controller-approves", "strategic gone", 3),
        ("controller-approves", "strategic firmer", 0),
        ("one-contact-a-week", "busiest -0", 3),
        ("one-contact-a-week", "guarantees", 0),
        ("strategic-final-sooner", "strategic earlier", 3),
        ("strategic-final-sooner", "strategic firmer", 0),
        ("overdue-notice-final-tone", "anyone firmer", 3),
        ("overdue-notice-final-tone", "strategic firmer", 0),
        ("small-balances-up-to-less", "contacts +3%", 3),
        ("small-balances-up-to-less", "contacts +3.1%", 0),
        ("small-balances-up-to-less", "anything", 3),
    ],
)
def test_the_merge_gate_on_planted_changes(name: str, condition: str, status: int, top: Path, tmp_path: Path) -> None:
    plant(top / "playbooks", PLANTED[name], tmp_path / "after")
    states = ("--from", top / "playbooks", "--to", tmp_path / "after", "--book", top / "examples" / "book")
    files = ("--as-of", FIRST.isoformat(), "--until", LAST.isoformat(), "--quiet", "-o", tmp_path / "plan.json")
    assert run("plan", *states, *files, "--fail-on", condition).exit_code == status


def test_customers_who_behave_are_the_same_for_both(top: Path, tmp_path: Path) -> None:
    playbooks, book = top / "playbooks", top / "examples" / "book"
    told = (
        "--from",
        playbooks,
        "--book",
        book,
        "--scenario",
        top / "examples" / "scenarios" / "spring.yaml",
        "--quiet",
    )
    same = run("plan", *told, "--to", playbooks, "--format", "markdown").stdout
    assert "Nothing changes" in same
    assert "customers do as they did before, drawn from the seed spring" in same
    plant(playbooks, PLANTED["overdue-notice-final-tone"], tmp_path / "after")
    assert "Nothing changes" not in run("plan", *told, "--to", tmp_path / "after", "--format", "markdown").stdout
