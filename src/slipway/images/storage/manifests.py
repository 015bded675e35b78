"""Read manifests for what they keep in a registry. Pure.

Tenants write manifests. What is wrong in one must not keep anybody else's from being counted, so it is passed over: the
manifest counts with its own bytes then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from sys import intern
from typing import Any

from slipway.images.lookup import ACCEPT

SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"
ACCEPT_ANY = f"{ACCEPT}, {SCHEMA_1}, */*;q=0.1"
LARGEST_BLOB = 2**53
_DIGEST = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]{32,255}")
_ELSEWHERE = ("foreign", "nondistributable")
"""In media types of layers that registries only name the place of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A blob that a manifest names, with the bytes that it says the blob has."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Parts:
    """All that a manifest names."""

    blobs: tuple[Part, ...] = ()
    children: tuple[str, ...] = ()


def is_digest(text: str) -> bool:
    """Tell whether something is a digest, and so may stand in a path."""
    return _DIGEST.fullmatch(text) is not None


def parts_of(body: bytes) -> Parts:
    """Read a manifest: an index, one of OCI or of Docker schema 2, or of the old schema 1, which tells no sizes."""
    try:
        found = json.loads(body)
    except ValueError:
        return Parts()
    if not isinstance(found, dict):
        return Parts()
    children = tuple(part.digest for part in _descriptors(found.get("manifests")))
    config = [found["config"]] if "config" in found else []
    lists = (config, found.get("layers"), found.get("blobs"), found.get("fsLayers"))
    blobs = {part.digest: part for each in lists for part in _descriptors(each)}
    return Parts(tuple(blobs.values()), children)


def _descriptors(found: Any) -> Iterator[Part]:
    for each in found if isinstance(found, list) else ():
        if not isinstance(each, dict):
            continue
        digest, size = each.get("digest", each.get("blobSum")), each.get("size")
        elsewhere = any(word in str(each.get("mediaType", "")) for word in _ELSEWHERE)
        if isinstance(digest, str) and is_digest(digest) and not elsewhere:
            known = size if isinstance(size, int) and 0 <= size <= LARGEST_BLOB else 0
            yield Part(intern(digest), int(known))
