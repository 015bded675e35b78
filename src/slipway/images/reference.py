"""Take image names apart as container engines do. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from slipway.errors import Invalid

DOCKER_HUB = "docker.io"
_HUB_NAMES = frozenset({DOCKER_HUB, "index.docker.io", "registry-1.docker.io"})
_PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}")
ADDRESS = r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$"
_ADDRESS = re.compile(ADDRESS)


@dataclass(frozen=True, slots=True)
class Image:
    """``registry/repository:tag@digest``."""

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """The name without tag and digest, as people write it."""
        if self.registry != DOCKER_HUB:
            return f"{self.registry}/{self.repository}"
        return self.repository.removeprefix("library/")

    @property
    def wanted(self) -> str:
        """What the registry is asked for: the digest counts more than the tag."""
        return self.digest or self.tag or "latest"


def parse(text: str) -> Image:
    """Take a name apart. Raises Invalid."""
    name, _, digest = text.partition("@")
    head, slash, tail = name.partition("/")
    if slash and ("." in head or ":" in head or head == "localhost"):
        registry, rest = canonical(head), tail
    else:
        registry, rest = DOCKER_HUB, name
    repository, _, tag = rest.partition(":")
    if registry == DOCKER_HUB and "/" not in repository:
        repository = f"library/{repository}"
    fits = (
        _ADDRESS.fullmatch(registry)
        and _REPOSITORY.fullmatch(repository)
        and (_TAG.fullmatch(tag) or ":" not in rest)
        and (_DIGEST.fullmatch(digest) or "@" not in text)
    )
    if not fits:
        raise Invalid("image.name_invalid", {"image": text}, field="image")
    return Image(registry, repository, tag, digest)


def is_repository(name: str) -> bool:
    """Tell whether something is the name of a repository."""
    return _REPOSITORY.fullmatch(name) is not None


def is_tag(name: str) -> bool:
    """Tell whether something is a tag."""
    return _TAG.fullmatch(name) is not None


def registry_of(text: str) -> str:
    """Return the registry of a name; empty for one that is none."""
    try:
        return parse(text).registry
    except Invalid:
        return ""


def canonical(address: str) -> str:
    """Return the one spelling of a registry's address: Docker Hub has several."""
    lower = address.lower()
    return DOCKER_HUB if lower in _HUB_NAMES else lower
