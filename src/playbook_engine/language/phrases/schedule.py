"""When a step comes: `3 business days after due`, `1 month and 10 days after issue`, `2 days before step final`."""

import msgspec

from playbook_engine.language.phrases.days import days_text, number, span
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.language.scalars.dates import MOST_DAYS
from playbook_engine.language.wording import ticked
from playbook_engine.model.playbook import Base, Clause

BASES: tuple[Base, ...] = (
    "due",
    "issue",
    "previous",
    "step",
    "pay by",
    "promise",
    "dispute resolved",
    "reply",
    "failed payment",
    "reversal",
    "entry",
)
BEFORE: tuple[Base, ...] = ("due", "issue", "step", "pay by", "promise")
"""Bases whose day is known ahead, so that something can come before it."""

MOST_MONTHS = MOST_DAYS // 30
_EXAMPLE = "write `3 business days after due`"


class Offset(msgspec.Struct, frozen=True):
    """So many months, then so many days, of which `business` ones are open days."""

    months: int = 0
    days: int = 0
    business: bool = False


def clause(text: str) -> Clause:
    """One clause of a step's `at`. Raises Misread."""
    words = Words(text)
    on = words.take("on") or (words.peek() == "after" and words.take("after"))
    offset = Offset() if on else _offset(words)
    before = not on and _before(words)
    base, step = _base(words, before)
    end_of_month = words.take("at end of month")
    words.end(f"`{base}`", help=_more(words))
    return Clause(
        base=base,
        step=step,
        months=offset.months,
        days=offset.days,
        business=offset.business,
        before=before,
        end_of_month=end_of_month,
        text=words.normal,
    )


def clause_text(clause: Clause) -> str:
    """A clause in words that `clause` reads back to the same."""
    base = f"step {clause.step}" if clause.base == "step" else clause.base
    end = " at end of month" if clause.end_of_month else ""
    parts = [_months_text(clause.months)] if clause.months else []
    if clause.days or clause.business:
        parts.append(days_text(clause.days).replace(" ", " business ") if clause.business else days_text(clause.days))
    if not parts and not clause.before:
        return f"on {base}{end}"
    return f"{' and '.join(parts) or days_text(0)} {'before' if clause.before else 'after'} {base}{end}"


def _months_text(count: int) -> str:
    return f"{count} month" if count == 1 else f"{count} months"


def _offset(words: Words) -> Offset:
    if words.done:
        raise words.misread("nothing is written", help=_EXAMPLE)
    months = _months(words)
    if months and not words.take("and"):
        return Offset(months)
    business = _business(words)
    if business is not None:
        return Offset(months, business, business=True)
    return Offset(months, span(words))


def _months(words: Words) -> int:
    """Take `2 months` if it comes next."""
    first, unit = [*words.rest().split(" "), ""][:2]
    if unit not in ("month", "months") or not first.isdecimal():
        return 0
    count = number(words)
    if not 0 < count <= MOST_MONTHS:
        raise words.misread(f"`{count}` months cannot be counted", help=f"write 1 to {MOST_MONTHS} months")
    words.word()
    return count


def _business(words: Words) -> int | None:
    """Take `3 business days` if it comes next."""
    if words.rest().split(" ")[1:2] != ["business"]:
        return None
    count = number(words)
    words.word()
    if words.word() not in ("day", "days"):
        raise Misread("`business` stands before `days`", start=0, end=words.at, help=_EXAMPLE)
    return count


def _before(words: Words) -> bool:
    if words.take("before"):
        return True
    if words.take("after"):
        return False
    message = f"{ticked(words.peek())} is neither `after` nor `before`" if words.peek() else "`after` is missing"
    raise words.misread(message, help=_EXAMPLE)


def _base(words: Words, before: bool) -> tuple[Base, str]:
    allowed = BEFORE if before else BASES
    start = words.at
    for base in BASES:
        if words.take(base):
            if base not in allowed:
                help = "only these are known ahead: " + ", ".join(f"`{each}`" for each in BEFORE)
                message = f"the day of `{base}` is not known ahead, so nothing can come before it"
                raise Misread(message, start=start, end=words.at, help=help)
            return base, (_step(words) if base == "step" else "")
    if words.done:
        raise words.misread("what it counts from is missing", help=_EXAMPLE)
    help = "it counts from one of " + ", ".join(f"`{each}`" for each in allowed)
    raise words.misread(f"{ticked(words.rest())} is nothing to count from", help=help, whole=True)


def _step(words: Words) -> str:
    if words.done:
        raise words.misread("the step's name is missing", help="write `2 days before step final`")
    return words.word()


def _more(words: Words) -> str:
    if words.peek() in ("and", "or"):
        return "several dates are a list, which means the latest of them: `[10 days after due, 3 days after previous]`"
    return ""
