"""Single values that several wire types have."""

import datetime as dt
from typing import Annotated

import msgspec

Instant = Annotated[dt.datetime, msgspec.Meta(tz=True, description="with its offset: `2026-03-16T09:00:00Z`")]
"""An instant, never a time without a zone."""
