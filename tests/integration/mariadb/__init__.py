"""A server that speaks as MySQL does: MariaDB out of Debian's packages, started as the official image starts it."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

from launcher import demo_images

HERE = Path(__file__).resolve().parent
PACKAGES = ("mariadb-server-core", "mariadb-client", "busybox-static", "base-files", "netbase", "coreutils", "sed")


def ensure(docker_host: str, cache: Path) -> str:
    """Make the image on a Docker Engine, if it is not there; return its name."""
    sources = " ".join(PACKAGES).encode()
    sources += b"".join((HERE / name).read_bytes() for name in ("Dockerfile", "entrypoint.sh"))
    image = f"slipway-test/mariadb:{hashlib.sha256(sources).hexdigest()[:12]}"
    environment = {**os.environ, "DOCKER_HOST": docker_host, "DOCKER_BUILDKIT": "0"}
    found = subprocess.run(["docker", "image", "inspect", image], env=environment, capture_output=True, check=False)
    if found.returncode != 0:
        base = demo_images.base_from_packages(docker_host, cache, print, PACKAGES)
        build = ["docker", "build", "--quiet", "--network=none", "--build-arg", f"BASE={base}", "--tag", image]
        subprocess.run([*build, str(HERE)], env=environment, check=True, capture_output=True, timeout=300)
    return image
