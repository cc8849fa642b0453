"""A receipt: what was decided, from what and by which rules, as digests that anybody can compute again."""

import msgspec

RECEIPT_FORMAT = 1
"""Raised when an older reader could not read a receipt."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The proof of one run. `as_of` is the day or the instant as ISO text; `account` is empty for a whole book.

    `setting`, `state` and `decisions` are digests of canonical encodings; `units` and `cases` say how many there were.
    """

    format: int = RECEIPT_FORMAT
    release: str
    release_format: int
    semantics: int
    as_of: str
    account: str = ""
    setting: str
    state: str
    decisions: str
    units: int
    cases: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a receipt that came out otherwise when it was computed again."""

    part: str
    said: str
    found: str


PARTS = {
    "release": "the playbooks mean something else",
    "release_format": "the release is written in another format",
    "semantics": "this version decides by other rules",
    "setting": "exchange rates, freshness or legal entities differ",
    "state": "the records of the book differ",
    "units": "the number of units differs",
    "cases": "the number of cases differs",
    "decisions": "the decisions differ",
}
"""The parts of a receipt that are compared, in the order of cause, with what a difference means."""
