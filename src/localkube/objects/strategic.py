"""Strategic merge patch: a merge patch that knows by which key the items of a list are the same item.

Directives: ``$patch: replace|delete|merge``, ``$retainKeys``, ``$deleteFromPrimitiveList/field``,
``$setElementOrder/field``.
"""

from __future__ import annotations

from typing import Any, NoReturn

from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, UnsupportedMediaType
from localkube.objects.kinds import Kind
from localkube.objects.meta import clone
from localkube.objects.schema import Type, type_of

_DELETE_VALUES = "$deleteFromPrimitiveList/"
_ORDER = "$setElementOrder/"
_UNKNOWN = Type("any")


def strategic_merge(kind: Kind, obj: Obj, patch: object) -> Obj:
    """``obj`` with ``patch`` merged. Raises BadRequest; UnsupportedMediaType for custom kinds (no merge keys)."""
    if kind.custom:
        raise UnsupportedMediaType(
            "the body of the request was in an unknown format - accepted media types include: "
            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
        )
    if not isinstance(patch, dict):
        raise BadRequest("a strategic merge patch must be a JSON object")
    return _merge_map(type_of(kind), clone(obj), clone(patch))


def _merge_map(node: Type, target: Obj, patch: Obj) -> Obj:
    match patch.pop("$patch", "merge"):
        case "replace":
            return _merge_map(node, {}, patch)
        case "delete":
            return {}
        case "merge":
            pass
        case other:
            _bad(f"unknown $patch directive {other}")
    retained = patch.pop("$retainKeys", None)
    if retained is not None:
        if not isinstance(retained, list):
            _bad("$retainKeys must be a list of names")
        target = {name: value for name, value in target.items() if name in retained}
    orders = {name.removeprefix(_ORDER): patch.pop(name) for name in list(patch) if name.startswith(_ORDER)}
    for name in [name for name in patch if name.startswith(_DELETE_VALUES)]:
        _delete_values(target, name.removeprefix(_DELETE_VALUES), patch.pop(name))
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = _merge_value(_child(node, name), target.get(name), value, orders.pop(name, None))
    for name, order in orders.items():
        if isinstance(target.get(name), list):
            target[name] = _ordered(_child(node, name), target[name], target[name], order)
    return target


def _merge_value(node: Type, present: Any, value: Any, order: list[Any] | None) -> Any:
    if isinstance(value, dict):
        return _merge_map(node, present if isinstance(present, dict) else {}, value)
    if isinstance(value, list) and node.merge is not None:
        items = present if isinstance(present, list) else []
        merged = _merge_items(node, items, value) if node.merge else _union(items, value)
        return _ordered(node, items, merged, order) if order is not None else merged
    return value


def _merge_items(node: Type, items: list[Any], patches: list[Any]) -> list[Any]:
    key = node.merge
    assert key, "called for lists of objects that have a merge key"
    if {"$patch": "replace"} in patches:
        items, patches = [], [patch for patch in patches if patch != {"$patch": "replace"}]
    merged = list(items)
    for patch in patches:
        if not isinstance(patch, dict) or key not in patch:
            _bad(f"map: {patch} does not contain declared merge key: {key}")
        at = next((index for index, item in enumerate(merged) if item.get(key) == patch[key]), None)
        if patch.get("$patch") == "delete":
            merged = [item for item in merged if item.get(key) != patch[key]]
        elif at is None:
            merged.append(_merge_map(node.item or _UNKNOWN, {}, patch))
        else:
            merged[at] = _merge_map(node.item or _UNKNOWN, merged[at], patch)
    return merged


def _ordered(node: Type, before: list[Any], merged: list[Any], order: list[Any]) -> list[Any]:
    """``merged`` in the order that the client asks for; items that it did not name keep their place."""

    def identity(item: Any) -> Any:
        return item.get(node.merge) if node.merge and isinstance(item, dict) else item

    rank = {identity(item): position for position, item in enumerate(order)}
    place = {identity(item): position for position, item in enumerate(before)}
    named = sorted((item for item in merged if identity(item) in rank), key=lambda item: rank[identity(item)])
    others = [item for item in merged if identity(item) not in rank]
    result: list[Any] = []
    for item in named:
        while others and place.get(identity(others[0]), -1) < place.get(identity(item), -1):
            result.append(others.pop(0))
        result.append(item)
    return result + others


def _union(items: list[Any], values: list[Any]) -> list[Any]:
    return items + [value for value in dict.fromkeys(values) if value not in items]


def _delete_values(target: Obj, name: str, values: object) -> None:
    if not isinstance(values, list):
        _bad(f"{_DELETE_VALUES}{name} must be a list")
    if isinstance(target.get(name), list):
        target[name] = [value for value in target[name] if value not in values]


def _child(node: Type, name: str) -> Type:
    if node.form == "struct":
        return node.fields.get(name, _UNKNOWN)
    return node.item or _UNKNOWN


def _bad(message: str) -> NoReturn:
    raise BadRequest(message)
