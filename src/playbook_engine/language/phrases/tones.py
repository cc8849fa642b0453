"""Tones by their order, kinds of action, and how often something is repeated."""

from playbook_engine.language.codes_meaning import UNKNOWN_TONE, UNKNOWN_WORD
from playbook_engine.language.phrases.days import number
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.language.wording import ticked
from playbook_engine.model.playbook import ACTION_KINDS, CONTACT_KINDS, ActionKind


def tones(text: str, order: tuple[str, ...]) -> tuple[str, ...]:
    """`firm`, `firm or stronger`, `polite or softer` as tones, softest first. Raises Misread."""
    words = Words(text)
    tone = words.peek()
    if tone not in order:
        message = f"{ticked(tone)} is no tone of the organisation" if tone else "a tone is missing"
        raise words.misread(message, help=or_one_of(tone, order), kind=UNKNOWN_TONE)
    at = order.index(words.word())
    if words.take("or stronger"):
        chosen = order[at:]
    elif words.take("or softer"):
        chosen = order[: at + 1]
    else:
        chosen = (tone,)
    words.end(f"`{tone}`", help=f"write `{tone} or stronger`, `{tone} or softer`, or a list of tones")
    return chosen


def kinds(text: str) -> tuple[ActionKind, ...]:
    """`any contact`, or one kind of action. Raises Misread."""
    words = Words(text)
    if words.normal == "any contact":
        return CONTACT_KINDS
    for kind in ACTION_KINDS:
        if words.normal == kind:
            return (kind,)
    message = f"{ticked(text)} is no kind of action" if text else "a kind of action is missing"
    help = or_one_of(words.normal, ("any contact", *ACTION_KINDS))
    raise words.misread(message, help=help, whole=True, kind=UNKNOWN_WORD)


def times(text: str) -> int | None:
    """How many further ones; nothing for `until paid`. Raises Misread."""
    words = Words(text)
    if words.take("until paid"):
        count = None
    else:
        if not words.peek()[:1].isdecimal():
            raise words.misread(f"{ticked(text)} is no number", help="write `3` or `until paid`", whole=True)
        count = number(words)
        if count == 0:
            raise Misread("nothing is repeated `0` times", start=0, end=len(text), help="leave out `repeat`")
    words.end("the number", help=f"write `{count}`")
    return count
