"""What a request asks for, in the words in which authorization, audit and metrics speak of it."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from localkube.apiserver.paths import Target
from localkube.apiserver.users import User

TARGET = web.RequestKey("target", Target)
"""Where the server keeps a request's ``Target``."""
USER = web.RequestKey("user", User)
"""Where it keeps who asks."""
BODY = web.RequestKey("body", bytes)
"""Where it keeps what was sent, once it was read."""
AUDIT_ID = web.RequestKey("audit id", str)
"""By what events about one request know each other."""

_CONNECTS = frozenset({"exec", "attach", "portforward", "proxy"})
_PLAIN = {"POST": "create", "PUT": "update", "PATCH": "patch"}


@dataclass(frozen=True, slots=True)
class Attributes:
    """``verb`` is lower case: ``list``, ``deletecollection``, or the method for paths that are about no resource."""

    verb: str
    path: str
    group: str = ""
    version: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""

    @property
    def scope(self) -> str:
        """``resource``, ``namespace`` or ``cluster``: how much it is about. Empty for paths about no resource."""
        if not self.resource:
            return ""
        return "resource" if self.name else "namespace" if self.namespace else "cluster"

    @property
    def is_long(self) -> bool:
        """Whether it lasts as long as the client wants."""
        return self.verb in ("watch", "connect") or self.subresource == "log"


def attributes_of(request: web.Request) -> Attributes:
    """What the request asks for; its ``Target`` is known when its path was found."""
    target = request.get(TARGET)
    if target is None:
        return Attributes(request.method.lower(), request.path)
    return Attributes(
        verb=_verb(request, target),
        path=request.path,
        group=target.kind.group,
        version=target.kind.version,
        resource=target.kind.plural,
        subresource=target.subresource,
        namespace=target.namespace or "",
        name=target.name,
    )


def _verb(request: web.Request, target: Target) -> str:
    if target.watched:
        return "watch"
    if target.subresource in _CONNECTS:
        return "connect"
    if request.method in ("GET", "HEAD"):
        if target.name:
            return "get"
        return "watch" if request.query.get("watch") in ("true", "1") else "list"
    if request.method == "DELETE":
        return "delete" if target.name else "deletecollection"
    return _PLAIN.get(request.method, request.method.lower())
