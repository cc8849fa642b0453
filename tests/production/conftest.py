"""Fixtures of the tests of use cases."""

from collections.abc import AsyncIterator

import pytest

from tests.production.syncing import Synced


@pytest.fixture
async def synced(database_url: str) -> AsyncIterator[Synced]:
    """A fresh database that records are sent to."""
    made = Synced(database_url)
    yield made
    await made.runtime.database.close()
