"""What makes a schema structural: one type for every field, and nothing that could not be pruned or defaulted by.

Source: "Specifying a structural schema" in the Kubernetes documentation.
"""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.custom import formats
from localkube.objects.custom.checks import check_value
from localkube.objects.custom.values import IMPLIED, unknown_fields
from localkube.objects.custom.words import EMBEDDED, INT_OR_STRING, LIST_KEYS, LIST_TYPE, MAP_TYPE, PRESERVE, RULES
from localkube.objects.meta import clone
from localkube.objects.schema import misfit, types
from localkube.objects.validation.problems import Problems

_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_SCALARS = ("boolean", "integer", "number", "string")
_UNSUPPORTED = ("$ref", "additionalItems", "definitions", "dependencies", "id", "patternProperties")
_BRANCHES = ("allOf", "anyOf", "oneOf")
_ONLY_OUTSIDE = (
    "type",
    "additionalProperties",
    "default",
    "nullable",
    "title",
    "description",
    PRESERVE,
    EMBEDDED,
    INT_OR_STRING,
    LIST_TYPE,
    LIST_KEYS,
    MAP_TYPE,
    RULES,
)
"""What branches (allOf and the like) must leave to the schema around them."""
_DEEPEST = 60


def check_structure(path: str, schema: Obj, found: Problems) -> None:
    """Check a version's whole schema."""
    if not schema.get("type"):
        found.required(f"{path}.type", "must not be empty at the root")
    elif schema["type"] != "object":
        found.invalid(f"{path}.type", schema["type"], "must be object at the root")
    if schema.get("nullable"):
        found.forbidden(f"{path}.nullable", "nullable cannot be true at the root")
    _check_metadata(path, schema, found)
    _check(path, schema, found, depth=0, root=True)


def _check_metadata(path: str, schema: Obj, found: Problems) -> None:
    metadata = (schema.get("properties") or {}).get("metadata")
    if not isinstance(metadata, dict):
        return
    at = f"{path}.properties[metadata]"
    if metadata.get("type") not in (None, "object"):
        found.invalid(f"{at}.type", metadata["type"], "must be object")
    if set(metadata.get("properties") or ()) - {"name", "generateName"}:
        detail = "must not specify anything other than name and generateName, but metadata is implicitly specified"
        found.forbidden(path, detail)
    if PRESERVE in metadata:
        found.forbidden(f"{at}.{PRESERVE}", "must not be set: metadata is implicitly specified")


def _check(path: str, schema: Obj, found: Problems, *, depth: int, root: bool = False) -> None:
    if depth > _DEEPEST:
        found.forbidden(path, f"schemas may be at most {_DEEPEST} levels deep")
        return
    _check_words(path, schema, found)
    if not root:
        _check_type(path, schema, found)
    _check_limits(path, schema, found)
    if schema.get("type") == "array":
        _check_list(path, schema, found)
    if EMBEDDED in schema:
        _check_embedded(path, schema, found)
    _check_default(path, schema, found, root)
    for name, child in (schema.get("properties") or {}).items():
        if not (root and name in IMPLIED):
            _check(f"{path}.properties[{name}]", child, found, depth=depth + 1)
    if isinstance(schema.get("items"), dict):
        _check(f"{path}.items", schema["items"], found, depth=depth + 1)
    more = schema.get("additionalProperties")
    if isinstance(more, dict) and not misfit(types()["apiextensions.JSONSchemaProps"], more):
        _check(f"{path}.additionalProperties", more, found, depth=depth + 1)
    for word in _BRANCHES:
        for index, branch in enumerate(schema.get(word) or ()):
            _check_branch(f"{path}.{word}[{index}]", branch, schema, found, depth + 1)
    if "not" in schema:
        _check_branch(f"{path}.not", schema["not"], schema, found, depth + 1)


