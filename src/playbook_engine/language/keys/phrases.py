"""How each phrase is written: patterns for editors, examples, meanings.

The parsers accept exactly these forms.
A pattern is a plain regular expression over the whole phrase, common to Python and JavaScript.
"""

from playbook_engine.language.keys.kinds import Form, PhraseKind
from playbook_engine.model.facts import Kind
from playbook_engine.model.playbook import ACTION_KINDS

_SPAN = "[0-9]+ (days?|weeks?)"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
_MONEY = r"-?[0-9]+(\.[0-9]+)? [A-Z]{3}"
_MONEY_RANGE = f"from ({_NUMBER}|{_MONEY}) to (below )?{_MONEY}"
_ONE_CURRENCY = (
    f"((at least |at most |more than |less than )?{_MONEY}|(from )?({_NUMBER}|{_MONEY}) to (below )?{_MONEY})"
)
_PERCENT = r"-?[0-9]+(\.[0-9]+)?%"
_NAME = "[a-z0-9]+(-[a-z0-9]+)*"
_WORDS = "[A-Za-z0-9][A-Za-z0-9-]*( [A-Za-z0-9][A-Za-z0-9-]*)*"
_TAG = "[^ ,#]+"
_DAY = "(mon|tue|wed|thu|fri|sat|sun)"
_BASE = f"(due|issue|previous|step {_NAME}|pay by|promise|dispute resolved|reply|failed payment|reversal|entry)"
_OFFSET = f"([0-9]+ months?( and ({_SPAN}|[0-9]+ business days?))?|{_SPAN}|[0-9]+ business days?)"
_END = "( at end of month)?"


def _form(pattern: str, example: str, sentence: str) -> Form:
    return Form(pattern=f"^{pattern}$", example=example, sentence=sentence)


