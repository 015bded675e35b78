"""What the platform does not need by default, it does not keep in memory."""

from __future__ import annotations

import subprocess
import sys

from tests.running import ROOT

SELDOM = ("alembic", "ldap3", "slipway.hosts.cloud.azure", "slipway.hosts.cloud.ec2")
"""For migrations, directories and clouds: up to 5 MB each."""


def test_libraries_that_few_platforms_need_are_loaded_by_need() -> None:
    """By whoever uses them first: in a program of its own, because other tests have loaded them here."""
    program = f"import sys, slipway.server; print(*[name for name in {SELDOM} if name in sys.modules])"

    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []
