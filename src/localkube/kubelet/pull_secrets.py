"""Credentials for registries out of image pull secrets. Pure."""

from __future__ import annotations

import base64
import binascii
import json
import logging
from dataclasses import dataclass

from localkube.kubelet.env import text_of
from localkube.objects.access import Obj

log = logging.getLogger(__name__)

DEFAULT_REGISTRY = "docker.io"
_DEFAULT_NAMES = ("docker.io", "index.docker.io", "registry-1.docker.io")


@dataclass(frozen=True, slots=True)
class Login:
    """With which a registry lets a pod in, and the secret that it is from. ``registry``: as the secret writes it."""

    registry: str
    username: str
    password: str
    secret_uid: str = ""

    @property
    def auth(self) -> dict[str, str]:
        """As the Engine wants to be told it."""
        return {"username": self.username, "password": self.password, "serveraddress": self.registry}


def login_for(secrets: list[Obj], reference: str) -> Login | None:
    """The login for the registry of an image, from the first secret that knows it."""
    wanted = registry_of(reference)
    for secret in secrets:
        for address, entry in _entries(secret).items():
            if _registry(address) == wanted and (found := _pair(entry)):
                return Login(address, *found, str(secret["metadata"].get("uid") or ""))
    return None


def registry_of(reference: str) -> str:
    """The host (and port) part of an image's name."""
    first, slash, _ = reference.partition("/")
    is_host = bool(slash) and ("." in first or ":" in first or first == "localhost")
    return _registry(first) if is_host else DEFAULT_REGISTRY


def _registry(address: str) -> str:
    host = address.removeprefix("https://").removeprefix("http://").partition("/")[0]
    return DEFAULT_REGISTRY if host in _DEFAULT_NAMES else host


def _entries(secret: Obj) -> dict[str, Obj]:
    for key, inner in ((".dockerconfigjson", "auths"), (".dockercfg", "")):
        text = text_of(secret, key)
        if text is None:
            continue
        try:
            parsed = json.loads(text)
        except ValueError:
            log.warning("image pull secret %s does not hold valid JSON", secret["metadata"]["name"])
            continue
        entries = parsed.get(inner, {}) if inner and isinstance(parsed, dict) else parsed
        if isinstance(entries, dict):
            return {address: entry for address, entry in entries.items() if isinstance(entry, dict)}
    return {}


def _pair(entry: Obj) -> tuple[str, str] | None:
    if entry.get("username"):
        return str(entry["username"]), str(entry.get("password", ""))
    try:
        user, colon, password = base64.b64decode(str(entry.get("auth", ""))).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None
