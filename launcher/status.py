"""``status``: what runs, where, and how much memory it takes."""

from __future__ import annotations

import json
from http.client import HTTPException
from pathlib import Path
from typing import Any

from launcher import components
from launcher.client import ADMINISTRATOR, local_client
from launcher.errors import LauncherError
from launcher.layout import Layout
from launcher.options import Options
from launcher.processes import resident_bytes

OURS = ("supervisor", "slipway", "prometheus", "localkube", "dockerd")


def gather(layout: Layout, options: Options) -> dict[str, Any]:
    """The document that ``status --json`` prints. Memory in bytes; ``applications`` is empty while the API is away."""
    base = components.platform_url(options)
    ready = _ready(layout)
    processes = _processes(layout)
    running = any(entry["name"] == "slipway" for entry in processes)
    return {
        "api": f"{base}/api/v1",
        "portal": base,
        "kubeconfig": options.kubeconfig or str(layout.kubeconfig),
        "docker_host": ready.get("docker_host", ""),
        "data_dir": str(layout.data_dir),
        "admin": {"username": ADMINISTRATOR},
        "processes": processes,
        "applications": _applications(layout, base) if running else [],
    }


def _ready(layout: Layout) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(layout.ready_file.read_text())
    except FileNotFoundError:
        return {}
    return record


def _processes(layout: Layout) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in OURS:
        pid = layout.process(name).pid()
        if pid is not None:
            found.append({"name": name, "pid": pid, "rss_bytes": resident_bytes(pid)})
    for name, pid in _processes_of_localkube(layout.localkube):
        found.append({"name": name, "pid": pid, "rss_bytes": resident_bytes(pid)})
    return found


def _processes_of_localkube(directory: Path) -> list[tuple[str, int]]:
    """HAProxy and dnsmasq: sessions of their own, recognised by localkube's directory on their command lines."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue  # it ended while we looked
        name = Path(words[0]).name
        if name in ("haproxy", "dnsmasq") and any(str(directory) in word for word in words[1:]):
            found.append((name, int(entry.name)))
    return sorted(found)


def _applications(layout: Layout, base: str) -> list[dict[str, Any]]:
    try:
        client = local_client(layout, base)
        if client is None:
            return []
        listed = client.call("GET", "/applications?page_size=200")["items"]
    except (OSError, HTTPException):
        return []
    return [
        {"tenant": a["tenant_name"], "name": a["name"], "state": a["status"]["state"], "urls": a["status"]["urls"]}
        for a in listed
    ]


def render(document: dict[str, Any]) -> str:
    """The same for people."""
    if not document["processes"]:
        return f"Slipway is not running (data directory {document['data_dir']}). Start it: ./slipway up"
    lines = [
        f"portal      {document['portal']}  (user {document['admin']['username']})",
        f"API         {document['api']}",
        f"kubeconfig  {document['kubeconfig']}",
        f"engine      {document['docker_host'] or '(external cluster)'}",
        f"data        {document['data_dir']}",
        "",
    ]
    lines += [f"{p['name']:<11} pid {p['pid']:<8} {p['rss_bytes'] / 1e6:7.1f} MB" for p in document["processes"]]
    lines.append("")
    lines += [f"{a['tenant']}/{a['name']:<20} {a['state']:<12} {' '.join(a['urls'])}" for a in document["applications"]]
    return "\n".join(lines).rstrip()


def require_running(layout: Layout) -> dict[str, Any]:
    """The ready record. Raises LauncherError when the platform is not up."""
    record = _ready(layout)
    if not record:
        raise LauncherError("Slipway is not running.", "Start it: ./slipway up")
    return record
