"""All conditions of a release, wherever they stand."""

from collections.abc import Iterator
from typing import Any

import msgspec

from playbook_engine.model.condition import All, AnyOf, Condition, Named, Not, Test


def conditions_in(value: Any) -> Iterator[Condition]:
    """The outermost conditions of a value."""
    if isinstance(value, Test | All | AnyOf | Not | Named):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from conditions_in(getattr(value, name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from conditions_in(each)
