"""Reads what clients send: JSON or YAML objects, patches, delete options; checks fields as strictly as they ask."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from aiohttp import web

from localkube.apiserver import deletion, reading_yaml, repetition
from localkube.apiserver.attributes import BODY
from localkube.objects import protobuf
from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, Invalid, UnsupportedMediaType
from localkube.objects.kinds import Kind
from localkube.objects.schema import validate_shape

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
_LONGEST_MANAGER = 128
PROTOBUF = "application/vnd.kubernetes.protobuf"
PATCHES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH)
LARGEST = 3 * 1024 * 1024


async def decoded(request: web.Request) -> Any:
    """The decoded body. Raises BadRequest, UnsupportedMediaType."""
    data = request[BODY] = await _read(request)
    kind = request.content_type
    if kind in ("application/yaml", APPLY_PATCH):
        return _from_json_or_yaml(data)
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


async def _read(request: web.Request) -> bytes:
    """The whole body. Raises BadRequest when it is not encoded as it says."""
    try:
        return await request.read()
    except web.RequestPayloadError as error:
        raise BadRequest(f"the body of the request cannot be read: {error}") from error


def _from_json_or_yaml(data: bytes) -> Any:
    """Most of what is sent as YAML is JSON, which is read ten times as quickly."""
    if data[:1] in (b"{", b"["):
        try:
            return msgspec.json.decode(data)
        except msgspec.DecodeError:
            pass  # YAML may begin like that, too
        except RecursionError as error:
            raise BadRequest(f"the object provided is unrecognized: {error}") from error
    return reading_yaml.load(data)


async def repeated_fields(request: web.Request) -> list[str]:
    """Messages about fields that the body gives twice. It has been decoded before."""
    data = await request.read()
    if request.content_type == PROTOBUF:
        return []
    try:
        return [f'duplicate field "{path}"' for path in repetition.in_json(data)]
    except ValueError:
        return reading_yaml.repeated(data)


async def decoded_object(request: web.Request) -> Obj:
    """A body that must be an object."""
    return require_object(await decoded(request))


def require_object(body: Any) -> Obj:
    """Raise BadRequest unless ``body`` is a JSON object with a mapping for metadata."""
    if not isinstance(body, dict) or not isinstance(body.get("metadata", {}), dict):
        raise BadRequest("the object provided is unrecognized (must be of type Object)")
    return body


def part(body: Obj, name: str) -> Obj:
    """A part of a body that is an object or is not there. Raises BadRequest."""
    found = body.get(name) or {}
    if not isinstance(found, dict):
        raise BadRequest(f"{name}: must be of type Object")
    return found


def seconds_of(options: Obj, default: object = None) -> int | None:
    """``gracePeriodSeconds`` of DeleteOptions. Raises BadRequest."""
    grace: Any = options.get("gracePeriodSeconds", default)
    try:
        return None if grace is None else int(grace)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadRequest(f"gracePeriodSeconds: {grace!r} is not a number") from error


async def check_fields(request: web.Request, kind: Kind, obj: Obj) -> list[str]:
    """Warnings about unknown fields, and those given twice; with ``Strict`` they are errors. ``obj`` is what was read.

    Raises BadRequest for mistyped values.
    """
    mode = request.query.get("fieldValidation", "Warn")
    problems = validate_shape(kind, obj)
    if mode != "Ignore":
        problems += await repeated_fields(request)
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
    if request.can_read_body and await _read(request):
        body = require_object(await decoded(request))
    preconditions = part(body, "preconditions")
    seconds = seconds_of(body, request.query.get("gracePeriodSeconds"))
    propagation: Any = body.get("propagationPolicy") or request.query.get("propagationPolicy")
    if body.get("orphanDependents") is not None:
        if body.get("propagationPolicy") is not None:
            raise Invalid(
                'DeleteOptions.meta.k8s.io "" is invalid: orphanDependents: Invalid value: '
                f"{json.dumps(body['orphanDependents'])}: orphanDependents and deletionPropagation cannot be both set"
            )
        propagation = "Orphan" if body["orphanDependents"] else "Background"
    if propagation not in (None, "", "Background", "Foreground", "Orphan"):
        raise Invalid(
            f'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "{propagation}": '
            'supported values: "Background", "Foreground", "Orphan"'
        )
    dry_run = is_dry_run(body.get("dryRun") or request.query.getall("dryRun", []))
    return deletion.Request(
        preconditions.get("uid"), preconditions.get("resourceVersion"), seconds, propagation or None, dry_run
    )


def check_options(request: web.Request) -> None:
    """Raise Invalid for options of a write that do not belong to it."""
    query = request.query
    options = {"POST": "CreateOptions", "PUT": "UpdateOptions"}.get(request.method, "PatchOptions")
    at = f'{options}.meta.k8s.io "" is invalid'
    manager = query.get("fieldManager", "")
    if len(manager) > _LONGEST_MANAGER:
        raise Invalid(f"{at}: fieldManager: Too long: may not be more than {_LONGEST_MANAGER} bytes")
    if not manager.isprintable():
        detail = f"Invalid value: {json.dumps(manager)}: should only contain printable characters"
        raise Invalid(f"{at}: fieldManager: {detail}")
    if request.method == "PATCH" and request.content_type == APPLY_PATCH:
        if not manager:
            raise Invalid(f"{at}: fieldManager: Required value: is required for apply patch")
    elif "force" in query and request.method == "PATCH":
        raise Invalid(f"{at}: force: Forbidden: may not be specified for non-apply patch")


def is_dry_run(asked: Any) -> bool:
    """Whether nothing is to be stored. Raises Invalid for stages that there are not."""
    if not isinstance(asked, list) or any(word != "All" for word in asked):
        raise Invalid(f'dryRun: Unsupported value: {json.dumps(asked)}: supported values: "All"')
    return bool(asked)
