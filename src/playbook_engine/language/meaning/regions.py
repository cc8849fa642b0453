"""Public holidays of countries and their parts, from the `holidays` library."""

import datetime as dt
import warnings
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 2010, 2040
"""A release carries the holidays of these years, whenever it is built: built again it has the same bytes."""


@lru_cache(maxsize=1024)
def is_region(region: str) -> bool:
    """Whether holidays are known of a country (`DE`) or a part of one (`DE-BY`)."""
    import holidays  # noqa: PLC0415 - takes as long as all the rest of a check, and most need it for no region

    country, _, part = region.partition("-")
    try:
        holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=1024)
def closed_days(region: str) -> tuple[dt.date, ...]:
    """The public holidays of a region, in order."""
    import holidays  # noqa: PLC0415

    country, _, part = region.partition("-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some countries are known for fewer years
        found = holidays.country_holidays(country, subdiv=part or None, years=range(FIRST_YEAR, LAST_YEAR + 1))
    return tuple(sorted(found))


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """All countries whose holidays are known."""
    import holidays  # noqa: PLC0415

    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))
