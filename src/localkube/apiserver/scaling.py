"""The ``scale`` subresource of whatever can be scaled: read, replaced, patched and applied as ``autoscaling/v1 Scale``.

Source: ``autoscaling/v1 Scale`` in the API reference; "Scale subresource" of custom resources in the documentation.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from localkube.apiserver import bodies
from localkube.apiserver.attributes import USER
from localkube.apiserver.paths import Target
from localkube.apiserver.refusals import conflict
from localkube.apiserver.registry import Registry, Write, identify
from localkube.objects import patch as patching
from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, UnsupportedMediaType
from localkube.objects.kinds import Kind
from localkube.objects.meta import clone
from localkube.objects.scale import replicas_field, scale_of, set_replicas
from localkube.objects.validation.problems import Problems

KIND = Kind("autoscaling", "v1", "Scale", "scales", "autoscaling1.Scale")


async def handle(registry: Registry, request: web.Request, target: Target) -> tuple[Obj, list[str]]:
    """The scale after the request, and warnings. Raises NotFound, BadRequest, Invalid, Conflict."""
    kind, namespace, name = target.kind, target.namespace, target.name
    if request.method == "GET":
        return scale_of(kind, registry.record(kind, namespace, name).obj), []
    body = await bodies.decoded(request)
    live = registry.record(kind, namespace, name).obj
    applied = request.method == "PATCH" and request.content_type == bodies.APPLY_PATCH
    patched = request.method == "PATCH" and not applied
    wanted = clone(bodies.require_object(_patched(request.content_type, kind, live, body) if patched else body))
    bodies.check_options(request)
    warnings = await bodies.check_fields(request, KIND, wanted)
    identify(KIND, wanted, namespace)
    if applied:
        wanted["metadata"].setdefault("name", name)
    replicas = _replicas(kind, wanted, must_be_given=patched)
    _check(kind, live, wanted, replicas)
    if applied:
        made, _ = registry.apply_object(kind, namespace, name, _claim(kind, wanted), _write(request), "scale")
    else:
        changed = clone(live)
        set_replicas(kind, changed, replicas)
        made = registry.update_object(kind, namespace, name, changed, _write(request), "scale")
    return scale_of(kind, made), warnings


def _patched(content_type: str, kind: Kind, live: Obj, body: object) -> Any:
    """The scale after a patch; it has no lists, so a strategic merge is a merge."""
    shown = scale_of(kind, live, partly=True)
    match content_type:
        case bodies.JSON_PATCH:
            return patching.json_patch(shown, body)
        case bodies.MERGE_PATCH | bodies.STRATEGIC_PATCH:
            return patching.merge_patch(shown, body)
        case _:
            raise UnsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                + ", ".join(bodies.PATCHES)
            )


def _replicas(kind: Kind, wanted: Obj, *, must_be_given: bool) -> int:
    given = (wanted.get("spec") or {}).get("replicas")
    if given is None and must_be_given and kind.definition:
        raise BadRequest(f'the spec replicas field "{replicas_field(kind)}" cannot be empty')
    return int(given or 0)


def _check(kind: Kind, live: Obj, wanted: Obj, replicas: int) -> None:
    """Custom objects have their own validation, which names the field that their kind has for it."""
    given, held = wanted["metadata"], live["metadata"]
    if given.get("name") != held["name"]:
        raise BadRequest(
            f"the name of the object ({given.get('name')}) does not match the name on the URL ({held['name']})"
        )
    if not kind.definition:
        found = Problems()
        found.at_least("spec.replicas", replicas, 0)
        found.raise_if_any(KIND, wanted)
    if given.get("uid") not in (None, "", held["uid"]):
        detail = f"Precondition failed: UID in precondition: {given['uid']}, UID in object meta: {held['uid']}"
        raise conflict(kind, held["name"], detail, "scale")
    if given.get("resourceVersion") not in (None, "", "0", held["resourceVersion"]):
        raise conflict(kind, held["name"])


def _claim(kind: Kind, wanted: Obj) -> Obj:
    """What an apply of a scale wants of the object itself."""
    claim: Obj = {"metadata": {"name": wanted["metadata"]["name"]}}
    if (replicas := (wanted.get("spec") or {}).get("replicas")) is not None:
        set_replicas(kind, claim, replicas)
    return claim


def _write(request: web.Request) -> Write:
    query = request.query
    manager = query.get("fieldManager") or request.headers.get("User-Agent", "unknown").split("/")[0]
    dry_run = bodies.is_dry_run(query.getall("dryRun", []))
    return Write(manager, dry_run, query.get("force") in ("true", "1"), request[USER])