PHRASES: dict[PhraseKind, tuple[Form, ...]] = {
    "days": (_form(_SPAN, "10 days", "so many days; a week is 7 days"),),
    "date": (_form(_DATE, "2026-03-01", "a date: year, month, day"),),
    "schedule": (
        _form(
            f"{_OFFSET} after {_BASE}{_END}",
            "3 business days after due",
            "so long after: months first, then days, then the end of the month",
        ),
        _form(
            f"{_OFFSET} before (due|issue|step {_NAME}|pay by|promise){_END}",
            "7 days before due",
            "so long before",
        ),
        _form(f"(on|after) {_BASE}{_END}", "on due", "on the day itself"),
    ),
    "items": (
        _form("overdue", "overdue", "all overdue items"),
        _form("open", "open", "all open items"),
        _form(f"due within {_SPAN}", "due within 7 days", "overdue items and those due within so many days"),
    ),
    "recipient": (
        _form("any contact", "any contact", "the first contact that can be reached"),
        _form("all contacts", "all contacts", "every contact that can be reached"),
        _form(f"{_WORDS} contact", "billing contact", "the first contact of this role"),
        _form(f"{_WORDS} contacts", "billing contacts", "every contact of this role"),
        _form(_WORDS, "relationship owner", "somebody on our side: a role of the organisation"),
    ),
    "person": (
        _form(r"account\.(owner|collector)", "account.owner", "whoever stands in this field of the account"),
        _form("[^ ].*", "Kim Doe <kim@example.com>", "a fixed name or address"),
    ),
    "sender": (
        _form(r"[^<>]+ <[^<> ]+@[^<> ]+>", "Accounts Receivable <ar@example.com>", "a name and an address"),
        _form(r"[^<> ]+@[^<> ]+", "ar@example.com", "an address"),
    ),
    "hours": (
        _form("[0-9]{2}:[0-9]{2} to [0-9]{2}:[0-9]{2}", "09:00 to 17:00", "from one time of the day to another"),
    ),
    "weekdays": (
        _form(_DAY, "wed", "one day of the week"),
        _form(f"{_DAY} to {_DAY}", "mon to fri", "from one day of the week to another"),
    ),
    "holidays": (
        _form(r"account\.country", "account.country", "public holidays of the account's country"),
        _form("[A-Z]{2}(-[A-Z0-9]{1,3})?", "DE-BY", "of this country or region"),
        _form("none", "none", "no holidays"),
    ),
    "times": (
        _form("[0-9]+", "3", "so many further ones"),
        _form("until paid", "until paid", "without end"),
    ),
    "tone pattern": (
        _form(_NAME, "firm", "this tone"),
        _form(f"{_NAME} or stronger", "firm or stronger", "this tone and all stiffer ones"),
        _form(f"{_NAME} or softer", "polite or softer", "this tone and all softer ones"),
    ),
    "kinds": (
        _form("any contact", "any contact", "what reaches a person at the customer"),
        _form(f"({'|'.join(ACTION_KINDS)})", "letter", "this kind of action"),
    ),
    "approved by": (
        _form(f"approved by {_WORDS}", "approved by relationship owner", "somebody of this role approved it"),
    ),
    "currency": (_form("[A-Z]{3}", "EUR", "a currency (ISO 4217)"),),
    "country": (_form("[A-Z]{2}", "DE", "a country (ISO 3166)"),),
    "time zone": (_form(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*", "Europe/Berlin", "a zone of the IANA data"),),
    "money": (_form(_MONEY, "12000 EUR", "an amount and its currency"),),
    "paid": (
        _form(_MONEY, "4000 EUR", "an amount and its currency"),
        _form("in full", "in full", "what is open of the items that it is for"),
    ),
    "time of day": (
        _form("[0-9]{2}:[0-9]{2}", "18:30", "a time in the account's zone"),
        _form("[0-9]{2}:[0-9]{2} UTC", "23:30 UTC", "a time in UTC"),
    ),
    "pair of currencies": (_form("[A-Z]{3} to [A-Z]{3}", "USD to EUR", "from one currency to the other"),),
    "dated rate": (
        _form(f"{_DATE} [A-Z]{{3}} to [A-Z]{{3}}", "2026-01-01 USD to EUR", "from that day on, from one to the other"),
    ),
    "language": (_form("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "en", "a language (BCP 47)"),),
}
"""The ways to write each kind of phrase; `comparison` depends on the fact and stands in `COMPARISONS`."""


def _bounds(value: str, low: str, high: str, what: str) -> tuple[Form, ...]:
    return (
        _form(value, low, f"exactly this {what}"),
        _form(f"at least {value}", f"at least {low}", "this or more"),
        _form(f"at most {value}", f"at most {high}", "this or less"),
        _form(f"more than {value}", f"more than {low}", "more than this"),
        _form(f"less than {value}", f"less than {high}", "less than this"),
    )


def _ranges(bare: str, value: str, low: str, high: str) -> tuple[Form, ...]:
    return (
        _form(f"({bare}|{value}) to (below )?{value}", f"{low} to {high}", "from one to the other, both included"),
        _form(
            f"from ({bare}|{value}) to (below )?{value}",
            f"from {low} to below {high}",
            "from the first up to but not including the second",
        ),
    )


_ANY_CURRENCY = (
    _form(
        f"{_ONE_CURRENCY}( or {_ONE_CURRENCY})+",
        "at least 1000 EUR or 1100 USD",
        "one amount a currency: sums in another currency are converted into the first",
    ),
    _form(
        f"{_MONEY_RANGE}( or {_MONEY_RANGE})+",
        "from 1000 EUR to below 5000 EUR or from 1100 USD to below 5500 USD",
        "one range a currency",
    ),
)
_DAYS_UNIT = f"{_NUMBER}( days?| weeks?)?"

COMPARISONS: dict[Kind, tuple[Form, ...]] = {
    "text": (
        _form("[^ ,#].*", "strategic", "this text; a list means any of them"),
        _form("is [^,#]+", "is none", "this text, though it reads like another phrase"),
        _form("starts with [^,#]+", "starts with PO-", "texts that begin so"),
    ),
    "tags": (
        _form(f"has {_TAG}( or {_TAG})*", "has vip or partner", "at least one of these labels"),
        _form(f"has all of {_TAG}( and {_TAG})*", "has all of vip and partner", "all of these labels"),
        _form(f"has none of {_TAG}( or {_TAG})*", "has none of vip or partner", "none of these labels"),
    ),
    "number": (*_bounds(_DAYS_UNIT, "15", "29", "number"), *_ranges(_NUMBER, _DAYS_UNIT, "15", "29")),
    "money": (
        *_bounds(_MONEY, "1000 EUR", "5000 EUR", "amount"),
        *_ranges(_NUMBER, _MONEY, "1000 EUR", "5000 EUR"),
        *_ANY_CURRENCY,
    ),
    "percent": (*_bounds(_PERCENT, "10%", "50%", "share"), *_ranges(_NUMBER, _PERCENT, "10%", "50%")),
    "date": (
        _form(f"(on )?{_DATE}", "2026-03-01", "on this day"),
        _form(
            f"(before|after|on or before|on or after) {_DATE}",
            "on or after 2026-03-01",
            "before or after a day",
        ),
        _form(f"(from )?{_DATE} to {_DATE}", "2026-03-01 to 2026-03-31", "both days included"),
        _form("today", "today", "the account's day"),
        _form(f"within {_SPAN}", "within 30 days", "from today to so many days ahead, both included"),
        _form(f"in the last {_SPAN}", "in the last 90 days", "from so many days ago to today, both included"),
        _form(f"(more than|at least) {_SPAN} ago", "more than 90 days ago", "longer ago"),
        _form(f"(more than|at least) {_SPAN} ahead", "more than 30 days ahead", "further ahead"),
    ),
    "yes/no": (_form("(yes|no|true|false)", "yes", "it is so, or it is not"),),
}
"""The ways to compare a fact of each type; `none`, `present` and `not ..` go with all of them."""

ALWAYS_ALLOWED: tuple[Form, ...] = (
    _form("none", "none", "the fact is missing"),
    _form("present", "present", "the fact is known"),
    _form("not .+", "not none", "the opposite of a phrase"),
)
"""The ways to compare a fact of any type; `none` and `present` where the fact may be missing."""
