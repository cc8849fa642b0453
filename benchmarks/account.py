"""(c) One account of eight invoices: deciding it against decoding its JSON, and encoding what was decided."""

from collections.abc import Callable, Sequence
from itertools import islice

from benchmarks.figures import Aim, Figure, Report
from benchmarks.life import SETTING, lived
from benchmarks.portfolio import DAY, INVOICES_EACH, units
from benchmarks.release import release
from benchmarks.rounds import Contender, interleaved
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Unit
from playbook_engine.model.canonical import canonical
from playbook_engine.model.decision import Decision
from playbook_engine.model.units import decode_unit, encode_unit

ACCOUNTS = 50
"""Accounts that are measured, so that no lucky one stands for all."""
TURNS = 10
"""How often each is decided in a row."""

DECODE, DECIDE, ENCODE = "decoding its JSON", "deciding", "encoding the decisions"


def measure(_invoices: int) -> Report:
    """Seconds an account of each part, for accounts with a past and for those nobody was ever written to."""
    evaluator = Evaluator(release())
    with_past = _timed(evaluator, list(islice(lived(evaluator, ACCOUNTS * INVOICES_EACH), ACCOUNTS)))
    without = _timed(evaluator, list(units(ACCOUNTS * INVOICES_EACH)))
    return Report(
        name="account",
        title="one account of eight invoices",
        size=INVOICES_EACH,
        figures=(*_figures(with_past, ""), *_figures(without, ", nothing done yet")),
        aims=(
            Aim(
                what="times the decoding that deciding takes",
                aim=8,
                reached=with_past[DECIDE] / with_past[DECODE],
                at_most=True,
            ),
        ),
        notes=(f"the mean of {ACCOUNTS} accounts",),
    )


def _figures(each: dict[str, float], note: str) -> list[Figure]:
    return [
        Figure(name=f"{name}{note}", seconds=seconds, unit="account", ratio=seconds / each[DECODE])
        for name, seconds in each.items()
    ]


def _timed(evaluator: Evaluator, accounts: Sequence[Unit]) -> dict[str, float]:
    data = [encode_unit(each) for each in accounts]
    decided = [evaluator.decide(SETTING, each, DAY) for each in accounts]
    contenders: dict[str, Contender] = {
        DECODE: _again(lambda number: decode_unit(data[number])),
        DECIDE: _again(lambda number: evaluator.decide(SETTING, accounts[number], DAY)),
        ENCODE: _again(lambda number: _encoded(decided[number])),
    }
    return {name: each / (ACCOUNTS * TURNS) for name, each in interleaved(contenders, ACCOUNTS).items()}


def _again(work: Callable[[int], object]) -> Contender:
    def one_account(number: int) -> None:
        for _ in range(TURNS):
            work(number)

    return one_account


def _encoded(decisions: Sequence[Decision]) -> list[bytes]:
    return [canonical(each) for each in decisions]
