"""From a structural schema to the type tree by which applies merge and managed fields are told."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.custom.words import EMBEDDED, INT_OR_STRING, LIST_KEYS, LIST_TYPE, MAP_TYPE, PRESERVE
from localkube.objects.schema import Type, types

_SCALARS = {"string": "str", "integer": "int64", "number": "float", "boolean": "bool"}

DEDUCED = Type("map")
"""Where the schema says nothing: maps merge by name, lists are replaced whole."""
DEDUCED.item = DEDUCED


def tree_of(schema: Obj) -> Type:
    """The type tree of a whole custom kind."""
    root = _tree(schema)
    if root.form != "struct":
        root = Type("struct", item=DEDUCED)
    return _as_object(root)


def _as_object(node: Type) -> Type:
    """With what every object has."""
    text = Type("str")
    return Type(
        "struct",
        fields={**node.fields, "apiVersion": text, "kind": text, "metadata": types()["meta.ObjectMeta"]},
        item=node.item,
        atomic=node.atomic,
    )


def _tree(schema: Obj) -> Type:
    if schema.get(INT_OR_STRING):
        return Type("intstr")
    form = schema.get("type")
    if form == "object":
        return _object(schema)
    if form == "array":
        return _list(schema)
    if form in _SCALARS:
        return Type(_SCALARS[form])
    return DEDUCED


def _object(schema: Obj) -> Type:
    atomic = schema.get(MAP_TYPE) == "atomic"
    more = schema.get("additionalProperties")
    if more:
        return Type("map", item=_tree(more) if isinstance(more, dict) else DEDUCED, atomic=atomic)
    fields = {name: _tree(child) for name, child in (schema.get("properties") or {}).items()}
    node = Type("struct", fields=fields, item=DEDUCED if schema.get(PRESERVE) else None, atomic=atomic)
    return _as_object(node) if schema.get(EMBEDDED) else node


def _list(schema: Obj) -> Type:
    items: Obj = schema.get("items") or {}
    item = _tree(items)
    match schema.get(LIST_TYPE):
        case "set":
            return Type("list", item=item, is_set=True)
        case "map":
            keys = tuple(schema.get(LIST_KEYS) or ())
            properties: Obj = items.get("properties") or {}
            defaults = {key: properties[key]["default"] for key in keys if "default" in properties.get(key, {})}
            return Type("list", item=item, keys=keys, key_defaults=defaults)
    return Type("list", item=item, atomic=True)
