"""What holds for every file of the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

REGISTRIES = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmmirror" + ".com",
    "deb.debian" + ".org",
    "nodesource" + ".com",
)
MACHINE_PATHS = re.compile(r"/(?:root|home/[a-z]+|work)/[a-z.]")


def tracked_text_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in files if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def test_no_file_names_a_package_registry() -> None:
    found = [
        (p.name, host) for p in tracked_text_files() for host in REGISTRIES if host in p.read_text(errors="replace")
    ]
    assert found == []


def test_no_file_names_a_machine_s_paths() -> None:
    found = [
        p.name
        for p in tracked_text_files()
        if p.suffix != ".lock" and MACHINE_PATHS.search(p.read_text(errors="replace"))
    ]
    assert found == []


def test_locks_pin_every_package_with_hashes() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        pinned = re.findall(r"^[A-Za-z0-9_.-]+(?:\[[^\]]+\])?==[^ ]+ (?:; [^\\]+)?\\$", lock.read_text(), re.MULTILINE)
        named = re.findall(r"^[A-Za-z0-9].*==", lock.read_text(), re.MULTILINE)
        assert pinned, lock
        assert len(pinned) == len(named), lock


def test_shell_scripts_are_posix() -> None:
    for script in (
        ROOT / "slipway",
        ROOT / "launcher/bootstrap.sh",
        ROOT / "launcher/checks.sh",
        ROOT / ".ci/run",
        ROOT / "deploy/build-noderouter-image",
    ):
        checked = subprocess.run(["dash", "-n", str(script)], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
