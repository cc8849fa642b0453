"""Column types that both databases keep exactly."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, types

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


class Instant(types.TypeDecorator[dt.datetime]):
    """An instant in UTC, to the microsecond: `timestamptz` in PostgreSQL, whole microseconds since 1970 in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Numbers compare in SQLite, where texts of instants need not."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Raises ValueError for an instant without an offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"`{value}` has no time zone")
        return (value - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Always in UTC, whatever zone the server's connection has."""
        if value is None:
            return None
        instant: dt.datetime = _EPOCH + value * _MICROSECOND if dialect.name == "sqlite" else value
        return instant.astimezone(dt.UTC)
