"""Debian's Prometheus beside localkube: the charts of the portal come from it.

It scrapes the nodes' cAdvisor pages and the gateway's counts through the API server, as it would a cluster of many
hosts, and keeps of them what there are charts of. It listens on loopback only, because it asks nobody who they are.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
import urllib.parse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from launcher.errors import LauncherError
from launcher.layout import Layout

RETENTION = "30d"
INTERVAL = "15s"
"""As often as localkube measures."""
KEPT = (
    "container_(cpu_usage_seconds|network_(receive|transmit)_bytes|fs_(reads|writes)_bytes)_total"
    "|container_(memory_working_set|fs_usage)_bytes"
)
COUNTED = "haproxy_backend_(http_responses_total|response_time_average_seconds)"
"""What is compared of a service and its canary."""
PAGES = {"cadvisor": KEPT, "gateway": COUNTED}
"""What is kept of which page of nodes."""
LEAN = {"GOGC": "40", "GOMEMLIMIT": "128MiB", "GOMAXPROCS": "2"}
"""Some processor time for memory: a single machine's few series need little of either."""


def arguments(directory: Path, port: int) -> list[str]:
    """The command line."""
    return [
        "prometheus",
        f"--config.file={directory / 'prometheus.yml'}",
        f"--storage.tsdb.path={directory / 'data'}",
        f"--storage.tsdb.retention.time={RETENTION}",
        "--storage.tsdb.wal-compression",
        f"--web.listen-address=127.0.0.1:{port}",
        "--query.max-concurrency=4",
        "--log.level=warn",
    ]


def configure(layout: Layout) -> None:
    """Write configuration, nodes and credentials. localkube has to be ready; may be done again and again."""
    kubeconfig = json.loads(layout.kubeconfig.read_text())  # localkube writes JSON, which is YAML
    cluster, user = kubeconfig["clusters"][0]["cluster"], kubeconfig["users"][0]["user"]
    directory = layout.prometheus
    directory.mkdir(mode=0o700, exist_ok=True)
    _write_private(directory / "ca.crt", base64.b64decode(cluster["certificate-authority-data"]))
    _write_private(directory / "token", user["token"].encode())
    nodes = _nodes(cluster["server"], directory / "ca.crt", user["token"])
    for page, asked in (("cadvisor", nodes), ("gateway", nodes[:1])):  # all nodes have the one gateway
        found = json.dumps(targets(cluster["server"], asked, page), indent=2)
        _write_private(directory / f"{page}.json", found.encode())
    _write_private(directory / "prometheus.yml", json.dumps(configuration(directory), indent=2).encode())


def configuration(directory: Path) -> dict[str, Any]:
    """The configuration. JSON is YAML.

    Nodes come from a file, which is read again when it changes: Debian's Prometheus cannot discover them itself.
    """
    jobs = [
        {
            "job_name": page,
            "scheme": "https",
            "tls_config": {"ca_file": str(directory / "ca.crt")},
            "authorization": {"type": "Bearer", "credentials_file": str(directory / "token")},
            "file_sd_configs": [{"files": [str(directory / f"{page}.json")]}],
            "metric_relabel_configs": [{"source_labels": ["__name__"], "regex": kept, "action": "keep"}],
        }
        for page, kept in PAGES.items()
    ]
    return {"global": {"scrape_interval": INTERVAL, "scrape_timeout": "10s"}, "scrape_configs": jobs}


def targets(server: str, nodes: Iterable[str], page: str) -> list[dict[str, Any]]:
    """A page of the nodes, with the labels that Prometheus gives to nodes that it discovers itself."""
    address = urllib.parse.urlsplit(server).netloc
    return [
        {
            "targets": [address],
            "labels": {
                "__metrics_path__": f"/api/v1/nodes/{name}/proxy/metrics/{page}",
                "instance": name,
                "node": name,
            },
        }
        for name in nodes
    ]


def _nodes(server: str, authority: Path, token: str) -> list[str]:
    """Ask the API server. Raises LauncherError."""
    url = urllib.parse.urlsplit(server)
    context = ssl.create_default_context(cafile=str(authority))
    connection = http.client.HTTPSConnection(url.hostname or "", url.port, timeout=30, context=context)
    try:
        connection.request("GET", "/api/v1/nodes", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise LauncherError(f"localkube does not list its nodes: HTTP {answer.status}.")
        return [node["metadata"]["name"] for node in json.loads(body)["items"]]
    except (OSError, http.client.HTTPException) as error:
        raise LauncherError(f"localkube does not list its nodes: {error}.") from error
    finally:
        connection.close()


def _write_private(path: Path, content: bytes) -> None:
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    temporary.replace(path)
