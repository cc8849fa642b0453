"""A phrase, word by word, with the place of each word in it."""

import re

from playbook_engine.language.codes_meaning import BAD_PHRASE
from playbook_engine.model.codes import Code

_WORD = re.compile(r"[^ \t]+")


class Misread(Exception):
    """A phrase that cannot be read: what is wrong from `start` to before `end`, and the way out."""

    def __init__(self, message: str, *, start: int, end: int, help: str = "", kind: Code = BAD_PHRASE) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.help = help
        self.kind = kind

    def moved(self, by: int) -> "Misread":
        """The same fault in a phrase that begins `by` characters earlier."""
        return Misread(self.message, start=self.start + by, end=self.end + by, help=self.help, kind=self.kind)


class Words:
    """The words of a phrase, taken from the left."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = [(match[0], match.start()) for match in _WORD.finditer(text)]
        self._next = 0

    @property
    def done(self) -> bool:
        """Whether no word is left."""
        return self._next == len(self._found)

    @property
    def at(self) -> int:
        """Where the next word begins, or the phrase ends."""
        return len(self.text) if self.done else self._found[self._next][1]

    @property
    def normal(self) -> str:
        """The whole phrase with single spaces."""
        return " ".join(word for word, _ in self._found)

    def peek(self) -> str:
        """The next word, empty at the end."""
        return "" if self.done else self._found[self._next][0]

    def word(self) -> str:
        """Take the next word, empty at the end."""
        word = self.peek()
        self._next += bool(word)
        return word

    def take(self, phrase: str) -> bool:
        """Take these words if they come next, all of them or none."""
        wanted = phrase.split(" ")
        here = [word for word, _ in self._found[self._next : self._next + len(wanted)]]
        if here != wanted:
            return False
        self._next += len(wanted)
        return True

    def rest(self) -> str:
        """All words that are left, with single spaces, not taken."""
        return " ".join(word for word, _ in self._found[self._next :])

    def take_rest(self) -> str:
        """Take all words that are left."""
        rest = self.rest()
        self._next = len(self._found)
        return rest

    def end(self, expected: str, help: str = "") -> None:
        """Nothing may be left. Raises Misread at what is."""
        if not self.done:
            raise self.misread(f"`{self.rest()}` is too much after {expected}", help=help, whole=True)

    def misread(self, message: str, *, help: str = "", whole: bool = False, kind: Code = BAD_PHRASE) -> Misread:
        """A fault at the next word, or with `whole` at all that is left."""
        end = len(self.text) if whole or self.done else self.at + len(self.peek())
        return Misread(message, start=self.at, end=max(end, self.at), help=help, kind=kind)
