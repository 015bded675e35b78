"""Which platform to talk to, and as whom.

In this order: ``SLIPWAY_URL`` and ``SLIPWAY_TOKEN``, what ``slipway login`` kept, and the installation on this machine
when its data directory may be read (so that root can work right after ``./slipway up``).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

LOCAL_DATA_DIR = Path("/var/lib/slipway")


@dataclass(frozen=True, slots=True)
class Target:
    """Address of the platform (without ``/api/v1``) and an API token."""

    url: str
    token: str


def config_file() -> Path:
    """Where ``login`` keeps the target."""
    return Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / "slipway" / "cli.json"


def save(target: Target) -> Path:
    """Keep the target for the next command, readable by its owner only."""
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps({"url": target.url, "token": target.token}) + "\n")
    return path


def forget() -> bool:
    """Drop the kept target; False when there was none."""
    path = config_file()
    if not path.exists():
        return False
    path.unlink()
    return True


def kept() -> Target | None:
    """The target that ``login`` kept."""
    try:
        stored = json.loads(config_file().read_text())
    except FileNotFoundError:
        return None
    return Target(stored["url"], stored["token"])


def find() -> Target | None:
    """The target to use, or None when nobody logged in."""
    url, token = os.environ.get("SLIPWAY_URL"), os.environ.get("SLIPWAY_TOKEN")
    if url and token:
        return Target(url.rstrip("/"), token)
    return kept() or _local()


def default_url() -> str:
    """The address to offer at login: the installation on this machine."""
    return os.environ.get("SLIPWAY_URL") or _local_url(_data_dir()) or "http://127.0.0.1:7080"


def _data_dir() -> Path:
    if chosen := os.environ.get("SLIPWAY_DATA_DIR"):
        return Path(chosen)
    if os.geteuid() == 0:
        return LOCAL_DATA_DIR
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "slipway"


def _local() -> Target | None:
    directory = _data_dir()
    url = _local_url(directory)
    try:
        token = (directory / "local-token").read_text().strip()
    except (FileNotFoundError, PermissionError):
        return None
    return Target(url, token) if url and token else None


def _local_url(directory: Path) -> str | None:
    try:
        record: dict[str, str] = json.loads((directory / "run" / "ready.json").read_text())
    except (FileNotFoundError, PermissionError):
        return None
    return record["api"]
