"""What Azure answers when something is wrong, as errors of ours. Pure but for the context manager.

Source: "Troubleshoot common Azure deployment errors", "Allocation failures" and "Common error codes" of the resource
providers for computing and networks in Azure's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from libcloud.common.exceptions import BaseHTTPError
from libcloud.common.types import LibcloudError
from requests import RequestException

from slipway.errors import Conflict, SlipwayError, Unavailable

_NOT_OURS = {
    "AuthorizationFailed", "LinkedAuthorizationFailed", "InvalidAuthenticationToken", "ExpiredAuthenticationToken",
    "InvalidAuthenticationTokenTenant", "InvalidAuthenticationTokenAudience", "SubscriptionNotFound",
    "InvalidSubscriptionId", "ReadOnlyDisabledSubscription", "SubscriptionNotRegistered",
    "MissingSubscriptionRegistration",
}  # fmt: skip
_POLICY = {"RequestDisallowedByPolicy", "RequestDisallowedByAzure"}
_QUOTA = {"QuotaExceeded", "ResourceQuotaExceeded", "PublicIPCountLimitReached", "NetworkInterfaceCountLimitReached"}
_NO_ROOM = {
    "AllocationFailed", "ZonalAllocationFailed", "OverconstrainedAllocationRequest", "SkuNotAvailable",
    "OverconstrainedZonalAllocationRequest", "SubnetIsFull",
}  # fmt: skip
_LATER = {
    "AnotherOperationInProgress", "ReferencedResourceNotProvisioned", "RetryableError", "OperationPreempted",
    "RetryableErrorDueToAnotherOperation", "NicReservedForAnotherVm", "CanceledAndSupersededDueToAnotherOperation",
}  # fmt: skip
_MESSAGE = re.compile(r"\[(\w+)\] ?(.*)", re.DOTALL)
_SHOWN = 300
_AWAY = 404
GONE = {"ResourceNotFound", "NotFound", "ResourceGroupNotFound"}


def is_away(error: BaseHTTPError) -> bool:
    """Tell whether what was asked for does not exist: something else than that we may not see it."""
    return int(error.code) == _AWAY and code_of(str(error.message)) in GONE


def code_of(message: str) -> str:
    """Return the code of what the library made of an answer, ``[Code] words``."""
    found = _MESSAGE.match(message)
    return found[1] if found else ""


def error_of(status: int, message: str) -> SlipwayError:
    """Return our error."""
    code = code_of(message)
    found = _MESSAGE.match(message)
    reason = {"reason": (f"{code}: {found[2]}" if found else message)[:_SHOWN] or f"HTTP {status}"}
    if code in _POLICY:
        return Conflict("cloud.order_refused", reason)
    if code in _NOT_OURS or status in (401, 403):
        return Conflict("cloud.credentials_refused", reason)
    if code in _QUOTA or (code == "OperationNotAllowed" and "quota" in message.lower()):
        return Conflict("cloud.quota_exceeded", reason)
    if code == "PropertyChangeNotAllowed":  # placed before in other words: its machine is there and will be seen
        return Unavailable("cloud.ordered_already")
    if code in _NO_ROOM:
        return Unavailable("cloud.no_capacity", reason)
    if code in _LATER or status in (408, 429) or status >= 500:
        return Unavailable("cloud.unreachable", reason)
    return Conflict("cloud.order_refused", reason)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the library raises into errors of ours."""
    try:
        yield
    except BaseHTTPError as error:
        raise error_of(int(error.code), str(error.message)) from error
    except (LibcloudError, RequestException, OSError) as error:
        raise Unavailable("cloud.unreachable", {"reason": (str(error) or type(error).__name__)[:_SHOWN]}) from error


@contextmanager
def ending() -> Iterator[None]:
    """Say of what is refused while a machine is ended that it goes on: what holds a part may let go of it."""
    try:
        with translated():
            yield
    except Conflict as error:
        if error.code != "cloud.order_refused":
            raise
        raise Unavailable("cloud.end_refused", error.params) from error
