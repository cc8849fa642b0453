"""The benchmarks from a terminal: `python -m benchmarks --help`."""

import argparse
import datetime as dt
import importlib
import os
import platform
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version

import msgspec

from benchmarks.figures import Report
from benchmarks.printing import page, show

PARTS = ("segmentation", "decisions", "account", "checking", "reading", "simulation", "deciding")
OF_ANY_SIZE = ("segmentation", "decisions", "simulation", "deciding")
PEERS = ("datalogic-py", "zen-engine", "rule-engine", "msgspec")


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """All that one run found, and on what."""

    day: dt.date
    python: str
    machine: str
    cores: int
    peers: dict[str, str]
    reports: tuple[Report, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen parts and print what was found; aims that are not met are said, and are no failure."""
    chosen = _parser().parse_args(arguments)
    run = Run(
        day=dt.datetime.now(dt.UTC).date(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        machine=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count() or 1,
        peers={name: version(name) for name in PEERS},
        reports=tuple(_measured(part, size) for part in PARTS if part in chosen.only for size in _sizes(part, chosen)),
    )
    where = f"{run.python}, {run.machine}, {run.cores} cores, {run.day}"
    heading = [where, *(f"{name} {number}" for name, number in run.peers.items())]
    match chosen.format:
        case "json":
            sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(run), indent=2) + b"\n")
        case "page":
            sys.stdout.write(page(heading, run.reports))
        case _:
            show(heading, run.reports)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--invoices",
        type=int,
        nargs="+",
        default=[16_000],
        metavar="N",
        help="size of the portfolio; several are measured one after the other (default: 16000, about two minutes)",
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts alone")
    parser.add_argument(
        "--format", choices=("table", "json", "page"), default="table", help="how to print it; `page` is for docs"
    )
    return parser


def _sizes(part: str, chosen: argparse.Namespace) -> list[int]:
    """The sizes that a part is measured with: once where the size of the portfolio matters little."""
    return list(chosen.invoices) if part in OF_ANY_SIZE else [max(chosen.invoices)]


def _measured(part: str, invoices: int) -> Report:
    print(f"{part}, {invoices:,} invoices ...", end=" ", file=sys.stderr, flush=True)
    start = time.perf_counter()
    report: Report = importlib.import_module(f"benchmarks.{part}").measure(invoices)
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return report


if __name__ == "__main__":
    sys.exit(main())