def _check_words(path: str, schema: Obj, found: Problems) -> None:
    for word in _UNSUPPORTED:
        if word in schema:
            found.forbidden(f"{path}.{word}", f"{word} is not supported")
    if schema.get("uniqueItems"):
        detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        found.forbidden(f"{path}.uniqueItems", detail)
    if schema.get(RULES):
        found.forbidden(f"{path}.{RULES}", "rules in CEL are not evaluated by localkube: leave them out here")
    if schema.get(PRESERVE) is False:
        found.invalid(f"{path}.{PRESERVE}", False, "must be true or undefined")
    if MAP_TYPE in schema:
        found.one_of(f"{path}.{MAP_TYPE}", schema[MAP_TYPE], ("atomic", "granular"))
        if schema.get("type") != "object":
            found.invalid(f"{path}.type", schema.get("type", ""), f"must be object if {MAP_TYPE} is specified")
    more = schema.get("additionalProperties")
    if more is False:
        found.forbidden(f"{path}.additionalProperties", "additionalProperties cannot be set to false")
    elif more is not None and not isinstance(more, dict | bool):
        found.invalid(f"{path}.additionalProperties", more, "must be a schema or a boolean")
    elif isinstance(more, dict) and (wrong := misfit(types()["apiextensions.JSONSchemaProps"], more)):
        found.invalid(f"{path}.additionalProperties", more, f"must be a schema: {wrong}")
    if more and schema.get("properties"):
        found.forbidden(f"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive")


def _check_type(path: str, schema: Obj, found: Problems) -> None:
    form = schema.get("type")
    if schema.get(INT_OR_STRING):
        if form:
            found.invalid(f"{path}.type", form, f"must be empty if {INT_OR_STRING} is true")
    elif not form:
        if not schema.get(PRESERVE):
            what = "specified array items" if path.endswith(".items") else "specified object fields"
            found.required(f"{path}.type", f"must not be empty for {what}")
    elif form not in _TYPES:
        found.unsupported(f"{path}.type", form, _TYPES)


def _check_limits(path: str, schema: Obj, found: Problems) -> None:
    if text := schema.get("pattern"):
        try:
            formats.pattern(text)
        except ValueError as error:
            found.invalid(f"{path}.pattern", text, f"must be a valid regular expression, but isn't: {error}")
    if schema.get("multipleOf") is not None and schema["multipleOf"] <= 0:
        found.invalid(f"{path}.multipleOf", schema["multipleOf"], "must be greater than 0")
    for word in ("Length", "Items", "Properties"):
        for bound in (f"min{word}", f"max{word}"):
            if (schema.get(bound) or 0) < 0:
                found.invalid(f"{path}.{bound}", schema[bound], "must be greater than or equal to 0")


def _check_list(path: str, schema: Obj, found: Problems) -> None:
    items = schema.get("items")
    if not isinstance(items, dict):
        found.required(f"{path}.items", "must be specified")
        items = {}
    kind, keys = schema.get(LIST_TYPE), schema.get(LIST_KEYS)
    found.one_of(f"{path}.{LIST_TYPE}", kind, ("atomic", "map", "set"))
    if kind == "map":
        _check_keys(path, items, keys or [], found)
    elif keys:
        found.forbidden(f"{path}.{LIST_KEYS}", "must be empty if x-kubernetes-list-type is not map")
    if kind == "set":
        if items.get("nullable"):
            found.forbidden(f"{path}.items.nullable", "cannot be nullable when x-kubernetes-list-type is set")
        loose = items.get("type") == "object" and items.get(MAP_TYPE) != "atomic"
        if loose or (items.get("type") == "array" and items.get(LIST_TYPE) not in (None, "atomic")):
            found.invalid(
                f"{path}.items.{MAP_TYPE}", items.get(MAP_TYPE), "must be atomic as item of a list of type set"
            )


