"""``up --demo``: a tenant, an application of three services that really use each other, published and checked."""

from __future__ import annotations

import http.client
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

import yaml

from launcher import components, demo_images
from launcher.client import Client, local_client
from launcher.errors import LauncherError
from launcher.layout import ROOT, Layout
from launcher.options import Options

TENANT = "demo"
READY_SECONDS = 180


def publish(layout: Layout, options: Options, docker_host: str, say: Callable[[str], None]) -> str:
    """Publish the demo application and wait until its address answers; that address. Raises LauncherError."""
    if not docker_host:
        raise LauncherError(
            "--demo needs the embedded engine: its images are built here, where another cluster cannot pull them.",
            "Push the images in demo/ to a registry of yours and run: ./slipway app apply -f demo/app.yaml",
        )
    demo_images.ensure(docker_host, layout.data_dir / "demo", say)
    client = local_client(layout, components.platform_url(options))
    if client is None:
        raise LauncherError(
            "the administrator's password was changed and the launcher's token revoked.",
            "Publish it yourself: ./slipway app apply -f demo/app.yaml --publish",
        )
    tenant = _tenant(client)
    text = (ROOT / "demo" / "app.yaml").read_text()
    # Its images are here now, so it is also what the portal's first steps publish for other tenants.
    (layout.platform / "example.yaml").write_text(text)
    document = yaml.safe_load(text)
    applied = client.call("POST", "/applications/apply?publish=true", {**document, "tenant_id": tenant["id"]})
    say("Publishing the demo application: redis, then api, then web")
    url = _wait_running(client, applied["application"]["id"], say)
    _wait_answering(url, options)
    return url


def _tenant(client: Client) -> dict[str, Any]:
    found: list[dict[str, Any]] = client.call("GET", f"/tenants?q={TENANT}")["items"]
    for tenant in found:
        if tenant["name"] == TENANT:
            return tenant
    made: dict[str, Any] = client.call("POST", "/tenants", {"name": TENANT, "display_name": "Demo 演示"})
    return made


def _wait_running(client: Client, application: str, say: Callable[[str], None]) -> str:
    deadline = time.monotonic() + READY_SECONDS
    shown = ""
    while True:
        status = client.call("GET", f"/applications/{application}/status")
        line = f"  {status['state']} ({status['ready']}/{status['total']} ready)"
        if line != shown:
            say(line)
            shown = line
        if status["state"] == "running":
            url: str = status["urls"][0]
            return url
        if time.monotonic() > deadline:
            reasons = [f"{s['name']}: {s['reason']['message']}" for s in status["services"] if s.get("reason")]
            raise LauncherError(
                "the demo application does not become ready. " + " ".join(reasons),
                "./slipway app status demo --tenant demo",
            )
        time.sleep(0.2)


def _wait_answering(url: str, options: Options) -> None:
    """The domain may not resolve on this machine's resolver, so ask the gateway with the domain as ``Host``."""
    host = urllib.parse.urlsplit(url).hostname or ""
    deadline = time.monotonic() + 30
    answer = "no answer"
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(components.reachable(options.listen), options.gateway_port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": host})
            answer = f"HTTP {connection.getresponse().status}"
            if answer == "HTTP 200":
                return
        except (OSError, http.client.HTTPException) as error:
            answer = str(error)
        finally:
            connection.close()
        time.sleep(0.1)
    raise LauncherError(
        f"the demo runs, but {url} does not answer through the proxy: {answer}.",
        "./slipway status, and the log of localkube, tell more.",
    )
