"""The way out when a word is none of those that are known."""

from collections.abc import Sequence

from playbook_engine.language.suggest import did_you_mean
from playbook_engine.language.wording import listed, ticked


def or_one_of(word: str, choices: Sequence[str]) -> str:
    """The choice that was probably meant, else all of them; empty where there is none."""
    meant = did_you_mean(word, choices)
    if meant:
        return f"did you mean {ticked(meant)}?"
    return f"it is one of {listed(choices)}" if choices else ""
