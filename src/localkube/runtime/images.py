"""Images: what is on the machine, and pulling what is not."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

from localkube.objects.access import Obj
from localkube.runtime import reading
from localkube.runtime.connection import Connection, Refused
from localkube.runtime.errors import ImageMissing, PullFailed, RuntimeFault
from localkube.runtime.types import Image, KnownImage

# How registries and the Engine word that there is no such image, or none that may be seen.
ABSENT = (
    "manifest unknown",
    "not found",
    "does not exist",
    "pull access denied",
    "unauthorized",
    "denied:",
    "no basic auth credentials",
    "no such image",
)


async def inspect(connection: Connection, reference: str) -> Image | None:
    """The image on this machine, if it is."""
    try:
        inspected: Obj = await connection.call("GET", f"/images/{reference}/json")
    except Refused as refusal:
        if refusal.status == 404:
            return None
        raise
    return reading.image(inspected, reference)


async def listed(connection: Connection) -> list[KnownImage]:
    """All images on this machine."""
    return [
        KnownImage(reading.names_of(image), int(image.get("Size") or 0))
        for image in await connection.call("GET", "/images/json")
    ]


async def pull(connection: Connection, reference: str, auth: Mapping[str, str] | None) -> Image:
    """Fetch from the registry. ``auth`` has ``username``, ``password`` and perhaps ``serveraddress``."""
    headers = {"X-Registry-Auth": base64.urlsafe_b64encode(json.dumps(dict(auth)).encode()).decode()} if auth else None
    try:
        query = {"fromImage": reading.with_tag(reference)}
        async with connection.stream("POST", "/images/create", query, headers=headers) as answer:
            async for line in answer:
                told = json.loads(line)
                if "error" in told:
                    raise failure(str(told["error"]))
    except Refused as refusal:
        raise failure(refusal.message) from refusal
    image = await inspect(connection, reference)
    if image is None:
        raise PullFailed(f"{reference} was pulled but is not there")
    return image


async def layers(connection: Connection, image_id: str) -> list[Path]:
    """The directories of the image's layers. Raises ImageMissing, and RuntimeFault when the Engine has none to show."""
    try:
        inspected: Obj = await connection.call("GET", f"/images/{image_id}/json")
    except Refused as refusal:
        raise failure(refusal.message) from refusal
    driver = inspected.get("GraphDriver") or {}
    if driver.get("Name") != "overlay2":
        raise RuntimeFault(f"images as volumes need the storage driver overlay2, not {driver.get('Name')}")
    data = driver.get("Data") or {}
    return [Path(data["UpperDir"]), *(Path(lower) for lower in (data.get("LowerDir") or "").split(":") if lower)]


async def remove(connection: Connection, reference: str) -> bool:
    """Take away a name, and the image with its last name. False when a container uses it."""
    try:
        await connection.call("DELETE", f"/images/{reference}")
    except Refused as refusal:
        if refusal.status == 409:
            return False
        if refusal.status != 404:
            raise
    return True


def failure(message: str) -> ImageMissing | PullFailed:
    """Our error for the Engine's words."""
    words = message.lower()
    return ImageMissing(message) if any(absent in words for absent in ABSENT) else PullFailed(message)
