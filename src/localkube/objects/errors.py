"""The errors of the Kubernetes API, as every part of localkube raises them.

Their HTTP form (a ``meta/v1 Status`` body) is made here and nowhere else.
Source: k8s.io/apimachinery ``pkg/api/errors`` and the API conventions ("Response Status Kind").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cause:
    """One of ``details.causes``: ``reason`` like ``FieldValueRequired``, ``field`` like ``spec.ports[0].port``."""

    reason: str
    message: str
    field: str = ""


class ApiError(Exception):
    """An answer other than success: HTTP ``code``, machine-readable ``reason``, sentence ``message``."""

    code = 500
    reason = "InternalError"

    def __init__(
        self,
        message: str,
        *,
        name: str = "",
        group: str = "",
        kind: str = "",
        causes: tuple[Cause, ...] = (),
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        self.group = group
        self.kind = kind
        self.causes = causes
        self.retry_after_seconds = retry_after_seconds

    def status(self) -> dict[str, Any]:
        """The ``v1 Status`` object that a client receives."""
        details: dict[str, Any] = {}
        if self.name:
            details["name"] = self.name
        if self.group:
            details["group"] = self.group
        if self.kind:
            details["kind"] = self.kind
        if self.causes:
            details["causes"] = [{"reason": c.reason, "message": c.message, "field": c.field} for c in self.causes]
        if self.retry_after_seconds is not None:
            details["retryAfterSeconds"] = self.retry_after_seconds
        body: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "reason": self.reason,
            "code": self.code,
        }
        if details:
            body["details"] = details
        return body


class BadRequest(ApiError):
    """400: the request cannot be read."""

    code, reason = 400, "BadRequest"


class Unauthorized(ApiError):
    """401: no valid credentials."""

    code, reason = 401, "Unauthorized"


class Forbidden(ApiError):
    """403: not allowed; quota and limit ranges answer this too."""

    code, reason = 403, "Forbidden"


class NotFound(ApiError):
    """404: no such object or resource."""

    code, reason = 404, "NotFound"


class MethodNotAllowed(ApiError):
    """405: the resource does not serve this verb."""

    code, reason = 405, "MethodNotAllowed"


class NotAcceptable(ApiError):
    """406: none of the media types asked for can be produced."""

    code, reason = 406, "NotAcceptable"


class AlreadyExists(ApiError):
    """409: create of a name that is taken."""

    code, reason = 409, "AlreadyExists"


class Conflict(ApiError):
    """409: stale ``resourceVersion`` or an apply conflict."""

    code, reason = 409, "Conflict"


class Expired(ApiError):
    """410: the resource version or continue token is no longer kept. ``token`` goes on with what there is now."""

    code, reason = 410, "Expired"
    token = ""

    def status(self) -> dict[str, Any]:
        """See ``ApiError.status``."""
        body = super().status()
        return {**body, "metadata": {"continue": self.token}} if self.token else body


class UnsupportedMediaType(ApiError):
    """415: body or patch type not understood."""

    code, reason = 415, "UnsupportedMediaType"


class Invalid(ApiError):
    """422: the object fails validation; ``causes`` name the fields."""

    code, reason = 422, "Invalid"


class TooManyRequests(ApiError):
    """429: try later, for example an eviction that a disruption budget forbids."""

    code, reason = 429, "TooManyRequests"


class RequestTimeout(ApiError):
    """504: what was asked for has not happened yet, for example a resource version of the future."""

    code, reason = 504, "Timeout"


class ServiceUnavailable(ApiError):
    """503: a part that is needed (say, the Docker Engine) does not answer."""

    code, reason = 503, "ServiceUnavailable"
