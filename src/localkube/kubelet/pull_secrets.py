"""Credentials for registries out of image pull secrets. Pure."""

from __future__ import annotations

import base64
import binascii
import json
import logging

from localkube.kubelet.env import text_of
from localkube.objects.access import Obj

log = logging.getLogger(__name__)

DEFAULT_REGISTRY = "docker.io"
_DEFAULT_NAMES = ("docker.io", "index.docker.io", "registry-1.docker.io")


def credentials(secrets: list[Obj], reference: str) -> dict[str, str] | None:
    """User name and password for the registry of an image, from the first secret that knows it."""
    wanted = registry_of(reference)
    for secret in secrets:
        for address, entry in _entries(secret).items():
            if _registry(address) == wanted and (found := _login(entry)):
                return {**found, "serveraddress": address}
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


def _login(entry: Obj) -> dict[str, str] | None:
    if entry.get("username"):
        return {"username": str(entry["username"]), "password": str(entry.get("password", ""))}
    try:
        user, colon, password = base64.b64decode(str(entry.get("auth", ""))).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return {"username": user, "password": password} if colon else None
