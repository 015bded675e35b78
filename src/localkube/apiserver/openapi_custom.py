"""Custom kinds in OpenAPI documents: their own schemas, with what clients of each version cannot take left out."""

from __future__ import annotations

from typing import Any

from localkube.objects.access import Obj
from localkube.objects.custom.words import EMBEDDED, INT_OR_STRING, PRESERVE
from localkube.objects.kinds import Kind
from localkube.objects.meta import clone

_NOT_IN_V2 = ("allOf", "anyOf", "oneOf", "not", "nullable", "default", "x-kubernetes-validations")
_API_VERSION = "APIVersion defines the versioned schema of this representation of an object."
_KIND = "Kind is a string value representing the REST resource this object represents."


def name_of(kind: Kind) -> str:
    """``com.example.v1.Foo``."""
    return ".".join([*reversed(kind.group.split(".")), kind.version, kind.kind])


def schema_of(kind: Kind, metadata: str, *, v3: bool) -> Obj:
    """The schema of a whole object; ``metadata`` is where that of its metadata is found."""
    assert kind.definition is not None, "only custom kinds come here"
    schema = _with_meta(clone(kind.definition.schema), metadata, v3)
    if not v3:
        schema = _for_v2(schema)
    gvk = {"group": kind.group, "version": kind.version, "kind": kind.kind}
    return {**schema, "x-kubernetes-group-version-kind": [gvk]}


def _with_meta(schema: Any, metadata: str, v3: bool, root: bool = True) -> Any:
    """Tell of what every object has, here and in embedded objects."""
    if isinstance(schema, list):
        return [_with_meta(inner, metadata, v3, False) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    for word in ("items", "additionalProperties"):
        if word in schema:
            schema[word] = _with_meta(schema[word], metadata, v3, False)
    properties: Obj = schema.get("properties") or {}
    for name, child in properties.items():
        properties[name] = _with_meta(child, metadata, v3, False)
    if root or schema.get(EMBEDDED):
        reference = {"$ref": metadata}
        schema["properties"] = properties | {
            "apiVersion": {"type": "string", "description": _API_VERSION},
            "kind": {"type": "string", "description": _KIND},
            "metadata": {"allOf": [reference], "default": {}} if v3 else reference,
        }
    return schema


def _for_v2(schema: Any) -> Any:
    """What older clients would take too literally is left out: they would refuse what the API takes."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return schema
    loose = schema.get("nullable") or schema.get(PRESERVE)
    kept = {name: value for name, value in schema.items() if name not in _NOT_IN_V2}
    if loose:
        for word in ("type", "properties", "items", "additionalProperties", "required"):
            kept.pop(word, None)
        return kept
    if schema.get(INT_OR_STRING):
        return kept | {"type": "string", "format": "int-or-string"}
    for word in ("items", "additionalProperties"):
        if word in kept:
            kept[word] = _for_v2(kept[word])
    if "properties" in kept:
        kept["properties"] = {name: _for_v2(child) for name, child in kept["properties"].items()}
    return kept
