"""`python -m tests.knockout`: takes out each stage of the evaluator in turn, and says which test sees it."""

import sys
import time

from tests.knockout.catching import STAGES, caught


def main() -> int:
    """A table of the stages with what caught each; 1 where something was not seen."""
    began = time.monotonic()
    whole = caught(None)
    if whole:
        say(f"with every stage in place there fail already: {whole.timeline} {whole.generated}")
        return 1
    missed = 0
    for stage in STAGES:
        found = caught(stage, by_both=True)
        missed += not found
        seen = f"{found.timeline or '-':<60} {found.generated or '-'}" if found else "NOT SEEN"
        say(f"{stage.rule:<4} {stage.name:<44} {seen}")
    say(f"{len(STAGES)} stages taken out, {missed} of them not seen, in {time.monotonic() - began:.0f} s")
    return int(missed > 0)


def say(line: str) -> None:
    """Print at once: it takes more than a minute until the end."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
