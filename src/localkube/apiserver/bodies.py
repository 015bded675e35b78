"""Reads what clients send: JSON or YAML objects, patches, delete options; checks fields as strictly as they ask."""

from __future__ import annotations

from typing import Any

import msgspec
import yaml
from aiohttp import web

from localkube.apiserver import deletion
from localkube.objects import protobuf
from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, Invalid, UnsupportedMediaType
from localkube.objects.kinds import Kind
from localkube.objects.schema import validate_shape

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
PROTOBUF = "application/vnd.kubernetes.protobuf"
PATCHES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH)
LARGEST = 3 * 1024 * 1024


async def decoded(request: web.Request) -> Any:
    """The decoded body. Raises BadRequest, UnsupportedMediaType."""
    data = await request.read()
    kind = request.content_type
    if kind in ("application/yaml", APPLY_PATCH):
        try:
            return yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
        except (yaml.YAMLError, RecursionError) as error:
            raise BadRequest(f"error decoding YAML: {error}") from error
    if kind == PROTOBUF:
        return protobuf.decode(data)
    if kind not in ("application/json", "application/octet-stream", *PATCHES):
        raise UnsupportedMediaType(
            "the body of the request was in an unknown format - accepted media types include: "
            f"application/json, application/yaml, {PROTOBUF}: {kind}"
        )
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest(f"the object provided is unrecognized: {error}") from error


async def decoded_object(request: web.Request) -> Obj:
    """A body that must be an object."""
    return require_object(await decoded(request))


def require_object(body: Any) -> Obj:
    """Raise BadRequest unless ``body`` is a JSON object with a mapping for metadata."""
    if not isinstance(body, dict) or not isinstance(body.get("metadata", {}), dict):
        raise BadRequest("the object provided is unrecognized (must be of type Object)")
    return body


def check_fields(kind: Kind, obj: Obj, mode: str) -> list[str]:
    """Warnings about unknown fields; with ``Strict`` they are errors. Raises BadRequest for mistyped values."""
    problems = validate_shape(kind, obj)
    if mode == "Strict" and problems:
        raise BadRequest(
            f'{kind.kind} in version "{kind.version}" cannot be handled as a {kind.kind}: '
            f"strict decoding error: {', '.join(problems)}"
        )
    if mode not in ("", "Strict", "Warn", "Ignore"):
        raise Invalid(f'fieldValidation: Invalid value: "{mode}": must be one of: Ignore, Warn, Strict')
    return [] if mode == "Ignore" else problems


async def delete_request(request: web.Request) -> deletion.Request:
    """DeleteOptions of body and query."""
    body: Obj = {}
    if request.can_read_body and await request.read():
        body = require_object(await decoded(request))
    preconditions = body.get("preconditions") or {}
    grace = body.get("gracePeriodSeconds", request.query.get("gracePeriodSeconds"))
    propagation: Any = body.get("propagationPolicy") or request.query.get("propagationPolicy") or "Background"
    if body.get("orphanDependents"):
        propagation = "Orphan"
    if propagation not in ("Background", "Foreground", "Orphan"):
        raise Invalid(
            f'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "{propagation}": '
            'supported values: "Background", "Foreground", "Orphan"'
        )
    try:
        seconds = None if grace is None else int(grace)
    except (TypeError, ValueError) as error:
        raise BadRequest(f"gracePeriodSeconds: {grace!r} is not a number") from error
    return deletion.Request(preconditions.get("uid"), preconditions.get("resourceVersion"), seconds, propagation)
