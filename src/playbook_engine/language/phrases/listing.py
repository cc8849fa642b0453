"""Which items a message lists: `overdue`, `open`, `due within 7 days`."""

from playbook_engine.language.phrases.days import days_text, span
from playbook_engine.language.phrases.words import Words
from playbook_engine.language.wording import ticked
from playbook_engine.model.playbook import ItemsListed


def items(text: str) -> ItemsListed:
    """The items that a message lists, in words. Raises Misread."""
    words = Words(text)
    if words.take("overdue"):
        found = ItemsListed(which="overdue")
    elif words.take("open"):
        found = ItemsListed(which="open")
    elif words.take("due within"):
        found = ItemsListed(which="due within", days=span(words))
    else:
        help = "write `overdue`, `open`, `due within 7 days`, or a condition: `{item.amount: at least 100 EUR}`"
        raise words.misread(f"{ticked(text)} names no items", help=help, whole=True)
    words.end(f"`{items_text(found)}`")
    return found


def items_text(listed: ItemsListed) -> str:
    """The same in words; empty for a condition."""
    if listed.which == "due within":
        return f"due within {days_text(listed.days)}"
    return "" if listed.which == "condition" else listed.which
