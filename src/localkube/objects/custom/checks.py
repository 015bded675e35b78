"""Holds custom objects against their schema, and tells what is wrong in the words of the Kubernetes API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from localkube.objects.access import Obj
from localkube.objects.custom import formats
from localkube.objects.custom.definition import Scale
from localkube.objects.custom.values import embedded
from localkube.objects.custom.words import EMBEDDED, INT_OR_STRING, LIST_KEYS, LIST_TYPE
from localkube.objects.validation.metadata import check_labels
from localkube.objects.validation.problems import Problems

Types = tuple[str, ...]

_IS: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value == int(value),
}

_MOST_REPLICAS = 2**31 - 1
_GO = {
    bool: "bool",
    dict: "map[string]interface {}",
    float: "float64",
    int: "int64",
    list: "[]interface {}",
    str: "string",
}
"""What the API calls the types of values."""


def check_object(schema: Obj, obj: Obj, found: Problems) -> None:
    """Check a whole object, but for its own metadata."""
    body = {name: value for name, value in obj.items() if name != "metadata"}
    check_value(schema, body, "", found)
    names: Obj = {name: value for name, value in obj["metadata"].items() if name in ("name", "generateName")}
    if isinstance(restricted := (schema.get("properties") or {}).get("metadata"), dict):
        check_value(restricted, names, "metadata", found)
    for path, inner in embedded(schema, body):
        _check_embedded(path, inner, found)


def check_scale(paths: Scale, obj: Obj, found: Problems) -> None:
    """The fields that the scale subresource shows are what it takes them for, when they are given."""
    for path in (paths.spec, paths.status):
        shown, value = ".".join(("", *path)), _at(obj, path)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool):
            found.invalid(
                shown, 0, f"{shown} accessor error: {value} is of the type {_GO[type(value)]}, expected int64"
            )
        elif value < 0:
            found.invalid(shown, value, "should be a non-negative integer")
        elif value > _MOST_REPLICAS:
            found.invalid(shown, value, f"should be less than or equal to {_MOST_REPLICAS}")
    if paths.selector is not None:
        shown, text = ".".join(("", *paths.selector)), _at(obj, paths.selector)
        if text is not None and not isinstance(text, str):
            found.invalid(
                shown, "", f"{shown} accessor error: {text} is of the type {_GO[type(text)]}, expected string"
            )


def _at(obj: Obj, path: tuple[str, ...]) -> Any:  # the value of any JSON field
    value: Any = obj
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def check_value(schema: Obj, value: Any, path: str, found: Problems) -> None:
    """Check one value and all that is in it."""
    if value is None:
        if not schema.get("nullable") and (types := _types(schema)):
            _mistyped(path, types, "null", found)
        return
    types = _types(schema)
    if types and not any(_IS[name](value) for name in types):
        _mistyped(path, types, _type_name(value), found)
        return
    _check_alone(schema, value, path, found)
    if isinstance(value, dict):
        _check_map(schema, value, path, found)
    elif isinstance(value, list):
        _check_list(schema, value, path, found)
    elif isinstance(value, str):
        _check_text(schema, value, path, found)
    elif not isinstance(value, bool):
        _check_number(schema, value, path, found)
    _check_branches(schema, value, path, found)


def fits(schema: Obj, value: Any) -> bool:
    """Whether nothing is wrong with the value."""
    found = Problems()
    check_value(schema, value, "", found)
    return not found


def _types(schema: Obj) -> Types:
    if schema.get(INT_OR_STRING):
        return ("integer", "string")
    form = schema.get("type")
    return (form,) if form in _IS else ()


def _type_name(value: Any) -> str:
    return next(name for name in ("object", "array", "string", "boolean", "integer", "number") if _IS[name](value))


def _mistyped(path: str, types: Types, given: str, found: Problems) -> None:
    found.mistyped(path, given, f'{path} in body must be of type {",".join(types)}: "{given}"')


def _check_alone(schema: Obj, value: Any, path: str, found: Problems) -> None:
    choices = schema.get("enum")
    if choices is not None and not any(_same(choice, value) for choice in choices):
        shown = (choice if isinstance(choice, str) else json.dumps(choice) for choice in choices)
        found.unsupported(path, value, shown)
    if (name := schema.get("format")) and not formats.matches(name, value):
        found.mistyped(path, value, f"{path} in body must be of type {name}: {json.dumps(value)}")


def _same(left: Any, right: Any) -> bool:
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def _check_map(schema: Obj, value: Obj, path: str, found: Problems) -> None:
    for name in schema.get("required") or ():
        if name not in value:
            found.required(f"{path}.{name}".lstrip("."))
    most, least = schema.get("maxProperties"), schema.get("minProperties")
    if most is not None and len(value) > most:
        found.too_many(path, len(value), most)
    if least is not None and len(value) < least:
        found.invalid(path, len(value), f"{path} in body should have at least {least} properties")
    properties: Obj = schema.get("properties") or {}
    more = schema.get("additionalProperties")
    for name, inner in value.items():
        child = properties.get(name, more)
        if isinstance(child, dict) and not (name == "metadata" and (not path or schema.get(EMBEDDED))):
            check_value(child, inner, f"{path}.{name}".lstrip("."), found)


def _check_list(schema: Obj, value: list[Any], path: str, found: Problems) -> None:
    most, least = schema.get("maxItems"), schema.get("minItems")
    if most is not None and len(value) > most:
        found.too_many(path, len(value), most)
    if least is not None and len(value) < least:
        found.invalid(path, len(value), f"{path} in body should have at least {least} items")
    items: Obj = schema.get("items") or {}
    for index, inner in enumerate(value):
        check_value(items, inner, f"{path}[{index}]", found)
    if kind := schema.get(LIST_TYPE):
        _check_unique(schema, items, value, path, kind, found)


def _check_unique(schema: Obj, items: Obj, value: list[Any], path: str, kind: str, found: Problems) -> None:
    """Sets have every value once, keyed lists every key."""
    seen: set[str] = set()
    keys: list[str] = schema.get(LIST_KEYS) or []
    defaults = {name: child.get("default") for name, child in (items.get("properties") or {}).items() if name in keys}
    for index, inner in enumerate(value):
        if kind == "set":
            identity: Any = inner
        elif kind == "map" and isinstance(inner, dict):
            identity = {key: inner.get(key, defaults.get(key)) for key in keys}
        else:
            continue
        text = json.dumps(identity, sort_keys=True)
        if text in seen:
            found.duplicate(f"{path}[{index}]", identity)
        seen.add(text)


def _check_text(schema: Obj, value: str, path: str, found: Problems) -> None:
    most, least = schema.get("maxLength"), schema.get("minLength")
    if most is not None and len(value) > most:
        found.too_long(path, most)
    if least is not None and len(value) < least:
        found.invalid(path, value, f"{path} in body should be at least {least} chars long")
    if (text := schema.get("pattern")) and not _matches(text, value):
        found.invalid(path, value, f"{path} in body should match '{text}'")


def _check_number(schema: Obj, value: float, path: str, found: Problems) -> None:
    most, least, step = schema.get("maximum"), schema.get("minimum"), schema.get("multipleOf")
    if most is not None and (value > most or (schema.get("exclusiveMaximum") and value == most)):
        words = "less than" if schema.get("exclusiveMaximum") else "less than or equal to"
        found.invalid(path, value, f"{path} in body should be {words} {_number(most)}")
    if least is not None and (value < least or (schema.get("exclusiveMinimum") and value == least)):
        words = "greater than" if schema.get("exclusiveMinimum") else "greater than or equal to"
        found.invalid(path, value, f"{path} in body should be {words} {_number(least)}")
    if step and value % step:
        found.invalid(path, value, f"{path} in body should be a multiple of {_number(step)}")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _check_branches(schema: Obj, value: Any, path: str, found: Problems) -> None:
    for branch in schema.get("allOf") or ():
        check_value(branch, value, path, found)
    if (branches := schema.get("anyOf")) and not any(fits(branch, value) for branch in branches):
        found.invalid(path, "", f'"{path}" must validate at least one schema (anyOf)')
    if branches := schema.get("oneOf"):
        count = sum(fits(branch, value) for branch in branches)
        if count != 1:
            told = "Found none valid" if not count else f"Found {count} valid alternatives"
            found.invalid(path, "", f'"{path}" must validate one and only one schema (oneOf). {told}')
    if "not" in schema and fits(schema["not"], value):
        found.invalid(path, "", f'"{path}" must not validate the schema (not)')


def _check_embedded(path: str, obj: Obj, found: Problems) -> None:
    for name in ("apiVersion", "kind"):
        value = obj.get(name)
        if not value:
            found.required(f"{path}.{name}", "must not be empty")
        elif not isinstance(value, str):
            found.mistyped(f"{path}.{name}", value, "must be a string")
    metadata = obj.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("labels"), dict):
        check_labels(f"{path}.metadata.labels", metadata["labels"], found)


def _matches(pattern: str, value: str) -> bool:
    """A pattern that is none is a fault of the schema, which is refused for it; here it says nothing."""
    try:
        return formats.pattern(pattern).search(value) is not None
    except ValueError:
        return True
