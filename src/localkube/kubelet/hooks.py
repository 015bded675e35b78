"""Runs what ``lifecycle`` asks for after the start and before the stop of a container."""

from __future__ import annotations

import asyncio

from localkube.kubelet.engine import Engine
from localkube.kubelet.failures import HookFailed
from localkube.kubelet.http_get import Get, NoAnswer, get_status
from localkube.kubelet.podspec import named_port
from localkube.objects.access import Obj
from localkube.runtime import RuntimeFault


async def run_hook(engine: Engine, hook: Obj, container: Obj, container_id: str, pod_ip: str, seconds: float) -> None:
    """Run to the hook's end, ``seconds`` at most. Raises HookFailed."""
    try:
        async with asyncio.timeout(seconds):
            await _run(engine, hook, container, container_id, pod_ip, seconds)
    except TimeoutError:
        raise HookFailed(f"hook did not end within {seconds:.0f} seconds") from None


async def _run(engine: Engine, hook: Obj, container: Obj, container_id: str, pod_ip: str, seconds: float) -> None:
    if "exec" in hook:
        await _exec(engine, hook["exec"].get("command") or [], container_id, seconds)
    elif "httpGet" in hook:
        await _http(hook["httpGet"], container, pod_ip, seconds)
    elif "sleep" in hook:
        await asyncio.sleep(float(hook["sleep"].get("seconds", 0)))
    else:
        raise HookFailed(f"hook of a kind that is not supported: {', '.join(sorted(hook))}")


async def _exec(engine: Engine, command: list[str], container_id: str, seconds: float) -> None:
    try:
        code, output = await engine.run(container_id, command, seconds)
    except RuntimeFault as fault:
        raise HookFailed(fault.message) from fault
    if code:
        raise HookFailed(f"command '{' '.join(command)}' exited with {code}: {output.strip()}")


async def _http(action: Obj, container: Obj, pod_ip: str, seconds: float) -> None:
    get = http_action(action, container, pod_ip)
    try:
        status = await get_status(get, seconds)
    except NoAnswer as error:
        raise HookFailed(str(error)) from error
    if status >= 400:
        raise HookFailed(f"{get.url} answered {status}")


def http_action(action: Obj, container: Obj, pod_ip: str) -> Get:
    """An ``httpGet`` action as a request. Raises HookFailed when its port has no number."""
    port = named_port(container, action["port"])
    if port is None:
        raise HookFailed(f"couldn't find port {action['port']} in container {container['name']}")
    path: str = action.get("path") or "/"
    return Get(
        host=action.get("host") or pod_ip,
        port=port,
        path=path if path.startswith("/") else f"/{path}",
        tls=action.get("scheme") == "HTTPS",
        headers=[(header["name"], header["value"]) for header in action.get("httpHeaders") or ()],
    )
