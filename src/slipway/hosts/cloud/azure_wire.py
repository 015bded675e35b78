"""How Azure's Resource Manager is spoken to: what the library's connection does otherwise than is good for us.

It speaks to the addresses of Microsoft's own clouds only, and by their usual ports; it logs in anew for every driver,
though a token is good for an hour; it takes "204 No Content", the answer to deleting what is not there, for an error;
and it asks on while it is told to wait. Source: "Throttling Resource Manager requests", "Track asynchronous operations"
and "OAuth 2.0 client credentials flow" in Azure's documentation; the places of other clouds as "Azure Stack Hub:
metadata endpoints" tells them.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from libcloud.common.azure_arm import (
    AzureAuthJsonResponse,
    AzureJsonResponse,
    AzureResourceManagementConnection,
    publicEnvironments,
)
from libcloud.common.exceptions import BaseHTTPError
from libcloud.compute.drivers.azure_arm import AzureNodeDriver

from slipway.errors import Conflict, Unavailable
from slipway.hosts.cloud.provider import CALL_SECONDS

SPARE_SECONDS = 300.0
"""How long before its end a token is used no more."""
LONGEST_PAUSE = 600.0
_PUBLIC = "https://management.azure.com"
_UNAUTHORIZED, _NO_CONTENT, _SLOW_DOWN = 401, 204, 429


class Response(AzureJsonResponse):
    """Takes "no content" for the success that it is."""

    status: int

    def success(self) -> bool:
        """Tell whether the request was served."""
        parent: Any = super()
        return self.status == _NO_CONTENT or bool(parent.success())


class Connection(AzureResourceManagementConnection):
    """Speaks to any address, keeps tokens for as long as they are good, and waits when it is told to."""

    responseCls = Response  # noqa: N815 - the library's name
    tokens: dict[str, tuple[str, float]] = {}  # noqa: RUF012 - of this process, for all connections
    pauses: dict[str, float] = {}  # noqa: RUF012
    """Until when (of the process' clock) a subscription wants to be asked nothing."""

    def __init__(self, key: str, secret: str, secure: bool = True, **kwargs: Any) -> None:
        """``cloud_environment`` is what ``environment_of`` returned."""
        parent: Any = super()
        parent.__init__(key, secret, secure, **kwargs)
        told = kwargs["cloud_environment"]
        place = urlsplit(told["resourceManagerEndpointUrl"])
        self.secure = int(place.scheme == "https")
        self.port = place.port or (443 if self.secure else 80)
        self.login_url = told["activeDirectoryEndpointUrl"].rstrip("/")

    def get_token_from_credentials(self) -> None:
        """Log in, unless a token is at hand that is good for a while."""
        name = self._token_name()
        token, until = self.tokens.get(name, ("", 0.0))
        if until - SPARE_SECONDS < time.time():
            token, until = self._log_in()
            self.tokens[name] = (token, until)
        self.access_token, self.expires_on = token, until

    def forget_token(self) -> None:
        """Log in anew next time."""
        self.tokens.pop(self._token_name(), None)

    def request(
        self,
        action: str,
        params: Mapping[str, str] | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        raw: bool = False,
    ) -> Any:
        """Ask. Raises Unavailable without asking while the provider wants to be left alone."""
        left = self.pauses.get(self.subscription_id, 0.0) - time.monotonic()
        if left > 0:
            raise Unavailable("cloud.throttled", {"seconds": max(1, round(left))})
        parent: Any = super()
        try:
            return parent.request(action, params=params, data=data, headers=headers, method=method, raw=raw)
        except BaseHTTPError as error:
            if error.code == _UNAUTHORIZED:
                self.forget_token()
            if error.code == _SLOW_DOWN:
                pause = _seconds(error.headers)
                self.pauses[self.subscription_id] = time.monotonic() + pause
                raise Unavailable("cloud.throttled", {"seconds": round(pause)}) from error
            raise

    def _log_in(self) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.user_id,
            "client_secret": self.key,
            "resource": self.login_resource,
        }
        place = urlsplit(self.login_url)
        secure = place.scheme == "https"
        link = self.conn_class(
            place.hostname, place.port or (443 if secure else 80), secure=secure, timeout=self.timeout
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        link.request("POST", f"{place.path}/{self.tenant_id}/oauth2/token", urlencode(form), headers)
        kind: Any = AzureAuthJsonResponse
        try:
            told = kind(link.getresponse(), self).object
        except BaseHTTPError as error:
            if error.code in range(400, 500) and error.code != _SLOW_DOWN:
                raise Conflict("cloud.credentials_refused", {"reason": _first_line(str(error.message))}) from error
            raise
        finally:
            link.session.close()
        return str(told["access_token"]), float(told["expires_on"])

    def _token_name(self) -> str:
        told = "\n".join((self.login_url, self.tenant_id, self.user_id, self.key))
        return hashlib.sha256(told.encode()).hexdigest()


class Driver(AzureNodeDriver):
    """The library's driver on that connection."""

    connectionCls = Connection  # noqa: N815 - the library's name


def environment_of(endpoint: str) -> dict[str, str]:
    """Return which addresses belong together: of Microsoft's clouds the library knows them, others tell them."""
    address = (endpoint or _PUBLIC).rstrip("/")
    for known in publicEnvironments.values():
        if known["resourceManagerEndpointUrl"].rstrip("/") == address:
            return dict(known)
    answer = requests.get(
        f"{address}/metadata/endpoints",
        params={"api-version": "2015-01-01"},
        timeout=CALL_SECONDS,
        allow_redirects=False,
    )
    try:
        told = answer.json()["authentication"]
        login, audience = str(told["loginEndpoint"]), str(told["audiences"][0])
    except (ValueError, KeyError, IndexError, TypeError) as error:
        reason = f"{address}/metadata/endpoints tells no addresses (HTTP {answer.status_code})"
        raise Unavailable("cloud.unreachable", {"reason": reason}) from error
    return {
        "resourceManagerEndpointUrl": address,
        "activeDirectoryEndpointUrl": login,
        "activeDirectoryResourceId": audience,
        "storageEndpointSuffix": "",
    }


def next_page(link: str) -> tuple[str, dict[str, str]]:
    """Return path and parameters of the next page of a list; its host is not asked, since it gets our token."""
    told = urlsplit(link)
    return told.path, dict(parse_qsl(told.query))


def _seconds(headers: Mapping[str, str] | None) -> float:
    told = (headers or {}).get("retry-after", "")
    return min(float(told), LONGEST_PAUSE) if re.fullmatch(r"[0-9]{1,6}", told) else 10.0


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].strip()[:300]
