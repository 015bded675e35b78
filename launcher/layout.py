"""Where things lie in the data directory."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from launcher.processes import Process

ROOT = Path(os.environ.get("SLIPWAY_ROOT", Path(__file__).resolve().parent.parent))
"""The checkout."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths below one data directory."""

    data_dir: Path

    def process(self, name: str) -> Process:
        """The process ``name`` with its pid file and log."""
        return Process(name, self.data_dir / "run" / f"{name}.pid", self.data_dir / "logs" / f"{name}.log")

    @property
    def localkube(self) -> Path:
        """localkube's own directory."""
        return self.data_dir / "localkube"

    @property
    def platform(self) -> Path:
        """The platform's own directory: its database, the first administrator's password."""
        return self.data_dir / "platform"

    @property
    def prometheus(self) -> Path:
        """Prometheus' configuration and data."""
        return self.data_dir / "prometheus"

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig of localkube."""
        return self.data_dir / "kubeconfig"

    @property
    def docker_root(self) -> Path:
        """Images and containers of our own engine."""
        return self.data_dir / "docker"

    @property
    def short_run_dir(self) -> Path:
        """For sockets: a path that stays below the 107 bytes a Unix socket's name may have."""
        return Path("/run") / f"slipway-{hashlib.sha256(str(self.data_dir).encode()).hexdigest()[:8]}"

    @property
    def own_docker_host(self) -> str:
        """Address of our own engine."""
        return f"unix://{self.short_run_dir}/docker.sock"

    @property
    def ready_file(self) -> Path:
        """Exists while everything is up; holds a JSON object with the addresses."""
        return self.data_dir / "run" / "ready.json"

    @property
    def token_file(self) -> Path:
        """The API token that the launcher made for itself."""
        return self.data_dir / "local-token"

    def prepare(self) -> None:
        """Make the directories; the data directory is for its owner only."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.data_dir.chmod(0o700)
        for path in (self.data_dir / "run", self.data_dir / "logs", self.localkube, self.platform):
            path.mkdir(exist_ok=True)
