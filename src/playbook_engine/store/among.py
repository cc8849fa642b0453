"""Many values as one parameter: no limit of variables, and one text of SQL for every number of them."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import ARRAY, ColumnElement, Text, any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import TableValuedAlias


def among(connection: AsyncConnection, column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """That a column of text has one of the values."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(Text)))
    return column.in_(select(listed(connection, values).c.value))


def listed(connection: AsyncConnection, values: Iterable[str]) -> TableValuedAlias:
    """The values as a table with the one column `value`."""
    given = list(values)
    if connection.dialect.name == "postgresql":
        return func.unnest(literal(given, ARRAY(Text))).table_valued("value").render_derived()
    return func.json_each(literal(msgspec.json.encode(given).decode())).table_valued("value")
