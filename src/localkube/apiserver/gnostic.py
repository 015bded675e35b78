"""The OpenAPI 2.0 document in the only form that kubectl asks for it: gnostic's protobuf messages.

Source: ``OpenAPIv2.proto`` of github.com/google/gnostic, of which only what our document has is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from localkube.objects.access import Obj

CONTENT_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
ASKED_FOR = (CONTENT_TYPE, CONTENT_TYPE.replace("v2.v1", "v2@v1"))
"""Older clients write an ``@``, which no media type may have in an answer."""
_METHODS = {"get": 2, "put": 3, "post": 4, "delete": 5, "patch": 8}


def encode(document: Obj) -> bytes:
    """The ``Document`` message of an OpenAPI 2.0 document as ``openapi`` makes it."""
    info = _text(1, document["info"]["title"]) + _text(2, document["info"]["version"])
    paths = _each(2, (_named(name, _path_item(item)) for name, item in document["paths"].items()))
    definitions = _each(1, (_named(name, _schema(schema)) for name, schema in document["definitions"].items()))
    return _text(1, document["swagger"]) + _field(2, info) + _field(8, paths) + _field(9, definitions)


def _path_item(item: Mapping[str, Obj]) -> bytes:
    return b"".join(_field(_METHODS[method], _operation(operation)) for method, operation in item.items())


def _operation(operation: Obj) -> bytes:
    parameters = (_parameter(parameter) for parameter in operation.get("parameters", ()))
    return _each(8, parameters) + _extensions(13, operation)


def _parameter(parameter: Obj) -> bytes:
    query = _text(2, parameter["in"]) + _text(4, parameter["name"]) + _text(6, parameter["type"])
    # ParametersItem.parameter → Parameter.non_body_parameter → NonBodyParameter.query_parameter_sub_schema
    return _field(1, _field(2, _field(3, query)))


def _schema(schema: Obj) -> bytes:
    parts = [_text(1, schema.get("$ref", "")), _text(2, schema.get("format", ""))]
    parts.append(_text(4, schema.get("description", "")))
    parts += [_text(19, name) for name in schema.get("required", ())]
    parts += [_field(20, _text(2, _yaml(value))) for value in schema.get("enum", ())]
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        parts.append(_field(21, _field(1, _schema(more))))
    elif more:
        parts.append(_field(21, _varint(2 << 3) + _varint(1)))
    if "type" in schema:
        parts.append(_field(22, _text(1, schema["type"])))
    if "items" in schema:
        parts.append(_field(23, _field(1, _schema(schema["items"]))))
    if "properties" in schema:
        named = (_named(name, _schema(child)) for name, child in schema["properties"].items())
        parts.append(_field(25, _each(1, named)))
    return b"".join(parts) + _extensions(31, schema)


def _extensions(number: int, holder: Obj) -> bytes:
    """``x-…`` members as NamedAny, their values as YAML; JSON is YAML."""
    found = ((name, value) for name, value in holder.items() if name.startswith("x-"))
    return _each(number, (_named(name, _text(2, _yaml(value))) for name, value in found))


def _yaml(value: Any) -> str:
    return json.dumps(value) + "\n"


def _named(name: str, value: bytes) -> bytes:
    return _text(1, name) + _field(2, value)


def _each(number: int, messages: Iterable[bytes]) -> bytes:
    return b"".join(_field(number, message) for message in messages)


def _text(number: int, value: str) -> bytes:
    return _field(number, value.encode()) if value else b""


def _field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
