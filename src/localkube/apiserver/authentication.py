"""Who asks: by client certificate of our authority, by the administrator's token or by one of a service account.

Who shows nothing is anonymous and may do what anonymous users may; who shows something wrong is refused.
Source: "Authenticating" in the Kubernetes documentation.
"""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Iterator

from aiohttp import web

from localkube.apiserver.accounts import Accounts
from localkube.apiserver.authorization import Authorizer
from localkube.apiserver.certificates import Identity
from localkube.apiserver.jwt import BadTokenError
from localkube.apiserver.users import ADMINISTRATORS, ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED, User
from localkube.objects.errors import BadRequest, Unauthorized
from localkube.objects.rbac import ACCOUNT_PREFIX, Asked

OPEN_PATHS = frozenset({"/livez", "/readyz", "/healthz", "/version"})
"""Answered to anybody, as a Kubernetes API server does by default."""
_IMPERSONATE = "Impersonate-"
_EXTRA = "impersonate-extra-"


def server_context(identity: Identity) -> ssl.SSLContext:
    """The TLS context of the server: client certificates are welcome, not required."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(identity.server_cert, identity.server_key)
    context.load_verify_locations(identity.ca_cert)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.set_alpn_protocols(["http/1.1"])
    return context


class Authenticator:
    """Tells who sent a request."""

    def __init__(self, token: str, accounts: Accounts, authorizer: Authorizer) -> None:
        self._token = token.encode()
        self._accounts = accounts
        self._authorizer = authorizer

    def user_of(self, request: web.Request) -> User:
        """Raises Unauthorized for a token that proves nothing, Forbidden for an impersonation that is not allowed."""
        user = self._proven(request)
        impersonating = any(name.lower().startswith(_IMPERSONATE.lower()) for name in request.headers)
        return self._impersonated(request, user) if impersonating else user

    def _proven(self, request: web.Request) -> User:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and given.strip():
            return self._of_token(given.strip())
        transport = request.transport
        certificate = transport.get_extra_info("peercert") if transport else None
        if certificate:
            subject = [pair for part in certificate.get("subject", ()) for pair in part]
            names = [value for key, value in subject if key == "commonName"]
            groups = tuple(value for key, value in subject if key == "organizationName")
            if names:
                return User(names[0], (*groups, AUTHENTICATED))
        return ANONYMOUS

    def _of_token(self, token: str) -> User:
        if secrets.compare_digest(token.encode("utf-8", "surrogateescape"), self._token):
            return User("admin", (ADMINISTRATORS, AUTHENTICATED))
        try:
            return self._accounts.verify(token)[0]
        except BadTokenError as error:
            raise Unauthorized("Unauthorized") from error

    def _impersonated(self, request: web.Request, user: User) -> User:
        """The user whom the headers name, if ``user`` may act in all of these names."""
        headers = request.headers
        name = headers.get(f"{_IMPERSONATE}User", "")
        groups = tuple(headers.getall(f"{_IMPERSONATE}Group", []))
        uid = headers.get(f"{_IMPERSONATE}Uid", "")
        extra: dict[str, tuple[str, ...]] = {}
        for key, value in headers.items():
            if key.lower().startswith(_EXTRA):
                field = key.lower().removeprefix(_EXTRA)
                extra[field] = (*extra.get(field, ()), value)
        if not name:
            raise BadRequest("requested impersonation without impersonating a user")
        for asked in _impersonations(name, groups, uid, extra):
            self._authorizer.check(user, asked)
        if name.startswith(ACCOUNT_PREFIX) and not groups:
            namespace = name.removeprefix(ACCOUNT_PREFIX).partition(":")[0]
            groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}")
        if name == ANONYMOUS.name:
            return User(name, tuple(dict.fromkeys((*groups, UNAUTHENTICATED))), uid, extra, user)
        return User(name, tuple(dict.fromkeys((*groups, AUTHENTICATED))), uid, extra, user)


def _impersonations(name: str, groups: tuple[str, ...], uid: str, extra: dict[str, tuple[str, ...]]) -> Iterator[Asked]:
    group = "authentication.k8s.io"
    if name.startswith(ACCOUNT_PREFIX) and name.count(":") == 3:
        _, _, namespace, account = name.split(":")
        yield Asked("impersonate", "", "serviceaccounts", namespace=namespace, name=account)
    else:
        yield Asked("impersonate", "", "users", name=name)
    for each in groups:
        yield Asked("impersonate", "", "groups", name=each)
    for key, values in extra.items():
        for value in values:
            yield Asked("impersonate", group, "userextras", key, name=value)
    if uid:
        yield Asked("impersonate", group, "uids", name=uid)
