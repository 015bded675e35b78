"""One question to a container: by command, HTTP, TCP or gRPC."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from localkube.kubelet.engine import Engine
from localkube.kubelet.failures import HookFailed
from localkube.kubelet.hooks import http_action
from localkube.kubelet.http_get import NoAnswer, get_status
from localkube.kubelet.podspec import named_port
from localkube.objects.access import Obj
from localkube.runtime import ContainerMissing, ContainerStopped, EngineUnavailable, RuntimeFault

_LONGEST_OUTPUT = 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """``ok`` None: it could not be asked, which says nothing about the container."""

    ok: bool | None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to ask."""

    container: Obj
    container_id: str
    pod_ip: str


async def check(engine: Engine, target: Target, probe: Obj, timeout_seconds: float) -> Answer:
    """Ask once."""
    if "exec" in probe:
        return await _exec(engine, target, probe["exec"].get("command") or [], timeout_seconds)
    if "httpGet" in probe:
        return await _http(target, probe["httpGet"], timeout_seconds)
    if "tcpSocket" in probe:
        return await _tcp(target, probe["tcpSocket"], timeout_seconds)
    return await _grpc(target, probe["grpc"], timeout_seconds)


async def _exec(engine: Engine, target: Target, command: list[str], timeout_seconds: float) -> Answer:
    try:
        code, output = await engine.run(target.container_id, command, timeout_seconds)
    except (EngineUnavailable, ContainerMissing, ContainerStopped) as fault:
        return Answer(None, fault.message)
    except RuntimeFault as fault:
        return Answer(False, fault.message)
    return Answer(code == 0, output[:_LONGEST_OUTPUT])


async def _http(target: Target, action: Obj, timeout_seconds: float) -> Answer:
    try:
        status = await get_status(http_action(action, target.container, target.pod_ip), timeout_seconds)
    except (NoAnswer, HookFailed) as error:
        return Answer(False, str(error))
    return Answer(200 <= status < 400, f"HTTP probe failed with statuscode: {status}")


async def _tcp(target: Target, action: Obj, timeout_seconds: float) -> Answer:
    host, port = action.get("host") or target.pod_ip, named_port(target.container, action["port"])
    if port is None:
        return Answer(False, f"couldn't find port {action['port']} in container {target.container['name']}")
    try:
        async with asyncio.timeout(timeout_seconds):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        return Answer(False, f"dial tcp {host}:{port}: i/o timeout")
    except ConnectionRefusedError:
        return Answer(False, f"dial tcp {host}:{port}: connect: connection refused")
    except OSError as error:
        return Answer(False, f"dial tcp {host}:{port}: {error}")
    writer.close()
    return Answer(True)


async def _grpc(target: Target, action: Obj, timeout_seconds: float) -> Answer:
    from localkube.kubelet.probes.grpc_health import NoHealth, check_health  # noqa: PLC0415 - HTTP/2 costs memory

    try:
        serves, said = await check_health(target.pod_ip, action["port"], action.get("service") or "", timeout_seconds)
    except NoHealth as error:
        return Answer(False, str(error))
    return Answer(serves, said)
