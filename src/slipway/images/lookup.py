"""What a registry tells of its images: repositories, tags, and one image closely."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from slipway.errors import BadGateway
from slipway.images.client import RegistryClient
from slipway.images.reference import Image
from slipway.images.schemas import ImageOut, ImagePort

MOST = 1000
INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
ACCEPT = ", ".join((*INDEXES, *MANIFESTS))
PREFERRED = "linux/amd64"
_NUMBER = re.compile(r"(\d+)")
_LONGEST_NUMBER = 18

Json = Mapping[str, Any]


async def repositories(client: RegistryClient) -> list[str]:
    """Return the names in a registry's own list. Raises what the client does where it has none for us."""
    found, _ = await client.json(f"/v2/_catalog?n={MOST}", "registry:catalog:*")
    return sorted(texts(client, found, "repositories"))


async def tags(client: RegistryClient, repository: str) -> list[str]:
    """Return an image's tags, by their numbers the newest first; registries do not tell when a tag was made."""
    found, _ = await client.json(f"/v2/{repository}/tags/list?n={MOST}", f"repository:{repository}:pull")
    return sorted(texts(client, found, "tags"), key=newest_first, reverse=True)


async def resolve(client: RegistryClient, image: Image) -> ImageOut:
    """Return what an image is exactly."""
    scope = f"repository:{image.repository}:pull"
    path = f"/v2/{image.repository}/manifests/"
    top, answer = await client.json(f"{path}{quote(image.wanted, safe=':')}", scope, ACCEPT)
    digest = image.digest or f"sha256:{hashlib.sha256(answer.body).hexdigest()}"
    try:
        platforms, manifest = [], top
        if "manifests" in top:
            runnable = {name: each["digest"] for each in top["manifests"] if (name := _platform(each.get("platform")))}
            platforms = list(runnable)
            chosen = runnable.get(PREFERRED) or next(iter(runnable.values()))
            manifest, _ = await client.json(f"{path}{chosen}", scope, ACCEPT)
        blob = f"/v2/{image.repository}/blobs/{manifest['config']['digest']}"
        config, _ = await client.json(blob, scope, "*/*")
        return _described(image, digest, platforms or [_platform(config) or PREFERRED], manifest, config)
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        # Of schema 1, of a Helm chart, or plainly wrong.
        raise BadGateway("image.not_an_image", {"image": f"{image.name}:{image.wanted}"}) from error


def newest_first(tag: str) -> tuple[bool, list[tuple[int, int, str]]]:
    """Return a key by which higher versions come later, and ``latest`` last of all."""
    parts = [part for part in _NUMBER.split(tag) if part]
    numbered = [
        (1, int(part), "") if part.isdecimal() and len(part) <= _LONGEST_NUMBER else (0, 0, part) for part in parts
    ]
    return tag == "latest", numbered


def _described(image: Image, digest: str, platforms: list[str], manifest: Json, config: Json) -> ImageOut:
    run: Json = config.get("config") or {}
    created = str(config.get("created") or "")
    return ImageOut(
        image=f"{image.name}:{image.wanted}" if not image.digest else f"{image.name}@{digest}",
        digest=digest,
        pinned=f"{image.name}{f':{image.tag}' if image.tag else ''}@{digest}",
        platforms=platforms,
        size=sum(int(layer["size"]) for layer in manifest["layers"]),
        created=datetime.fromisoformat(created) if created else None,
        ports=ports_of(run.get("ExposedPorts") or {}),
        env=dict(each.split("=", 1) for each in run.get("Env") or [] if "=" in each),
        user=str(run.get("User") or ""),
        entrypoint=list(run.get("Entrypoint") or []),
        cmd=list(run.get("Cmd") or []),
    )


def ports_of(exposed: Json) -> list[ImagePort]:
    """Read ``{"80/tcp": {}}``; other protocols than ours are left out."""
    found = []
    for text in exposed:
        number, _, protocol = text.partition("/")
        if number.isdecimal() and (protocol or "tcp").upper() in ("TCP", "UDP"):
            found.append(ImagePort.model_validate({"port": int(number), "protocol": (protocol or "tcp").upper()}))
    return sorted(found, key=lambda each: (each.port, each.protocol))


def _platform(told: Json | None) -> str:
    """Return ``os/architecture[/variant]``; empty for what is none, such as an attestation."""
    if not told or "unknown" in (told.get("os"), told.get("architecture")) or "os" not in told:
        return ""
    return "/".join(filter(None, (told["os"], told.get("architecture"), told.get("variant"))))


def texts(client: RegistryClient, found: Any, name: str) -> list[str]:
    """Return the texts of a list in an answer. Raises BadGateway where there is something else in its place."""
    listed = found.get(name) if isinstance(found, dict) else None
    if listed is not None and not isinstance(listed, list):
        raise BadGateway("registry.not_one", {"address": client.address})
    return [each for each in listed or [] if isinstance(each, str)]
