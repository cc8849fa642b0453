"""What the reader refuses, in sentences."""

from collections.abc import Iterable

from playbook_engine.language.characters import name_of
from playbook_engine.language.codes_text import (
    ANCHOR_TWICE,
    BAD_ESCAPE,
    CYCLE,
    KEY_NOT_TEXT,
    KEY_TWICE,
    LOST_COMMENT,
    MERGE,
    NO_VALUE,
    NOTHING,
    SECOND_DOCUMENT,
    TAG,
    TOO_DEEP,
    TOO_LONG,
    TOO_MANY_FAULTS,
    TOO_MUCH,
    UNKNOWN_ANCHOR,
)
from playbook_engine.language.nodes import Node, Scalar, Sequence
from playbook_engine.language.suggest import help_meant
from playbook_engine.language.wording import ticked
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place, Related


def no_value(place: Place) -> Diagnostic:
    """Nothing is written, or `null`."""
    return found(
        NO_VALUE,
        "no value is written here",
        place,
        help="write one, or leave the key or list entry out; nothing is ever empty or `null`",
    )


def no_colon_in_braces(key: Scalar) -> Diagnostic:
    """What stands between two commas in braces has no colon: most often one value that holds a comma."""
    help = "a comma ends a value in braces: put a value that holds one in quotes"
    if key.text[:1].isdigit():
        help = "a comma ends a value in braces: write amounts without one, such as `1500 EUR`"
    return found(NO_VALUE, f"{ticked(key.text)} has no colon and no value", key.place, help=help)


def says_nothing(place: Place) -> Diagnostic:
    """A file without any content."""
    return found(
        NOTHING, "the file says nothing", place, help="begin with a key and a value, such as `playbook: standard`"
    )


def second_document(place: Place) -> Diagnostic:
    """`---` after content."""
    return found(
        SECOND_DOCUMENT,
        "a second document begins here, and one file holds one",
        place,
        help="put it in a file of its own, or remove the line `---`",
    )


def lost_comment(place: Place, comment: str) -> Diagnostic:
    """Text glued to a `#`, which YAML drops."""
    return found(
        LOST_COMMENT,
        f"{ticked(comment, 30)} is read as a comment, so the value ends before it",
        place,
        help="put the whole value in quotes; or, for a comment, a space after `#`",
    )


def key_not_text(node: Node) -> Diagnostic:
    """A list, a mapping or nothing where a key belongs."""
    if isinstance(node, Scalar):
        return no_key(node.place)
    kind = "list" if isinstance(node, Sequence) else "mapping"
    help = "put text that begins with a bracket in quotes"
    return found(KEY_NOT_TEXT, f"a {kind} cannot be a key", node.place, help=help)


def no_key(place: Place) -> Diagnostic:
    """A colon with nothing before it, or with `null`."""
    return found(KEY_NOT_TEXT, "no key stands before the colon", place, help="write a key, or remove the colon")


def merge(key: Scalar) -> Diagnostic:
    """`<<` as a key."""
    return found(
        MERGE,
        "`<<` would merge another mapping into this one, which is not accepted",
        key.place,
        help="write the keys out, so that a reader sees what holds here",
    )


def key_twice(key: Scalar, first: Scalar) -> Diagnostic:
    """A key that the mapping has already."""
    return found(
        KEY_TWICE,
        f"the key {ticked(key.text)} stands twice in this mapping",
        key.place,
        help="keep one of the two",
        related=(Related(first.place, "it stands here first"),),
    )


def tag(place: Place, written: str) -> Diagnostic:
    """`!anything` before a value."""
    return found(
        TAG,
        f"{ticked(written)} is a YAML tag, and none is accepted",
        place,
        help="remove it, or put a text that begins with `!` in quotes",
    )


def escaped(place: Place, character: str) -> Diagnostic:
    """An escape in double quotes that brings in what may not stand in a file."""
    return found(
        BAD_ESCAPE, f"an escape brings in {name_of(character)}, which is no text", place, help="remove the escape"
    )


def too_long(place: Place, length: int, most: int) -> Diagnostic:
    """A value beyond the limit."""
    return found(
        TOO_LONG, f"this value has {length} characters, and at most {most} are accepted", place, help="shorten it"
    )


def too_deep(place: Place, most: int) -> Diagnostic:
    """Lists and mappings inside one another beyond the limit."""
    return found(
        TOO_DEEP,
        f"lists and mappings stand more than {most} deep inside one another here",
        place,
        help="close brackets that were left open, or name the inner part and refer to it",
    )


def too_much(place: Place, most: int) -> Diagnostic:
    """More values than one file may hold, or stand for by its aliases."""
    return found(
        TOO_MUCH,
        f"the file holds more than {most} values, aliases counted with all that they stand for",
        place,
        help="split it into several playbooks, or use fewer aliases",
    )


def too_many_faults(place: Place, most: int) -> Diagnostic:
    """The last one, when reading is given up."""
    message = f"there are {most} faults and more, and the rest of the file was not read"
    return found(TOO_MANY_FAULTS, message, place, help="mend these first")


def anchor_twice(place: Place, name: str, first: Place) -> Diagnostic:
    """An anchor of a name that is taken."""
    related = (Related(first, "it is given here first"),)
    return found(
        ANCHOR_TWICE, f"the anchor {ticked('&' + name)} is given twice", place, help="rename one", related=related
    )


def unknown_anchor(place: Place, name: str, known: Iterable[str]) -> Diagnostic:
    """An alias of which no anchor stands above it."""
    return found(
        UNKNOWN_ANCHOR,
        f"no anchor {ticked('&' + name)} stands above this alias",
        place,
        help=help_meant(name, known) or "put a text that begins with `*` in quotes",
    )


def cycle(place: Place, name: str, anchor: Place) -> Diagnostic:
    """An alias within what its anchor stands for."""
    return found(
        CYCLE,
        f"{ticked('*' + name)} stands inside what it stands for, so it would never end",
        place,
        help="write the inner part out",
        related=(Related(anchor, "the anchor stands here"),),
    )


def bad_escape(place: Place) -> Diagnostic:
    """A backslash in double quotes before something that is no escape."""
    return found(
        BAD_ESCAPE,
        "a backslash in double quotes stands before something that it gives no meaning to",
        place,
        help="write two backslashes for one, or put the value in single quotes",
    )
