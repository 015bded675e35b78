"""Open a WebSocket to the API server by Kubernetes' channel protocol: the first byte of a frame is the channel."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as websocket
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from slipway.cluster.client import Cluster
from slipway.cluster.failures import refusal, unreachable

V5, V4 = Subprotocol("v5.channel.k8s.io"), Subprotocol("v4.channel.k8s.io")
CLOSE_SECONDS = 1.0


async def open_channels(
    cluster: Cluster, path: str, query: Sequence[tuple[str, str]], protocols: Sequence[Subprotocol]
) -> ClientConnection:
    """Return the open connection, which the caller closes. Raises our errors when the API server refuses."""
    connection = await cluster.connection()
    address = connection.server.replace("http", "ws", 1) + f"{path}?{urlencode(query)}"
    try:
        return await websocket(
            address,
            ssl=connection.tls,
            additional_headers=await connection.headers(),
            subprotocols=protocols,
            max_size=None,
            close_timeout=CLOSE_SECONDS,
            proxy=None,
        )
    except InvalidStatus as error:
        raise refusal(error.response.status_code, bytes(error.response.body or b"")) from error
    except (OSError, InvalidHandshake, TimeoutError) as error:
        raise unreachable(error) from error
