"""Calendars, named ones and those written where they are used."""

from playbook_engine.language.meaning.fields import Fields
from playbook_engine.model.playbook import Calendar

_EVERY_DAY = tuple(range(7))


def calendar(fields: Fields) -> Calendar:
    """A calendar from its keys."""
    opens, closes = fields.get("hours")
    days: list[tuple[int, ...]] = fields.get("weekdays") or [_EVERY_DAY]
    return Calendar(
        opens=opens,
        closes=closes,
        weekdays=tuple(sorted({day for part in days for day in part})),
        holidays=fields.get("holidays") or "",
        closed=fields.get("closed"),
    )


def named_calendars(fields: Fields) -> dict[str, Calendar]:
    """The calendars of the organisation file by name."""
    return {name: calendar(inner) for _, name, inner in fields.get("calendars") or ()}


def chosen(fields: Fields, key: str, named: dict[str, Calendar]) -> Calendar | None:
    """The calendar of a key: written there, or one of the named ones."""
    value = fields.get(key)
    if isinstance(value, Fields):
        return calendar(value)
    return named.get(value) if value is not None else None
