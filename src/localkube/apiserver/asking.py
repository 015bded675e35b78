"""From an HTTP request to what it wants to do, whether or not there is such a resource.

Source: "Determine the request verb" in "Authorization", and "Resource URIs" in "Kubernetes API Concepts".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from localkube.apiserver.paths import WATCH
from localkube.objects.errors import BadRequest
from localkube.objects.rbac import Asked
from localkube.objects.selectors import parse_fields

_VERBS = {"POST": "create", "GET": "get", "HEAD": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_OF_NAMESPACES = ("status", "finalize")
_STREAMS = ("exec", "attach", "portforward")


def asked_by(method: str, path: str, query: Mapping[str, str]) -> Asked:
    """What the request wants."""
    parts = path.strip("/").split("/")  # as apiserver.paths reads it: what is judged is what is done
    prefix = 2 if parts[:1] == ["api"] else 3 if parts[:1] == ["apis"] else 0
    verb = _VERBS.get(method, method.lower())
    if not prefix or len(parts) <= prefix:
        return Asked(method.lower(), path=path)
    group, rest = parts[1] if prefix == 3 else "", parts[prefix:]
    if watched := rest[0] == WATCH and len(rest) > 1:
        verb, rest = WATCH, rest[1:]
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 1:
        namespace = rest[1]
        if len(rest) > 2 and (group or rest[2] not in _OF_NAMESPACES):
            rest = rest[2:]
    resource, name, subresource = (*rest[:3], "", "", "")[:3]
    if watched:
        return Asked(verb, group, resource, subresource, namespace, name)
    if not name and verb == "get":
        verb = WATCH if query.get("watch") in ("true", "1") else "list"
        name = _the_one_name(query.get("fieldSelector", ""))
    elif not name and verb == "delete":
        verb = "deletecollection"
    return Asked(verb, group, resource, subresource, namespace, name)


def all_asked_by(method: str, path: str, query: Mapping[str, str]) -> Iterator[Asked]:
    """Everything that must be allowed: who opens a stream by GET acts, and so must be allowed to ``create`` it too."""
    asked = asked_by(method, path, query)
    yield asked
    if asked.verb == "get" and asked.resource == "pods" and asked.subresource in _STREAMS and not asked.group:
        yield Asked("create", asked.group, asked.resource, asked.subresource, asked.namespace, asked.name)


def _the_one_name(selector: str) -> str:
    """The name that a field selector demands: lists and watches of one object are allowed by its name."""
    try:
        terms = parse_fields(selector) if selector else ()
    except BadRequest:
        return ""  # refused when it is read
    return next((value for key, equal, value in terms if key == "metadata.name" and equal), "")
