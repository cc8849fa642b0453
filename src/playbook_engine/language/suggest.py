"""What somebody meant who wrote a word that there is none of; only when it is close."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA, JaroWinkler

LONGEST = 64


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to `word`, or None where none is close.

    Case and the signs that join words (`_`, `-`, space) do not count; two swapped letters are one mistake. A word of
    up to 2 letters may have none, up to 4 one, up to 8 two, longer ones three. The order of candidates does not count.
    """
    plain = _plain(word)
    if not plain or len(word) > LONGEST:
        return None
    budget = _mistakes(plain)
    near = [
        (distance, -JaroWinkler.similarity(plain, other), candidate)
        for candidate in candidates
        if candidate != word
        for other in (_plain(candidate),)
        for distance in (OSA.distance(plain, other, score_cutoff=budget),)
        if distance <= min(budget, _mistakes(other))
    ]
    return min(near)[2] if near else None


def help_meant(word: str, candidates: Iterable[str]) -> str:
    """The help line of an unknown word: a suggestion, or nothing."""
    meant = did_you_mean(word, candidates)
    return f"did you mean `{meant}`?" if meant else ""


def _plain(word: str) -> str:
    return word.casefold().replace("_", " ").replace("-", " ").strip()


def _mistakes(word: str) -> int:
    """How many wrong letters still count as close."""
    length = len(word)
    return 0 if length <= 2 else 1 if length <= 4 else 2 if length <= 8 else 3
