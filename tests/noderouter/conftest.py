from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.noderouter.lab import Lab


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A switch and a Kubernetes API."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("needs root and the program ip")
    made = Lab(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.end()
    assert made.leftovers() == ""
