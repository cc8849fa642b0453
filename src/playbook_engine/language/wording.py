"""How input is put into a sentence: in backticks, on one line, not too long, and with nothing invisible in it."""

import unicodedata
from collections.abc import Sequence

LONGEST = 60
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")


def ticked(text: str, most: int = LONGEST) -> str:
    """`text` in backticks; what is too long ends in `…`."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    return f"`{visible(short).replace('`', '´')}`"


def visible(text: str) -> str:
    r"""The text with every character that is not seen as an escape: a line feed is `\n`, a no-break space `\xa0`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character == " " or unicodedata.category(character) not in _UNSEEN:
        return character
    return character.encode("unicode_escape").decode("ascii")


def listed(words: Sequence[str], joined: str = "or", most: int = 8) -> str:
    """The words in backticks as English lists them: `a`, `b` or `c`; beyond `most` how many more there are."""
    shown = [ticked(each) for each in words[:most]]
    if len(words) > most:
        shown.append(f"{len(words) - most} more")
        joined = "and"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {joined} {shown[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
