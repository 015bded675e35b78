"""The ``serviceaccounts/token`` subresource: a client asks for a token of an account.

Source: ``authentication.k8s.io/v1 TokenRequest`` in the API reference.
"""

from __future__ import annotations

from localkube.apiserver.accounts import ISSUER, Accounts, Bound
from localkube.apiserver.refusals import conflict, not_found
from localkube.apiserver.registry import Registry
from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest
from localkube.objects.kinds import Kind, kind_for
from localkube.objects.meta import clone, render_time
from localkube.objects.schema import normalize
from localkube.objects.validation.problems import Problems

KIND = Kind("authentication.k8s.io", "v1", "TokenRequest", "tokenrequests", "authentication.TokenRequest")
DEFAULT_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS = 3600, 600, 1 << 32
_BOUND_VERSION = "v1"


def answer(registry: Registry, accounts: Accounts, namespace: str, name: str, given: Obj) -> Obj:
    """The request with its token. Raises NotFound, BadRequest, Invalid, Conflict."""
    account = registry.get("serviceaccounts", namespace, name)
    request = clone(given)
    normalize(KIND, request)
    metadata = request.setdefault("metadata", {})
    for field, value in (("name", name), ("namespace", namespace)):
        if metadata.setdefault(field, value) != value:
            raise BadRequest(f"the {field} of the token request does not match the {field} on the URL")
    spec = request["spec"] = request.get("spec") or {}
    seconds = spec.setdefault("expirationSeconds", DEFAULT_SECONDS)
    audiences = spec["audiences"] = spec.get("audiences") or [ISSUER]
    _check(request, seconds)
    bound = _bound(registry, account, spec.get("boundObjectRef"))
    text, expires = accounts.issue(account, audiences, seconds, bound)
    request["status"] = {"token": text, "expirationTimestamp": render_time(expires)}
    return {"kind": KIND.kind, "apiVersion": KIND.api_version, **request}


def _check(request: Obj, seconds: int) -> None:
    found = Problems()
    if seconds < SHORTEST_SECONDS:
        found.invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")
    elif seconds > LONGEST_SECONDS:
        found.invalid("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")
    found.raise_if_any(KIND, request)


def _bound(registry: Registry, account: Obj, reference: Obj | None) -> Bound | None:
    """The object of the reference, which must be the one that is meant."""
    if not reference:
        return None
    kind, name = reference.get("kind", ""), reference.get("name", "")
    resource = {"Pod": "pods", "Secret": "secrets", "Node": "nodes"}.get(kind)
    if resource is None or reference.get("apiVersion") not in (None, "", _BOUND_VERSION):
        raise BadRequest(
            f"cannot bind token for serviceaccount to object of type {reference.get('apiVersion')}, {kind}"
        )
    metadata = account["metadata"]
    live = registry.find(resource, None if kind == "Node" else metadata["namespace"], name)
    if live is None:
        raise not_found(kind_for(resource), name)
    if kind == "Pod" and live["spec"].get("serviceAccountName") != metadata["name"]:
        raise BadRequest(
            f"cannot bind token for serviceaccount {metadata['name']!r} to pod running with different "
            f"serviceaccount {live['spec'].get('serviceAccountName')!r}"
        )
    uid = live["metadata"]["uid"]
    if reference.get("uid") not in (None, "", uid):
        detail = f"the UID in the bound object reference ({reference['uid']}) does not match the UID in record ({uid})"
        raise conflict(kind_for(resource), name, f"{detail}. The object might have been deleted and then recreated")
    return Bound(kind, name, uid)
