"""Writes a volume's files so that a reader sees all of the old or all of the new, never a mixture.

The files lie in a directory of their own; ``..data`` points to it, and visible names are links through ``..data``. An
update makes a new directory and replaces that one link, as Kubernetes does it and programs expect it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from localkube.kubelet.volumes.content import Files

DATA = "..data"
_NEW_DATA = "..data_tmp"


def write(root: Path, files: Files, group: int | None = None) -> bool:
    """Bring ``root`` to hold exactly ``files``; says whether anything changed."""
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o755)
    current = root / DATA
    if current.is_symlink() and _holds(current, files):
        return False
    old = current.resolve() if current.is_symlink() else None
    new = Path(tempfile.mkdtemp(prefix="..", dir=root))
    new.chmod(0o755)
    for path, file in files.items():
        target = new / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
        target.chmod(file.mode)
        if file.user is not None:
            os.chown(target, file.user, -1)
        if group is not None:
            os.chown(target, -1, group)
            target.chmod(file.mode | 0o040)
    (root / _NEW_DATA).unlink(missing_ok=True)
    (root / _NEW_DATA).symlink_to(new.name)
    (root / _NEW_DATA).replace(current)
    _show(root, {path.partition("/")[0] for path in files})
    if old is not None:
        shutil.rmtree(old)
    return True


def _holds(current: Path, files: Files) -> bool:
    present = {str(path.relative_to(current)): path for path in current.rglob("*") if path.is_file()}
    if present.keys() != files.keys():
        return False
    return all(path.read_bytes() == files[name].data for name, path in present.items())


def _show(root: Path, names: set[str]) -> None:
    """Link what is there and unlink what is gone."""
    for name in names:
        link = root / name
        if not link.is_symlink():
            link.symlink_to(f"{DATA}/{name}")
    for link in root.iterdir():
        if link.is_symlink() and not link.name.startswith("..") and link.name not in names:
            link.unlink()
