"""The definitions of kinds that a real cluster has by CustomResourceDefinitions and localkube by itself (Gateway API).

They are there to be seen: discovery, schema and columns come from the built-in kind.
"""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.custom.words import INT_OR_STRING, LIST_KEYS, LIST_TYPE
from localkube.objects.kinds import KINDS, Kind
from localkube.objects.schema import Type, type_of

_SCALARS: dict[str, Obj] = {
    "str": {"type": "string"},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "bool": {"type": "boolean"},
    "float": {"type": "number"},
    "bytes": {"type": "string", "format": "byte"},
    "time": {"type": "string", "format": "date-time"},
    "quantity": {INT_OR_STRING: True},
    "intstr": {INT_OR_STRING: True},
    "any": {"x-kubernetes-preserve-unknown-fields": True},
}
_APPROVED = {"api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api"}


def definitions() -> list[Obj]:
    """All of them."""
    return [_definition(kind) for kind in KINDS if kind.custom]


def _definition(kind: Kind) -> Obj:
    version = {
        "name": kind.version,
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": _root(type_of(kind))},
        "subresources": {name: {} for name in sorted(kind.subresources)},
    }
    names = {
        "plural": kind.plural,
        "singular": kind.singular,
        "kind": kind.kind,
        "listKind": kind.list_kind,
        "shortNames": list(kind.short_names),
        "categories": list(kind.categories),
    }
    scope = "Namespaced" if kind.namespaced else "Cluster"
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": kind.resource, "annotations": _APPROVED},
        "spec": {"group": kind.group, "names": names, "scope": scope, "versions": [version]},
    }


def _root(node: Type) -> Obj:
    schema = _schema(node)
    schema["properties"] |= {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"type": "object"},
    }
    return schema


def _schema(node: Type) -> Obj:
    if node.form == "struct":
        fields = {name: _schema(child) for name, child in node.fields.items() if child.name != "ObjectMeta"}
        made: Obj = {"type": "object", "properties": fields}
        return made | ({"required": list(node.required)} if node.required else {})
    if node.item is None:
        return dict(_SCALARS[node.form])
    if node.form == "map":
        return {"type": "object", "additionalProperties": _schema(node.item)}
    items = _schema(node.item)
    if node.keys:
        return {"type": "array", "items": _with_keys(items, node), LIST_TYPE: "map", LIST_KEYS: list(node.keys)}
    return {"type": "array", "items": items, LIST_TYPE: "set" if node.is_set else "atomic"}


def _with_keys(items: Obj, node: Type) -> Obj:
    """Keys of a list must be given, or have a default."""
    required = [*items.get("required", ()), *(key for key in node.keys if key not in node.key_defaults)]
    properties = items["properties"]
    for key, value in node.key_defaults.items():
        properties[key] = {**properties[key], "default": value}
    return {**items, "required": sorted(set(required)), "properties": properties}
