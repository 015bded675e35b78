"""How to reach the API server: address, TLS and credentials from a kubeconfig or the in-cluster service account.

lightkube reads the configuration and authenticates (tokens, token files, client certificates, exec plugins). Objects go
over its HTTP client as plain JSON: Slipway renders and reads dictionaries anyway, so typed models would only be another
copy of everything.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx2
import msgspec
import yaml
from lightkube.config.client_adapter import user_auth, verify_cluster
from lightkube.config.kubeconfig import KubeConfig
from lightkube.config.models import User
from lightkube.core.exceptions import ConfigError

from slipway.errors import Unavailable

TIMEOUT = httpx2.Timeout(10.0, pool=30.0)
LIMITS = httpx2.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=30.0)
KEEP_ALIVE = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 15),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
]
"""A watch is silent for long; so a peer that vanished is noticed within half a minute."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An open way to one API server."""

    server: str
    namespace: str
    http: httpx2.AsyncClient
    tls: ssl.SSLContext | None
    auth: httpx2.Auth | None

    async def headers(self) -> dict[str, str]:
        """Return the headers that authenticate a connection which is not made by ``http``."""
        if self.auth is None:
            return {}
        flow = self.auth.async_auth_flow(httpx2.Request("GET", self.server))
        request = await anext(flow)
        await flow.aclose()
        return {"Authorization": request.headers["Authorization"]} if "Authorization" in request.headers else {}


async def connect(kubeconfig: Path | None) -> Connection:
    """Prepare a connection; nothing is sent yet. Raises Unavailable when the configuration cannot be read."""
    try:
        return await asyncio.to_thread(_prepare, kubeconfig)
    except (ConfigError, OSError, KeyError, ValueError, msgspec.ValidationError, yaml.YAMLError) as error:
        raise Unavailable("cluster.misconfigured", {"reason": str(error)}) from error


def _prepare(kubeconfig: Path | None) -> Connection:
    found = KubeConfig.from_file(kubeconfig) if kubeconfig else KubeConfig.from_env()
    config = found.get()
    if config is None:
        raise ConfigError("the kubeconfig has no current context")
    user = config.user or User()
    server = config.cluster.server.rstrip("/")
    tls = verify_cluster(config.cluster, user, config.abs_file) if server.startswith("https:") else None
    auth = user_auth(user)
    transport = httpx2.AsyncHTTPTransport(
        verify=tls if tls is not None else True, limits=LIMITS, socket_options=KEEP_ALIVE
    )
    http = httpx2.AsyncClient(base_url=server, auth=auth, timeout=TIMEOUT, transport=transport)
    return Connection(server, config.namespace, http, tls, auth)
