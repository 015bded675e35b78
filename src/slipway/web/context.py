"""What is known of the request that the current task serves: for logs, error bodies and the operation log."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request. Empty outside of requests (reconcilers)."""

    request_id: str = ""
    source: str = ""
    """The caller's address."""


_current: ContextVar[RequestContext] = ContextVar("slipway_request")
_NONE = RequestContext()


def current_request() -> RequestContext:
    """Return the request that is being served."""
    return _current.get(_NONE)


def set_current_request(context: RequestContext) -> None:
    """Remember the request for the rest of this task."""
    _current.set(context)
