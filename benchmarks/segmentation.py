"""(a) Which of 20 segments takes an invoice: 25 facts, 3 to 6 conditions a segment, first match wins.

Ours is the compiled function of the engine over its own rows. The peers get plain rows made beforehand. All answers are
compared before anything is timed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import peers
from benchmarks.figures import Aim, Figure, Report
from benchmarks.portfolio import DAY, INVOICES_EACH, units
from benchmarks.release import release
from benchmarks.rounds import interleaved
from benchmarks.segments import FACTS, SEGMENTS, column, conditions
from playbook_engine.engine.dispatch import FirstMatch
from playbook_engine.engine.evaluator import Evaluator, Session
from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.scope import Scope
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.facts import CATALOGUE

OURS = "playbook_engine"
SLOW = "rule-engine"
BLOCK = 1_000
PORTION = 40_000
"""Invoices held in memory at a time, as rows of every contender; a larger portfolio goes through in portions."""
SAMPLE = 1_000
"""Invoices of the first portion that the slow one is timed on; its seconds are counted up to the whole."""

PEERS: dict[str, Callable[[peers.Segments, Sequence[peers.Row]], peers.Peer]] = {
    "by hand, if/elif over a dictionary": peers.by_hand,
    "by hand, facts taken out once": peers.by_hand_with_names,
    "datalogic-py, a call a row": peers.datalogic,
    "datalogic-py, a call a block": peers.datalogic_batch,
    "zen-engine": peers.zen,
    SLOW: peers.rule_engine,
}


def measure(invoices: int) -> Report:
    """Seconds a row of each contender, and how many times those of the engine they are."""
    seconds: Counter[str] = Counter()
    slow = 0.0
    for start in range(0, invoices, PORTION):
        size = min(PORTION, invoices - start)
        contenders = _contenders(start, size)
        last = contenders.pop(SLOW)
        seconds.update(_timed(contenders, size, BLOCK))
        slow = slow or _timed({SLOW: last}, min(SAMPLE, size), SAMPLE, rounds=2)[SLOW] / min(SAMPLE, size)
    each = {name: total / invoices for name, total in seconds.items()} | {SLOW: slow}
    return _report(invoices, each)


def _timed(contenders: dict[str, peers.Peer], size: int, block: int, rounds: int = 9) -> dict[str, float]:
    def work(peer: peers.Peer) -> Callable[[int], object]:
        return lambda number: peer(slice(number * block, (number + 1) * block))

    blocks = -(-size // block)
    return interleaved({name: work(peer) for name, peer in contenders.items()}, blocks, rounds)


def _report(invoices: int, each: dict[str, float]) -> Report:
    ratio = {name: seconds / each[OURS] for name, seconds in each.items()}
    fastest = min(ratio[name] for name in ratio if name.startswith("datalogic"))
    return Report(
        name="segmentation",
        title="which of 20 segments takes an invoice, by 25 facts",
        size=invoices,
        figures=tuple(
            Figure(name=name, seconds=seconds, unit="invoice", ratio=ratio[name]) for name, seconds in each.items()
        ),
        aims=(
            Aim(what="times as fast as datalogic-py in its faster form", aim=5, reached=fastest),
            Aim(what="times as fast as zen-engine", aim=12, reached=ratio["zen-engine"]),
            Aim(what="times as fast as if/elif over a dictionary", aim=1.2, reached=ratio[next(iter(PEERS))]),
        ),
        notes=(f"{SLOW} was timed on the first {min(SAMPLE, invoices)} invoices in two rounds",),
    )


def _contenders(start: int, size: int) -> dict[str, peers.Peer]:
    """Each contender over the same rows, after all have given the same answers."""
    segments = conditions()
    evaluator = Evaluator(release())
    catalogue = evaluator.rules.current[0].catalogue
    rows = scopes(evaluator, start, size)
    dictionaries = plain(catalogue, rows)
    first = FirstMatch(segments, catalogue)
    made: dict[str, peers.Peer] = {OURS: lambda block: _ours(first, rows[block])}
    made |= {name: make(segments, dictionaries) for name, make in PEERS.items()}
    expected = made[OURS](slice(size))
    for name, peer in made.items():
        part = slice(SAMPLE if name == SLOW else size)
        assert peer(part) == expected[part], f"{name} gives other answers"
    assert len(set(expected)) > SEGMENTS // 2 or size < PORTION, "too few segments are met for a fair comparison"
    return made


def _ours(first: FirstMatch, rows: Sequence[Scope]) -> list[int]:
    """As the engine does it: what an account leaves standing is found once for its items, and anew in every round."""
    found: list[int] = []
    for start in range(0, len(rows), INVOICES_EACH):
        chain = first.of_account(rows[start])
        found += [chain(row) for row in rows[start : start + INVOICES_EACH]]
    return found


def scopes(evaluator: Evaluator, start: int, size: int) -> list[Scope]:
    """The engine's rows, one an invoice, with every fact computed."""
    return [row for each in units(size, start) for row in _rows(evaluator, each)]


def _rows(evaluator: Evaluator, unit: Unit) -> list[Scope]:
    session, plan = Session(evaluator, Setting(), unit, DAY), evaluator.rules.current[0]
    account = unit.accounts[0]
    world = session.moment(account)[0]
    rows = [Scope(world, world.view(account, plan.view), item=item) for item in session.items]
    for row in rows:
        for fact in FACTS:
            plan.catalogue.read(fact)(row)
    return rows


def plain(catalogue: Catalogue, rows: Sequence[Scope]) -> list[dict[str, Any]]:
    """The same facts as dictionaries of numbers, texts and lists: money in minor units, dates as days from today."""
    return [{column(fact): _flat(catalogue.read(fact)(row), fact, row.day) for fact in FACTS} for row in rows]


def _flat(value: Any, fact: str, day: int) -> Any:
    kind = CATALOGUE[fact].kind
    if kind == "money":
        return sum(value.values()) if isinstance(value, dict) else value[0]
    if kind == "date":
        return value - day
    return list(value) if kind == "tags" else value
