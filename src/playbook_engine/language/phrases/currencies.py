"""Currencies by their codes of ISO 4217."""

import re
from functools import lru_cache

from babel.core import get_global

_CODE = re.compile("[A-Z]{3}")


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """All codes, of currencies that are no longer used too."""
    return frozenset(get_global("all_currencies"))


def currency_fault(code: str) -> tuple[str, str] | None:
    """What is wrong with a currency, and the way out; nothing if it is one."""
    if not _CODE.fullmatch(code):
        capital = code.upper()
        help = f"write `{capital}`" if capital in currencies() else "write three capital letters, such as `EUR`"
        return f"`{code}` is no currency", help
    if code not in currencies():
        return f"`{code}` is no currency", "write its code of ISO 4217, such as `EUR`"
    return None
