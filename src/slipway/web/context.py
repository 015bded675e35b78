"""What is known of the request that the current task serves: for logs, error bodies and the operation log."""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request. Empty outside of requests (reconcilers)."""

    request_id: str = ""
    source: str = ""
    """The caller's address."""
    began: float = field(default_factory=time.monotonic)
    """When it came, by the clock that only runs forward."""

    def age_ms(self) -> int | None:
        """Return how long it has been served; None outside of requests."""
        return round((time.monotonic() - self.began) * 1000) if self.request_id else None


_current: ContextVar[RequestContext] = ContextVar("slipway_request")
_NONE = RequestContext()


def current_request() -> RequestContext:
    """Return the request that is being served."""
    return _current.get(_NONE)


def set_current_request(context: RequestContext) -> None:
    """Remember the request for the rest of this task."""
    _current.set(context)
