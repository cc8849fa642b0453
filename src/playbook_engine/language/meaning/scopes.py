"""What is at hand where a condition stands (rule 7)."""

import msgspec


class Position(msgspec.Struct, frozen=True):
    """A place for conditions: what it is called, which kinds of facts are at hand there, and a way out."""

    called: str
    scopes: frozenset[str]
    help: str = ""


_ALWAYS = frozenset(("account", "family", "today"))
_ONE_ITEM = _ALWAYS | {"item", "invoice"}
_A_CASE = _ALWAYS | {"case", "anchor"}

SEGMENT = Position("a segment", _ONE_ITEM, "a segment looks at one item: read `item.`, `invoice.` or `account.`")
NAMED = Position("a named segment", _ONE_ITEM | _A_CASE)
STEP = Position(
    "a step of a case",
    _A_CASE,
    "a case has several items: read `case.` for all of them or `anchor.` for the leading one",
)
STEP_OF_ITEM = Position("a step of one item", _A_CASE | _ONE_ITEM)
ITEM_HOLD = Position(
    "a hold of items", _ONE_ITEM, "items are held before there is a case: read `item.`, or write `covers: case`"
)
CASE_HOLD = Position("a hold of the case", _A_CASE | _ONE_ITEM)
FILTER = Position("a choice of items", _ONE_ITEM, "it looks at one item at a time: read `item.` or `invoice.`")
GUARANTEE = Position(
    "a guarantee", _A_CASE | {"contact"}, "a guarantee looks at a message: read `case.`, `anchor.` or `contact.`"
)
TABLE = Position("a table", _A_CASE | _ONE_ITEM)


def of_records(prefix: str) -> Position:
    """The `where` of a derived fact, which looks at one record."""
    return Position("a choice of records", frozenset((prefix,)), f"it looks at one record: read `{prefix}.`")


def of_fact(scope: str) -> Position:
    """What a derived fact of a scope may be computed from."""
    called = f"a fact of {'an' if scope[0] in 'aeiou' else 'a'} {scope}"
    match scope:
        case "item":
            return Position(called, _ONE_ITEM)
        case "invoice":
            return Position(called, _ALWAYS | {"invoice"})
        case "case":
            return Position(called, _A_CASE)
        case _:
            return Position(called, _ALWAYS)
