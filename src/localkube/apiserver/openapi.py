"""OpenAPI documents of the served kinds, made from ``objects.schema``: for ``kubectl explain``, apply and validation.

Source: OpenAPI 2.0 and 3.0 specifications; the extensions ``x-kubernetes-*`` as in the Kubernetes API's own documents.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256

import msgspec

from localkube.apiserver import gnostic
from localkube.objects.access import Obj
from localkube.objects.kinds import KINDS, Kind
from localkube.objects.schema import Type, type_of, types

_SCALARS: dict[str, Obj] = {
    "str": {"type": "string"},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "bool": {"type": "boolean"},
    "float": {"type": "number", "format": "double"},
    "bytes": {"type": "string", "format": "byte"},
    "time": {"type": "string", "format": "date-time"},
    "quantity": {"type": "string"},
    "intstr": {"type": "string", "format": "int-or-string"},
    "any": {"type": "object"},
}
_Answer = Callable[[Obj], Obj]
_METHODS = {"get": "get", "put": "update", "patch": "patch", "delete": "delete"}


def v3_index() -> bytes:
    """The list of documents, one for each group version."""
    paths = {}
    for path in _group_paths():
        digest = sha256(v3_document(path)).hexdigest()[:16]
        paths[path] = {"serverRelativeURL": f"/openapi/v3/{path}?hash={digest}"}
    return msgspec.json.encode({"paths": paths})


@cache
def v3_document(path: str) -> bytes:
    """The document of one group version, ``api/v1`` or ``apis/apps/v1``. Raises KeyError for one that is not served."""
    kinds = _group_paths()[path]
    schemas = _definitions(kinds, "#/components/schemas/")
    paths: Obj = {}
    for kind in kinds:
        paths |= _paths(kind, lambda ref: {"content": {"application/json": {"schema": ref}}}, "#/components/schemas/")
    document = {"openapi": "3.0.0", "info": _INFO, "paths": paths, "components": {"schemas": schemas}}
    return msgspec.json.encode(document)


def v2_document() -> bytes:
    """The one document of version 2."""
    return msgspec.json.encode(_v2())


@cache
def v2_protobuf() -> bytes:
    """The same as gnostic's protobuf message, which kubectl asks for."""
    return gnostic.encode(_v2())


def _v2() -> Obj:
    paths: Obj = {}
    for kind in KINDS:
        paths |= _paths(kind, lambda ref: {"schema": ref}, "#/definitions/")
    definitions = _definitions(list(KINDS), "#/definitions/")
    return {"swagger": "2.0", "info": _INFO, "paths": paths, "definitions": definitions}


_INFO = {"title": "Kubernetes (localkube)", "version": "v1.36.0"}


def _group_paths() -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = {}
    for kind in KINDS:
        path = f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
        found.setdefault(path, []).append(kind)
    return found


def _name_of(type_name: str) -> str:
    """``core.Pod`` → ``io.k8s.api.core.v1.Pod``, as Kubernetes' documents name it."""
    module, _, name = type_name.rpartition(".")
    if module == "meta":
        return f"io.k8s.apimachinery.pkg.apis.meta.v1.{name}"
    if module == "gateway":
        return f"io.k8s.networking.gateway.v1.{name}"
    return f"io.k8s.api.{module}.v1.{name}"


def _paths(kind: Kind, answer: _Answer, prefix: str) -> Obj:
    base = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
    if kind.namespaced:
        base += "/namespaces/{namespace}"
    ref = {"$ref": prefix + _name_of(kind.model)}
    described = {"200": {"description": "OK", **answer(ref)}}
    gvk = {"group": kind.group, "version": kind.version, "kind": kind.kind}

    def operation(action: str) -> Obj:
        made: Obj = {"responses": described, "x-kubernetes-action": action, "x-kubernetes-group-version-kind": gvk}
        if action in ("post", "put", "patch"):
            made["parameters"] = [_parameter(name, prefix) for name in ("dryRun", "fieldManager", "fieldValidation")]
        return made

    collection = f"{base}/{kind.plural}"
    return {
        collection: {"get": operation("list"), "post": operation("post"), "delete": operation("deletecollection")},
        collection + "/{name}": {method: operation(action) for method, action in _METHODS.items()},
    }


def _parameter(name: str, prefix: str) -> Obj:
    text = {"type": "string", "uniqueItems": True}
    return {"name": name, "in": "query", **({"schema": text} if "components" in prefix else text)}


def _definitions(kinds: list[Kind], prefix: str) -> Obj:
    """All types that ``kinds`` use, by their names."""
    names = {id(node): name for name, node in types().items()}
    by_fields = {id(node.fields): name for name, node in types().items()}
    found: Obj = {}
    waiting = [type_of(kind) for kind in kinds]
    gvks = {kind.model: {"group": kind.group, "version": kind.version, "kind": kind.kind} for kind in kinds}
    while waiting:
        node = waiting.pop()
        # A struct with marks of its own is a copy that shares its fields with the named type.
        name = names.get(id(node)) or by_fields[id(node.fields)]
        if _name_of(name) in found:
            continue
        made = found[_name_of(name)] = {"type": "object"}
        if node.fields:
            made["properties"] = {
                field: _property(child, prefix, by_fields, waiting) for field, child in node.fields.items()
            }
        if node.required:
            made["required"] = list(node.required)
        if name in gvks:
            made["x-kubernetes-group-version-kind"] = [gvks[name]]
    return found


def _property(node: Type, prefix: str, by_fields: dict[int, str], waiting: list[Type]) -> Obj:
    if node.form == "struct":
        waiting.append(node)
        ref = {"$ref": prefix + _name_of(by_fields[id(node.fields)])}
        # Version 3.0 wants no siblings of a reference.
        return {"allOf": [ref], "default": {}} if "components" in prefix else ref
    if node.form in ("list", "map"):
        assert node.item is not None, "lists and maps have items"
        item = _property(node.item, prefix, by_fields, waiting)
        if node.form == "map":
            return {"type": "object", "additionalProperties": item}
        return {"type": "array", "items": item, **_list_marks(node)}
    return dict(_SCALARS[node.form])


def _list_marks(node: Type) -> Obj:
    marks: Obj = {"x-kubernetes-list-type": "map" if node.keys else "set" if node.is_set else "atomic"}
    if node.keys:
        marks["x-kubernetes-list-map-keys"] = list(node.keys)
    if node.merge is not None:
        marks["x-kubernetes-patch-strategy"] = "merge,retainKeys" if node.retain else "merge"
        if node.merge:
            marks["x-kubernetes-patch-merge-key"] = node.merge
    return marks
