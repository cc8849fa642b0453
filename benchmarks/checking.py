"""Checking playbooks: one playbook file of 200 and of 5,000 steps, in this process and by the command."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Aim, Figure, Report
from benchmarks.release import TEMPLATE
from benchmarks.rounds import interleaved
from playbook_engine.language.folder import load
from playbook_engine.model.diagnostic import errors

SIZES = (200, 5_000)
AIMS = {200: 0.5, 5_000: 5.0}
"""Seconds."""

ORGANISATION = """\
organisation: bench
base_currency: EUR
playbooks: [long]
tones: [friendly, polite, firm, final]
roles: {collector: account.collector}
"""
STEP = """\
  - step: step-{number}
    at: {number} days after due
    do: [email, letter]
    tone: {tone}
    template: notice
    to: [billing contact, any contact]
    items: overdue
    attach: [invoices, statement]
    when:
      case.overdue_balance: at least {amount} EUR
      any:
        - account.country: [DE, AT, FR]
        - account.tier: strategic
"""


def measure(_invoices: int) -> Report:
    """Seconds a file."""
    figures = [figure for steps in SIZES for figure in _figures(steps)]
    return Report(
        name="checking",
        title="checking a playbook of many steps",
        size=max(SIZES),
        figures=tuple(figures),
        aims=tuple(
            Aim(what=f"seconds for {steps:,} steps", aim=AIMS[steps], reached=figure.seconds, at_most=True)
            for steps, figure in zip(SIZES, figures[::2], strict=True)
        ),
    )


def _figures(steps: int) -> tuple[Figure, Figure]:
    files = _files(steps)
    faults = errors(list(load(files).diagnostics))
    assert not faults, faults
    seconds = interleaved({"check": lambda _: load(files)}, rounds=3)["check"]
    size = sum(map(len, files.values()))
    return (
        Figure(name=f"{steps:,} steps", seconds=seconds, unit="file", note=f"{size / 1e6:.2f} MB"),
        Figure(name=f"{steps:,} steps, by `playbook check`", seconds=_by_command(files), unit="file"),
    )


def _files(steps: int) -> dict[str, bytes]:
    tones = ("friendly", "polite", "firm", "final")
    cadence = "".join(
        STEP.format(number=each, tone=tones[each * 4 // steps], amount=100 + each) for each in range(steps)
    )
    playbook = f"playbook: long\nversion: 1\nfrom: ar@bench.example\ncadence:\n{cadence}"
    return {
        "organisation.yaml": ORGANISATION.encode(),
        "long.yaml": playbook.encode(),
        "templates/notice/en.liquid": TEMPLATE.encode(),
    }


def _by_command(files: dict[str, bytes]) -> float:
    """Least seconds of three runs of the command, with the start of the program and the printing."""
    best = float("inf")
    with tempfile.TemporaryDirectory() as folder:
        for path, data in files.items():
            Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, path).write_bytes(data)
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-m", "playbook_engine", "check", folder], check=True, capture_output=True)
            best = min(best, time.perf_counter() - start)
    return best
