"""A problem as it travels (RFC 9457)."""

from typing import Annotated

import msgspec

from playbook_engine.server.conventions.problems import Fault


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong, and the way out."""

    type: Annotated[str, msgspec.Meta(description="address at which the server says what this type means")]
    status: Annotated[int, msgspec.Meta(ge=400, le=599)]
    title: str = ""
    detail: Annotated[str, msgspec.Meta(description="the sentence for this occasion")] = ""
    help: Annotated[str, msgspec.Meta(description="the way out")] = ""
    errors: Annotated[tuple[Fault, ...], msgspec.Meta(description="every fault with its place")] = ()
