"""YAML as somebody in a hurry writes it: the same document with other spaces, quotes, brackets, breaks and comments."""

import json
import re
from collections.abc import Iterable, Iterator
from random import Random

from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence

Tree = dict[str, "Tree"] | list["Tree"] | str

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/%+@<>()é-]| (?=[A-Za-z0-9<(]))*")
_NO_TEXT = re.compile(r"null|Null|NULL|true|True|TRUE|false|False|FALSE|none|[0-9.+-]*(?:[eE][0-9+-]+)?|0[xo].*")


def tree_of(node: Node) -> Tree:
    """What a node says, as texts, lists and mappings."""
    match node:
        case Mapping(entries):
            return {key.text: tree_of(value) for key, value in entries}
        case Sequence(items):
            return [tree_of(each) for each in items]
        case Scalar(text):
            return text


class Careless:
    """Writes a document: `style` chooses quotes, brackets, breaks and comments, `spaces` only how many spaces stand."""

    def __init__(self, style: Random, spaces: Random, *, remarks: float = 0.15) -> None:
        self._style = style
        self._spaces = spaces
        self._remarks = remarks
        self.comments: list[str] = []

    def document(self, tree: dict[str, Tree] | list[Tree]) -> str:
        lines = [*self._between(0), *self._block(tree, 0)]
        if self._chance(0.2):
            lines += self._between(0)
        return "\n".join(lines) + self._spaces.choice(("\n", "\n\n", ""))

    def _block(self, tree: Tree, column: int) -> Iterator[str]:
        assert isinstance(tree, dict | list)
        for number, each in enumerate(tree.items() if isinstance(tree, dict) else tree):
            if number:
                yield from self._between(column)
            yield from self._entry(each, column)

    def _entry(self, entry: "tuple[str, Tree] | Tree", column: int) -> Iterable[str]:
        pad = " " * column
        if not isinstance(entry, tuple):
            return self._item(entry, column)
        name, value = entry
        head = f"{pad}{self._written(name)}{self._some(0)}:"
        if isinstance(value, str):
            return self._scalar(head, value, column)
        if not value or self._chance(0.4):
            return self._bracketed(head, value, column)
        bare = isinstance(value, list) and self._spaces.random() < 0.3
        inner = column if bare else column + self._spaces.randint(1, 5)
        return [head + self._ending(), *self._between(inner), *self._block(value, inner)]

    def _item(self, value: Tree, column: int) -> Iterable[str]:
        head = f"{' ' * column}-"
        if isinstance(value, str):
            return self._scalar(head, value, column)
        if not value or self._chance(0.4):
            return self._bracketed(head, value, column)
        if self._chance(0.2):
            inner = column + self._spaces.randint(1, 5)
            return [head + self._ending(), *self._block(value, inner)]
        gap = self._some(1)
        first, *rest = self._block(value, column + 1 + len(gap))
        return [f"{head}{gap}{first.lstrip(' ')}", *rest]

    def _bracketed(self, head: str, value: Tree, column: int) -> list[str]:
        return f"{head}{self._some(1)}{self._flow(value, column)}{self._ending()}".split("\n")

    def _scalar(self, head: str, text: str, column: int) -> list[str]:
        """A value behind its key, on a line of its own, or over several lines."""
        written = self._written(text)
        if self._chance(0.1) and "  " not in text and text == text.strip(" ") and text.isprintable():
            broken = f"{self._some(0)}\n{' ' * (column + self._spaces.randint(1, 4))}"
            written = broken.join(json.dumps(text, ensure_ascii=False).split(" "))
        return f"{head}{self._some(1)}{written}{self._ending()}".split("\n")

    def _flow(self, tree: Tree, column: int) -> str:
        if isinstance(tree, str):
            return self._written(tree)
        text = ""
        for number, each in enumerate(tree.items() if isinstance(tree, dict) else tree):
            before = f"{self._some(0)}," if number else ""
            text += f"{before}{self._break(column)}"
            if isinstance(each, tuple):
                text += f"{self._pair(each[0])}{self._flow(each[1], column)}"
            else:
                text += self._flow(each, column)
        opening, closing = "{}" if isinstance(tree, dict) else "[]"
        return f"{opening}{text}{self._some(0)}{closing}"

    def _break(self, column: int) -> str:
        """What follows a bracket or comma: spaces, or the end of the line."""
        if not self._chance(0.15):
            return self._some(0)
        return f"{self._ending()}\n{' ' * (column + self._spaces.randint(1, 6))}"

    def _pair(self, name: str) -> str:
        return f"{self._written(name)}{self._some(0)}:{self._some(1)}"

    def _written(self, text: str) -> str:
        ways = ["double"]
        if text.isprintable():
            ways.append("single")
        if _PLAIN.fullmatch(text) and not _NO_TEXT.fullmatch(text):
            ways += ["plain"] * 4
        elif _PLAIN.fullmatch(text) and text not in ("null", "Null", "NULL"):
            return text  # a number or truth to an editor, which with quotes would be another value
        match self._style.choice(ways):
            case "plain":
                return text
            case "single":
                return "'" + text.replace("'", "''") + "'"
            case _:
                return json.dumps(text, ensure_ascii=False)

    def _between(self, column: int) -> list[str]:
        """Lines between two entries: empty ones and comments."""
        lines: list[str] = []
        if self._chance(0.2):
            lines += [self._some(0)] * self._spaces.randint(1, 3)
        if self._chance(self._remarks):
            lines.append(" " * column + self._comment())
        return lines

    def _ending(self) -> str:
        """The end of a line."""
        return f"  {self._comment()}" if self._chance(self._remarks) else self._some(0)

    def _comment(self) -> str:
        self.comments.append(f'# remark {len(self.comments)}: it\'s "so", [or: not]')
        return self.comments[-1]

    def _some(self, least: int) -> str:
        return " " * (least + self._spaces.choice((0, 0, 0, 1, 2)))

    def _chance(self, share: float) -> bool:
        return self._style.random() < share
