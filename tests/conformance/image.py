"""An image for tests, made of the machine's busybox: no registry is needed."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path

IMAGE = os.environ.get("SLIPWAY_TEST_IMAGE", "busybox:1.36")
BUSYBOX = Path("/bin/busybox")


def build(docker_host: str, name: str) -> None:
    """Make the image unless the engine has it."""
    docker = ["docker", f"--host={docker_host}"]
    if subprocess.run([*docker, "image", "inspect", name], capture_output=True, check=False).returncode == 0:
        return
    subprocess.run([*docker, "import", "--change=CMD sh", "-", name], input=_archive(), capture_output=True, check=True)


def _archive() -> bytes:
    """A root file system: busybox under the names of all its applets, users, and a directory that all may write to."""
    applets = subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True, check=True).stdout.split()
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, mode in (("bin", 0o755), ("etc", 0o755), ("tmp", 0o1777), ("root", 0o700), ("home", 0o755)):
            _add(archive, name, tarfile.DIRTYPE, mode)
        _add(archive, "bin/busybox", tarfile.REGTYPE, 0o755, BUSYBOX.read_bytes())
        for applet in applets:
            if applet != "busybox":
                _add(archive, f"bin/{applet}", tarfile.SYMTYPE, 0o777, link="busybox")
        _add(archive, "etc/passwd", tarfile.REGTYPE, 0o644, b"root:x:0:0:root:/root:/bin/sh\n")
        _add(archive, "etc/group", tarfile.REGTYPE, 0o644, b"root:x:0:\n")
    return content.getvalue()


def _add(archive: tarfile.TarFile, name: str, kind: bytes, mode: int, data: bytes = b"", link: str = "") -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.size, entry.linkname = kind, mode, len(data), link
    archive.addfile(entry, io.BytesIO(data))
