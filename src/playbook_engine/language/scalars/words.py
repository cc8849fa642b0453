"""Words: text on one line, `yes` and `no`, names."""

import re
import unicodedata

from playbook_engine.language.codes_text import NOT_NAME, NOT_TEXT, NOT_YES_NO
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.scalars.typed import Unfit, typed
from playbook_engine.language.wording import ticked
from playbook_engine.model.diagnostic import Diagnostic

LONGEST_NAME = 64

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_TOWARDS = {"y": "yes", "on": "yes", "1": "yes", "n": "no", "off": "no", "0": "no", "none": "no"}


def text(scalar: Scalar) -> str | Diagnostic:
    """Text on one line, with something in it."""
    return typed(scalar, NOT_TEXT, text_in)


def yes_no(scalar: Scalar) -> bool | Diagnostic:
    """`yes` or `no`, also spelt `true` or `false`."""
    return typed(scalar, NOT_YES_NO, yes_no_in)


def name(scalar: Scalar) -> str | Diagnostic:
    """A name given by the author: lower-case letters, digits and single hyphens."""
    return typed(scalar, NOT_NAME, name_in)


def text_in(given: str) -> str | Unfit:
    """A text as one line, or why it is none."""
    if not given.strip():
        return Unfit("this text is empty", "write something, or leave the key out")
    if "\n" in given:
        return Unfit("this text has several lines, and one is wanted", "write it on one line")
    return given


def yes_no_in(given: str) -> bool | Unfit:
    """A text as a truth, or why it is none."""
    if given in _YES_NO:
        return _YES_NO[given]
    near = given.casefold()
    meant = near if near in _YES_NO else _TOWARDS.get(near)
    return Unfit(f"{ticked(given)} is neither `yes` nor `no`", f"write `{meant}`" if meant else "write `yes` or `no`")


def name_in(given: str) -> str | Unfit:
    """A text as a name, or why it is none."""
    if len(given) > LONGEST_NAME:
        return Unfit(f"the name {ticked(given, 30)} has more than {LONGEST_NAME} characters", "choose a shorter one")
    if _NAME.fullmatch(given):
        return given
    made = _made(given)
    help = f"write {ticked(made)}" if made else "write lower-case letters, digits and hyphens, such as `first-notice`"
    return Unfit(f"{ticked(given)} is not a name of lower-case letters, digits and hyphens", help)


def _made(given: str) -> str:
    """The nearest name to a text, accents dropped."""
    plain = unicodedata.normalize("NFKD", given.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain))
