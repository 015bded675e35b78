"""The fixture ``database_url`` for tests of what does not differ between databases: they import it by that name, and
run once instead of once for each kind."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite only."""
    return sqlite_url
