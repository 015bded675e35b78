"""``down --purge``: removes everything of one installation, after the user said so."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Callable
from json import dumps
from pathlib import Path

from launcher import engine
from launcher.errors import LauncherError
from launcher.layout import ROOT, Layout
from launcher.options import Options
from launcher.supervisor import stop_all


def purge(layout: Layout, options: Options, *, confirmed: bool, say: Callable[[str], None]) -> int:
    """Stop, then remove containers, the pod network and the data directory. Raises LauncherError when not confirmed."""
    if not layout.data_dir.exists():
        say(f"There is nothing in {layout.data_dir}")
        return 0
    if not confirmed:
        _confirm(layout)
    layout.process("supervisor").stop(60)
    for name in ("slipway", "prometheus", "localkube"):
        layout.process(name).stop()
    if not options.kubeconfig:
        _remove_containers(layout, options, say)
        _remove_network(layout, options)
    stop_all(layout, say)
    _unmount_below(layout.data_dir)
    shutil.rmtree(layout.short_run_dir, ignore_errors=True)
    shutil.rmtree(layout.data_dir)
    say(f"Removed {layout.data_dir} and everything that ran from it")
    return 0


def _confirm(layout: Layout) -> None:
    if not sys.stdin.isatty():
        raise LauncherError(
            "--purge removes all applications, their data and all accounts.", "Add --yes when you mean it."
        )
    print(f"This stops all applications and removes all of {layout.data_dir}: accounts, applications, images, data.")
    if input("Type 'purge' to go on: ").strip() != "purge":
        raise LauncherError("nothing was removed.")


def _remove_containers(layout: Layout, options: Options, say: Callable[[str], None]) -> None:
    host = engine.find(options.docker_host, layout)
    if host is None:
        if not layout.docker_root.is_dir():
            return
        host = engine.start(layout)
    wanted = urllib.parse.quote(dumps({"label": [f"localkube.instance={options.instance}"]}))
    containers = engine.request(host, "GET", f"/v1.41/containers/json?all=1&filters={wanted}")
    if containers:
        say(f"Removing {len(containers)} containers")
    for container in containers:
        engine.request(host, "DELETE", f"/v1.41/containers/{container['Id']}?force=1&v=1", timeout=60)


def _remove_network(layout: Layout, options: Options) -> None:
    command = [
        sys.executable,
        "-m",
        "localkube",
        "--purge",
        f"--data-dir={layout.localkube}",
        f"--name={options.instance}",
    ]
    done = subprocess.run(
        command,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LauncherError(f"the pod network could not be removed: {done.stderr.strip()[-1000:]}")


def _unmount_below(directory: Path) -> None:
    """Memory volumes and the engine's layers are mounts; a directory with mounts in it cannot be removed."""
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for path in sorted((m for m in mounts if m.startswith(f"{directory}/")), reverse=True):
        subprocess.run(["umount", "--lazy", path], capture_output=True, check=False)
