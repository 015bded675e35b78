from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from localkube.network import missing_tools, purge
from tests.localkube.network.lab import Lab, lab_at


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    """A network that runs."""
    if os.geteuid() != 0 or missing_tools():
        pytest.skip("needs root and the programs of the network")
    with lab_at(tmp_path) as made:
        try:
            await made.network.start()
            yield made
        finally:
            await made.network.stop()
            await purge(made.settings.instance, tmp_path)
