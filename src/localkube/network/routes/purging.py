"""Removes what routing leaves outside of a running localkube: a HAProxy that serves on, and its files."""

from __future__ import annotations

import contextlib
from pathlib import Path

from localkube.network.routes import process

DIRECTORY = "routes"


def purge(data_dir: Path) -> None:
    """End the HAProxy of the localkube whose data directory this is, and remove its files."""
    directory = data_dir / DIRECTORY
    process.end_all(directory)
    with contextlib.suppress(OSError):  # not there, or somebody keeps other files in it
        directory.rmdir()
