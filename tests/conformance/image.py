"""An image for tests, made of the machine's busybox: no registry is needed."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

IMAGE = os.environ.get("SLIPWAY_TEST_IMAGE", "busybox:1.36")
TLS_IMAGE = os.environ.get("SLIPWAY_TEST_TLS_IMAGE", "busybox-openssl:1.36")
"""As the other, with a program that speaks TLS."""
BUSYBOX, OPENSSL = Path("/bin/busybox"), Path("/usr/bin/openssl")


def build(docker_host: str, name: str, *programs: Path) -> None:
    """Make the image unless the engine has it; ``programs`` come with the libraries that they need."""
    docker = ["docker", f"--host={docker_host}"]
    if subprocess.run([*docker, "image", "inspect", name], capture_output=True, check=False).returncode == 0:
        return
    subprocess.run(
        [*docker, "import", "--change=CMD sh", "-", name], input=archive(programs), capture_output=True, check=True
    )


def archive(programs: Iterable[Path] = ()) -> bytes:
    """A root file system: busybox under the names of all its applets, users, and a directory that all may write to."""
    applets = subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True, check=True).stdout.split()
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tree:
        for name, mode in (("bin", 0o755), ("etc", 0o755), ("tmp", 0o1777), ("root", 0o700), ("home", 0o755)):
            _add(tree, name, tarfile.DIRTYPE, mode)
        _add(tree, "bin/busybox", tarfile.REGTYPE, 0o755, BUSYBOX.read_bytes())
        for applet in applets:
            if applet != "busybox":
                _add(tree, f"bin/{applet}", tarfile.SYMTYPE, 0o777, link="busybox")
        for path in _with_libraries(programs):
            _add(tree, str(path).lstrip("/"), tarfile.REGTYPE, 0o755, path.read_bytes())
        _add(tree, "etc/passwd", tarfile.REGTYPE, 0o644, b"root:x:0:0:root:/root:/bin/sh\n")
        _add(tree, "etc/group", tarfile.REGTYPE, 0o644, b"root:x:0:\n")
    return content.getvalue()


def _with_libraries(programs: Iterable[Path]) -> set[Path]:
    found: set[Path] = set(programs)
    for program in programs:
        told = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
        found |= {Path(word) for word in told.split() if word.startswith("/")}
    return found


def _add(archive: tarfile.TarFile, name: str, kind: bytes, mode: int, data: bytes = b"", link: str = "") -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.size, entry.linkname = kind, mode, len(data), link
    archive.addfile(entry, io.BytesIO(data))
