"""Characters that may not stand in a file, because a reviewer would not see them or see something else."""

import re
import unicodedata

# Control characters; what YAML 1.1 takes for line breaks and editors do not; what turns the direction of text or is not
# seen at all, so that a reviewed file would say something else than it shows; what Unicode gives no meaning.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff"
    "\ud800-\udfff\ufffe\uffff]|\r(?!\n)"
)
_NAMED = {
    "\r": "a carriage return without a line feed",
    "\x00": "a NUL character",
    "\x1b": "a terminal escape (U+001B)",
}


def name_of(character: str) -> str:
    """What a character is called in a message: `the character U+200B (zero width space)`."""
    if character in _NAMED:
        return _NAMED[character]
    named = unicodedata.name(character, "").lower()
    return f"the character U+{ord(character):04X}" + (f" ({named})" if named else "")


def unseen_in(text: str) -> str:
    """The first forbidden character of a text, or nothing."""
    match = None if text.isprintable() else FORBIDDEN.search(text)
    return match.group() if match else ""