def _check_keys(path: str, items: Obj, keys: list[str], found: Problems) -> None:
    at = f"{path}.{LIST_KEYS}"
    if not keys:
        found.required(at, "must not be empty if x-kubernetes-list-type is map")
    if items.get("type") != "object":
        found.invalid(f"{path}.items.type", items.get("type", ""), "must be object if parent array's list type is map")
    properties: Obj = items.get("properties") or {}
    for index, key in enumerate(keys):
        if key not in properties:
            found.invalid(f"{at}[{index}]", key, "must be the name of a property in the item schema")
            continue
        child: Obj = properties[key]
        if child.get("type") not in _SCALARS:
            found.invalid(
                f"{path}.items.properties[{key}].type",
                child.get("type", ""),
                "must be a scalar type if parent array's list type is map",
            )
        if child.get("nullable"):
            found.forbidden(
                f"{path}.items.properties[{key}].nullable",
                "this property is in x-kubernetes-list-map-keys, so it cannot be nullable",
            )
        if "default" not in child and key not in (items.get("required") or ()):
            detail = (
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
            )
            found.required(f"{path}.items.properties[{key}].default", detail)
    if len(set(keys)) != len(keys):
        found.duplicate(at, keys)


def _check_embedded(path: str, schema: Obj, found: Problems) -> None:
    if schema[EMBEDDED] and schema.get("type") != "object":
        found.invalid(f"{path}.type", schema.get("type", ""), f"must be object if {EMBEDDED} is true")
    if schema[EMBEDDED] and not schema.get("properties") and not schema.get(PRESERVE):
        detail = f"must not be empty if {EMBEDDED} is true without {PRESERVE}"
        found.required(f"{path}.properties", detail)


def _check_default(path: str, schema: Obj, found: Problems, root: bool) -> None:
    if "default" not in schema:
        return
    if root:
        found.forbidden(f"{path}.default", "must not be set at the root")
        return
    value = clone(schema["default"])
    wrong = Problems()
    check_value(schema, value, "", wrong)
    if wrong:
        found.invalid(f"{path}.default", value, wrong.told())
    elif isinstance(value, dict) and (unknown := unknown_fields(schema, value)):
        found.invalid(f"{path}.default", value, f"must not have unknown fields: {', '.join(unknown)}")


def _check_branch(path: str, branch: Obj, around: Obj, found: Problems, depth: int) -> None:
    """A branch says only what values may be, never what fields there are."""
    if depth > _DEEPEST:
        found.forbidden(path, f"schemas may be at most {_DEEPEST} levels deep")
        return
    by_type = around.get(INT_OR_STRING) and branch.get("type") in ("integer", "string")
    for word in _ONLY_OUTSIDE:
        if word in branch and not (word == "type" and by_type):
            found.forbidden(f"{path}.{word}", "must be empty to be structural")
    _check_words(path, {k: v for k, v in branch.items() if k not in _ONLY_OUTSIDE}, found)
    _check_limits(path, branch, found)
    keeps = around.get(PRESERVE)
    fields: Obj = around.get("properties") or {}
    more = around.get("additionalProperties")
    for name, child in (branch.get("properties") or {}).items():
        outside = fields.get(name, more)
        if isinstance(outside, dict):
            _check_branch(f"{path}.properties[{name}]", child, outside, found, depth + 1)
        elif not keeps:
            at = path.split("." + next((w for w in (*_BRANCHES, "not") if f".{w}" in path), ""), 1)[0]
            found.required(f"{at}.properties[{name}]", f"because it is defined in {path}.properties[{name}]")
    if isinstance(inner := branch.get("items"), dict):
        _check_branch(f"{path}.items", inner, around.get("items") or {}, found, depth + 1)
    for word in _BRANCHES:
        for index, deeper in enumerate(branch.get(word) or ()):
            _check_branch(f"{path}.{word}[{index}]", deeper, around, found, depth + 1)
    if isinstance(deeper := branch.get("not"), dict):
        _check_branch(f"{path}.not", deeper, around, found, depth + 1)
