"""OpenAPI documents of the served kinds, made from ``objects.schema``: for ``kubectl explain``, apply and validation.

Source: OpenAPI 2.0 and 3.0 specifications; the extensions ``x-kubernetes-*`` as in the Kubernetes API's own documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

import msgspec

from localkube.apiserver import gnostic, openapi_custom
from localkube.objects.access import Obj
from localkube.objects.catalogue import Catalogue
from localkube.objects.kinds import Kind
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


class Documents:
    """The documents of an API's kinds; each is made when it is first asked for, and again when kinds have changed."""

    def __init__(self, kinds: Catalogue) -> None:
        self._kinds = kinds
        self._made_at = -1
        self._groups: dict[str, list[Kind]] = {}
        self._made: dict[str, bytes] = {}

    def v3_index(self) -> bytes:
        """The list of documents, one for each group version."""
        paths = {}
        for path in self._fresh():
            digest = sha256(self.v3(path)).hexdigest()[:16]
            paths[path] = {"serverRelativeURL": f"/openapi/v3/{path}?hash={digest}"}
        return msgspec.json.encode({"paths": paths})

    def v3(self, path: str) -> bytes:
        """The document of one group version, ``apis/apps/v1``. Raises KeyError for one that is not served."""
        kinds = self._fresh()[path]
        return self._once(path, lambda: msgspec.json.encode(_v3(kinds)))

    def v2(self) -> bytes:
        """The one document of version 2."""
        self._fresh()
        return self._once("v2", lambda: msgspec.json.encode(_v2(self._kinds.kinds())))

    def v2_protobuf(self) -> bytes:
        """The same as gnostic's protobuf message, which kubectl asks for."""
        self._fresh()
        return self._once("v2 protobuf", lambda: gnostic.encode(_v2(self._kinds.kinds())))

    def _fresh(self) -> dict[str, list[Kind]]:
        if self._made_at != self._kinds.changes:
            before = self._groups
            self._groups = _group_paths(self._kinds.kinds())
            changed = {path for path in (*before, *self._groups) if before.get(path) != self._groups.get(path)}
            custom = {path for path, kinds in self._groups.items() if any(kind.definition for kind in kinds)}
            for stale in {"v2", "v2 protobuf", *changed, *custom}:
                self._made.pop(stale, None)
            self._made_at = self._kinds.changes
        return self._groups

    def _once(self, name: str, make: Callable[[], bytes]) -> bytes:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]


def _v3(kinds: list[Kind]) -> Obj:
    schemas = _definitions(kinds, "#/components/schemas/")
    paths: Obj = {}
    for kind in kinds:
        paths |= _paths(kind, lambda ref: {"content": {"application/json": {"schema": ref}}}, "#/components/schemas/")
    return {"openapi": "3.0.0", "info": _INFO, "paths": paths, "components": {"schemas": schemas}}


def _v2(kinds: Sequence[Kind]) -> Obj:
    paths: Obj = {}
    for kind in kinds:
        paths |= _paths(kind, lambda ref: {"schema": ref}, "#/definitions/")
    definitions = _definitions(list(kinds), "#/definitions/")
    return {"swagger": "2.0", "info": _INFO, "paths": paths, "definitions": definitions}


_INFO = {"title": "Kubernetes (localkube)", "version": "v1.36.0"}


def _group_paths(kinds: Sequence[Kind]) -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = {}
    for kind in kinds:
        path = f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
        found.setdefault(path, []).append(kind)
    return found


_AUTOSCALING = {"autoscaling": "v2", "autoscaling1": "v1"}


def _name_of(type_name: str) -> str:
    """``core.Pod`` → ``io.k8s.api.core.v1.Pod``, as Kubernetes' documents name it."""
    module, _, name = type_name.rpartition(".")
    if module in _AUTOSCALING:
        return f"io.k8s.api.autoscaling.{_AUTOSCALING[module]}.{name}"
    if module == "meta":
        return f"io.k8s.apimachinery.pkg.apis.meta.v1.{name}"
    if module == "apiextensions":
        return f"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.{name}"
    if module == "metrics":
        return f"io.k8s.metrics.pkg.apis.metrics.v1beta1.{name}"
    if module == "gateway":
        return f"io.k8s.networking.gateway.v1.{name}"
    return f"io.k8s.api.{module}.v1.{name}"


def _definition_name(kind: Kind) -> str:
    return openapi_custom.name_of(kind) if kind.definition else _name_of(kind.model)


def _paths(kind: Kind, answer: _Answer, prefix: str) -> Obj:
    base = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
    if kind.namespaced:
        base += "/namespaces/{namespace}"
    ref = {"$ref": prefix + _definition_name(kind)}
    described = {"200": {"description": "OK", **answer(ref)}}
    gvk = {"group": kind.group, "version": kind.version, "kind": kind.kind}

    def operation(action: str) -> Obj:
        made: Obj = {"responses": described, "x-kubernetes-action": action, "x-kubernetes-group-version-kind": gvk}
        if action in ("post", "put", "patch"):
            made["parameters"] = [_parameter(name, prefix) for name in ("dryRun", "fieldManager", "fieldValidation")]
        return made

    collection = f"{base}/{kind.plural}"
    if "list" not in kind.verbs:
        return {collection: {"post": operation("post")}}
    if "create" not in kind.verbs:
        return {collection: {"get": operation("list")}, collection + "/{name}": {"get": operation("get")}}
    whole = {"delete": operation("deletecollection")} if "deletecollection" in kind.verbs else {}
    return {
        collection: {"get": operation("list"), "post": operation("post"), **whole},
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
    built_in = [kind for kind in kinds if not kind.definition]
    waiting = [type_of(kind) for kind in built_in]
    gvks = {kind.model: {"group": kind.group, "version": kind.version, "kind": kind.kind} for kind in built_in}
    meta = "meta.ObjectMeta"
    for kind in kinds:
        if kind.definition:
            reference = prefix + _name_of(meta)
            found[openapi_custom.name_of(kind)] = openapi_custom.schema_of(kind, reference, v3="components" in prefix)
            waiting.append(types()[meta])
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
