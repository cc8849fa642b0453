"""Receipts: made when a book is decided, and computed again by whoever doubts one."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from playbook_engine.model.book import Book, Unit
from playbook_engine.model.canonical import canonical, digest, fingerprint
from playbook_engine.model.decision import Decision
from playbook_engine.model.receipt import PARTS, RECEIPT_FORMAT, Difference, Receipt
from playbook_engine.model.release import SEMANTICS, Release
from playbook_engine.model.units import encode_setting, encode_unit
from playbook_engine.service.as_of import AsOf
from playbook_engine.service.writing import write_whole
from playbook_engine.service.wrong_use import Unusable, WrongUse


def receipt_of(release: Release, book: Book, as_of: AsOf, decisions: Sequence[Decision], account: str = "") -> Receipt:
    """The receipt of decisions; `book` holds the units that were decided and no others."""
    return Receipt(
        release=fingerprint(release),
        release_format=release.format,
        semantics=SEMANTICS,
        as_of=as_of.isoformat(),
        account=account,
        setting=digest(encode_setting(book.setting)),
        state=digest_of_state(book.units),
        decisions=digest_of_decisions(decisions),
        units=len(book.units),
        cases=len(decisions),
    )


def digest_of_state(units: Iterable[Unit]) -> str:
    """Of all records, in whatever order they stand."""
    return digest(b"\n".join(encode_unit(unit) for unit in sorted(units, key=lambda each: each.id)))


def digest_of_decisions(decisions: Iterable[Decision]) -> str:
    """Of decisions in their order."""
    return digest(b"\n".join(canonical(each) for each in decisions))


def differences(said: Receipt, found: Receipt) -> tuple[Difference, ...]:
    """The parts in which two receipts of one run differ, in the order of cause."""
    return tuple(
        Difference(part=part, said=str(getattr(said, part)), found=str(getattr(found, part)))
        for part in PARTS
        if getattr(said, part) != getattr(found, part)
    )


def save_receipt(receipt: Receipt, path: Path) -> None:
    """Write a receipt, readable for people too. Raises WrongUse."""
    write_whole(path, msgspec.json.format(canonical(receipt), indent=2) + b"\n")


def load_receipt(path: Path) -> Receipt:
    """Read a receipt. Raises WrongUse where there is no file, Unusable where it is no receipt."""
    try:
        receipt = msgspec.json.decode(path.read_bytes(), type=Receipt)
    except OSError as error:
        raise WrongUse(f"`{path}` cannot be read: {(error.strerror or '').lower()}", status=404) from error
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unusable(f"`{path}` is no receipt", "`playbook decide --receipt FILE` writes one") from None
    if receipt.format > RECEIPT_FORMAT:
        raise Unusable(
            f"`{path}` is written in a newer format, {receipt.format}; this version reads {RECEIPT_FORMAT}",
            "upgrade playbook-engine",
        )
    return receipt
