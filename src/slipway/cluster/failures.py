"""Translate what the API server, or the way to it, answers into our errors. The cause stays chained."""
# ruff: noqa: N818 - named like their parents in ``errors.py``

from __future__ import annotations

import httpx2
import msgspec

from slipway.cluster.kinds import Obj
from slipway.errors import Conflict, Invalid, NotFound, SlipwayError, Unavailable

UNREACHABLE = (httpx2.TransportError, OSError)
"""What is raised when no answer comes."""


TOO_LARGE = "Too large resource version"
"""A revision from the future: the cluster was restored from a backup, and knows nothing of what we saw after that."""


class Rejected(Invalid):
    """The API server does not accept an object. ``params["reason"]`` is what it said."""


class NotDisruptable(Conflict):
    """A disruption budget does not allow an eviction now. ``params["reason"]`` is what the API server said."""


class Expired(SlipwayError):
    """The cluster does not have the revision from which a watch was to resume: list again."""

    status = 410


def unreachable(error: Exception) -> Unavailable:
    """Return our error for a failure without an answer."""
    return Unavailable("cluster.unavailable", {"reason": f"{type(error).__name__}: {error}".rstrip(": ")})


def refusal(status: int, body: bytes) -> SlipwayError:
    """Return our error for an answer with an error status."""
    said = reason_of(body) or f"HTTP {status}"
    if disruption := _disruption(status, body, said):
        return NotDisruptable("cluster.not_disruptable", {"reason": disruption})
    if status == 404:
        return NotFound("cluster.not_found", {"reason": said})
    if status == 409:
        return Conflict("cluster.conflict", {"reason": said})
    if status == 410 or (status == 504 and TOO_LARGE in said):
        return Expired("cluster.expired", {"reason": said})
    if status == 401:
        return Unavailable("cluster.unauthorized", {"reason": said})
    if status == 429 or status >= 500:
        return Unavailable("cluster.unavailable", {"reason": said})
    return Rejected("cluster.rejected", {"reason": said})


def _disruption(status: int, body: bytes, said: str) -> str:
    """Return what a refused eviction says of budgets; nothing when the refusal is about something else."""
    if status == 500 and "more than one PodDisruptionBudget" in said:
        return said
    causes = (_decoded(body).get("details") or {}).get("causes") or [] if status == 429 else []
    return " ".join(str(each.get("message")) for each in causes if each.get("reason") == "DisruptionBudget")


def _decoded(body: bytes) -> Obj:
    try:
        decoded: Obj = msgspec.json.decode(body, type=dict)
    except msgspec.DecodeError:
        return {}
    return decoded


def reason_of(body: bytes) -> str:
    """Return the message of a ``Status`` body, or the body itself when it is something else."""
    try:
        decoded: Obj = msgspec.json.decode(body, type=dict)
    except msgspec.DecodeError:
        return body[:500].decode(errors="replace").strip()
    return str(decoded.get("message", ""))
