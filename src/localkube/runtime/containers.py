"""Making, starting, listing and removing containers, and the Engine's refusals in our words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from localkube.objects.access import Obj
from localkube.runtime import reading
from localkube.runtime.connection import Connection, Refused
from localkube.runtime.errors import ContainerMissing, ContainerStopped, CreateFailed, ImageMissing, StartFailed
from localkube.runtime.labels import INSTANCE
from localkube.runtime.types import Found

CANNOT_RUN = 128  # of an unknown reason; the Engine itself tells 126 (not executable) from 127 (not found)


@contextmanager
def translated() -> Iterator[None]:
    """Refusals of calls on a container, as errors that other rooms know."""
    try:
        yield
    except Refused as refusal:
        words = refusal.message.lower()
        if refusal.status == 404 and "no such container" in words:
            raise ContainerMissing(refusal.message) from refusal
        if refusal.status == 409 and "not running" in words:
            raise ContainerStopped(refusal.message) from refusal
        raise


async def inspected(connection: Connection, container_id: str) -> Obj:
    """All that the Engine knows of a container. Raises ContainerMissing."""
    with translated():
        answer: Obj = await connection.call("GET", f"/containers/{container_id}/json")
        return answer


async def listed(connection: Connection, instance: str) -> list[str]:
    """Ids of all containers of an instance, running or not."""
    query = {"all": "1", "filters": json.dumps({"label": [f"{INSTANCE}={instance}"]})}
    return [container["Id"] for container in await connection.call("GET", "/containers/json", query)]


async def sizes(connection: Connection, instance: str) -> dict[str, int]:
    """The bytes that containers of an instance wrote into their own layer, by id."""
    query = {"all": "1", "size": "1", "filters": json.dumps({"label": [f"{INSTANCE}={instance}"]})}
    found = await connection.call("GET", "/containers/json", query)
    return {container["Id"]: int(container.get("SizeRw") or 0) for container in found}


async def create(connection: Connection, name: str, body: Obj) -> str:
    """Make a container; its id. One of the same name is what an earlier attempt left behind: it is removed.

    Raises ImageMissing, CreateFailed.
    """
    try:
        try:
            return await _create(connection, name, body)
        except Refused as refusal:
            if refusal.status != 409:
                raise
        await remove(connection, name)
        return await _create(connection, name, body)
    except Refused as refusal:
        if refusal.status == 404 and "no such image" in refusal.message.lower():
            raise ImageMissing(refusal.message) from refusal
        raise CreateFailed(refusal.message) from refusal


async def _create(connection: Connection, name: str, body: Obj) -> str:
    return str((await connection.call("POST", "/containers/create", {"name": name}, body))["Id"])


async def start(connection: Connection, container_id: str) -> Found:
    """Start what was made. Raises StartFailed (it is kept), ContainerStopped when its sandbox ended (it is removed)."""
    try:
        await connection.call("POST", f"/containers/{container_id}/start")
    except Refused as refusal:
        if "non running container" in refusal.message or "no such container" in refusal.message.lower():
            await remove(connection, container_id)
            raise ContainerStopped(refusal.message) from refusal
        state = (await inspected(connection, container_id))["State"]
        raise StartFailed(refusal.message, int(state["ExitCode"]) or CANNOT_RUN, container_id) from refusal
    return reading.found(await inspected(connection, container_id))


async def remove(connection: Connection, container_id: str) -> None:
    """End it at once and remove it with its log and anonymous volumes. One that is gone or going is no error."""
    try:
        await connection.call("DELETE", f"/containers/{container_id}", {"force": "1", "v": "1"})
    except Refused as refusal:
        if refusal.status != 404 and "already in progress" not in refusal.message:
            raise
