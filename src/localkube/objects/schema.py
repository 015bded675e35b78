"""The shape of every served kind: which fields there are, of which type, and how lists merge.

``types/*.txt`` hold the shapes, one file per API group, in a notation that reads like the objects::

    PodSpec
      containers: [Container] map=name merge=name required

Scalars are ``str int32 int64 bool float bytes time quantity intstr any``; ``[T]`` is a list, ``{T}`` a map. Marks:
``map=keys`` and ``set`` (lists that apply merges; all others are atomic), ``atomic``, ``merge`` and ``retain`` (for
strategic merge patches), ``required`` (not empty when the object is complete; checked by ``objects.validation``).
Reading these small files costs a fraction of the memory and time of importing a client's model classes.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from localkube.objects.access import Obj
from localkube.objects.custom.values import embedded, prune, unknown_fields
from localkube.objects.errors import BadRequest
from localkube.objects.kinds import Kind
from localkube.objects.meta import parse_time
from localkube.objects.quantity import NOT_A_QUANTITY, canonical, is_quantity

TYPES_DIR = Path(__file__).with_name("types")

_GO_TYPES = {
    "str": "string",
    "bytes": "[]byte",
    "float": "float64",
    "time": "Time",
    "list": "array",
    "intstr": "intstr.IntOrString",
}


_EXPECTED = {"str": "string", "int64": "numeric (int or float)", "float": "numeric (int or float)", "struct": "map"}


@dataclass(slots=True)
class Type:
    """One node of the type tree. ``form``: ``struct``, ``list``, ``map`` or the name of a scalar."""

    form: str
    name: str = ""
    fields: dict[str, Type] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    item: Type | None = None
    atomic: bool = False
    is_set: bool = False
    keys: tuple[str, ...] = ()
    key_defaults: Mapping[str, str] = field(default_factory=dict)
    merge: str | None = None
    """Strategic merge: the key of a list that merges, ``""`` for lists of scalars, None for lists that are replaced."""
    retain: bool = False


def type_of(kind: Kind) -> Type:
    """The root of the kind's type tree."""
    return kind.definition.tree if kind.definition else types()[kind.model]


def list_keys(kind: Kind, path: str) -> tuple[str, ...]:
    """The keys by which apply merges the list at ``spec.template.spec.containers``; none when it does not."""
    node = type_of(kind)
    for step in path.split("."):
        while node.form == "list":
            node = _item(node)
        node = node.fields[step] if node.form == "struct" else _item(node)
    return node.keys


@cache
def types() -> dict[str, Type]:
    """All types by their names, like ``core.Container``; read once."""
    found: dict[str, Type] = {}
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(TYPES_DIR.glob("*.txt"))}
    for module, text in sources.items():
        for line in text.splitlines():
            if line and not line.startswith((" ", "#")):
                name, *marks = line.split()
                found[f"{module}.{name}"] = Type("struct", name, atomic="atomic" in marks)
    scalars: dict[str, Type] = {}
    for module, text in sources.items():
        _Reader(module, found, scalars).read(text)
    return found


class _Reader:
    """Fills the structs of one file with their fields."""

    def __init__(self, module: str, found: dict[str, Type], scalars: dict[str, Type]) -> None:
        self.module = module
        self.found = found
        self.scalars = scalars

    def read(self, text: str) -> None:
        struct = Type("struct")
        for line in text.splitlines():
            if line.startswith("  "):
                name, _, rest = line.strip().partition(": ")
                written, *marks = rest.split()
                struct.fields[name] = _marked(self._type(written), marks)
                if "required" in marks:
                    struct.required.append(name)
            elif line and not line.startswith("#"):
                struct = self.found[f"{self.module}.{line.split()[0]}"]

    def _type(self, written: str) -> Type:
        if written.startswith("["):
            return Type("list", item=self._type(written[1:-1]), atomic=True)
        if written.startswith("{"):
            return Type("map", item=self._type(written[1:-1]))
        if written[0].islower() and "." not in written:
            return self.scalars.setdefault(written, Type(written))
        return self.found[written if "." in written else f"{self.module}.{written}"]


def _marked(node: Type, marks: list[str]) -> Type:
    changes: dict[str, object] = {}
    for mark in marks:
        word, _, value = mark.partition("=")
        if word == "map":
            pairs = [key.partition(":") for key in value.split(",")]
            defaults = {key: default for key, _, default in pairs if default}
            changes |= {"atomic": False, "keys": tuple(key for key, _, _ in pairs), "key_defaults": defaults}
        elif word == "set":
            changes |= {"atomic": False, "is_set": True}
        elif word == "atomic":
            changes["atomic"] = True
        elif word == "merge":
            changes["merge"] = value
        elif word == "retain":
            changes["retain"] = True
    return replace(node, **changes) if changes else node  # type: ignore[arg-type]  # fields of Type


def _item(node: Type) -> Type:
    assert node.item is not None, "only lists and maps are asked for items"
    return node.item


# --- what a client sent ---------------------------------------------------------------------------------------------


def validate_shape(kind: Kind, obj: Obj) -> list[str]:
    """Messages like ``unknown field "spec.foo"``; raises BadRequest for a value of the wrong type."""
    unknown: list[str] = []
    try:
        if kind.definition:
            unknown += unknown_fields(kind.definition.schema, obj)
            for path, inner in (("", obj), *embedded(kind.definition.schema, obj)):
                _check(types()["meta.ObjectMeta"], inner.get("metadata"), f"{path}.metadata", unknown)
        else:
            _check(type_of(kind), obj, "", unknown)
    except _Mistyped as wrong:
        told = wrong.reason(kind.kind)
        raise BadRequest(
            f'{kind.kind} in version "{kind.version}" cannot be handled as a {kind.kind}: {told}'
        ) from None
    return [f'unknown field "{path}"' for path in unknown]


def misfit(node: Type, value: object) -> str:
    """What of a value is not as the type tree says, or an empty string. Unknown fields fit."""
    try:
        _check(node, value, "", [])
    except _Mistyped as wrong:
        return f".{wrong.path}: expected {_EXPECTED.get(wrong.node.form, wrong.node.form)}, got {wrong.value!r}"
    return ""


def normalize(kind: Kind, obj: Obj) -> None:
    """Give ``obj`` its canonical form, in place: no unknown fields, no nulls, quantities as they are always written."""
    if kind.definition:
        prune(kind.definition.schema, obj)
        for _, inner in (("", obj), *embedded(kind.definition.schema, obj)):
            normalize_metadata(inner.get("metadata"))
    else:
        _normalize(type_of(kind), obj)


def normalize_metadata(metadata: object) -> None:
    """The same for ``metadata`` alone."""
    _normalize(types()["meta.ObjectMeta"], metadata)


def normalize_schema(schema: object) -> None:
    """Bring schemas of ``additionalProperties`` to their canonical form, too: the types files say ``any`` of them."""
    if isinstance(schema, list):
        for inner in schema:
            normalize_schema(inner)
    if not isinstance(schema, dict):
        return
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        _normalize(types()["apiextensions.JSONSchemaProps"], more)
        normalize_schema(more)
    for word in ("items", "not", "allOf", "anyOf", "oneOf"):
        normalize_schema(schema.get(word))
    for inner in (schema.get("properties") or {}).values() if isinstance(schema.get("properties"), dict) else ():
        normalize_schema(inner)


class _Mistyped(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, path: str, node: Type, value: object) -> None:
        super().__init__(path)
        self.path = path.lstrip(".")
        self.node = node
        self.value = value

    def reason(self, kind: str) -> str:
        form = self.node.form
        if form == "quantity" and isinstance(self.value, str):
            return NOT_A_QUANTITY
        if form == "bytes" and isinstance(self.value, str):
            return f"illegal base64 data in {self.path}"
        if form == "time" and isinstance(self.value, str):
            return f'parsing time "{self.value}" as "2006-01-02T15:04:05Z07:00": cannot parse "{self.value}"'
        go = _GO_TYPES.get(form, self.node.name or form)
        return f"json: cannot unmarshal {_json_name(self.value)} into Go struct field {kind}.{self.path} of type {go}"


def _json_name(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    return {str: "string", int: "number", float: "number", dict: "object", list: "array"}.get(type(value), "null")


def _is_int(value: object) -> bool:
    return type(value) is int or (type(value) is float and value.is_integer())


def _is_base64(value: object) -> bool:
    try:
        return isinstance(value, str) and b64decode(value, validate=True) is not None
    except ValueError:
        return False


def _is_time(value: object) -> bool:
    return isinstance(value, str) and _is_time_text(value)


@lru_cache(maxsize=256)
def _is_time_text(text: str) -> bool:
    try:
        return bool(parse_time(text))
    except ValueError:
        return False


_SCALARS: dict[str, Callable[[object], bool]] = {
    "str": lambda value: type(value) is str,
    "bytes": _is_base64,
    "time": _is_time,
    "int32": lambda value: _is_int(value) and -(2**31) <= value < 2**31,  # type: ignore[operator]  # it is an int
    "int64": _is_int,
    "bool": lambda value: type(value) is bool,
    "float": lambda value: type(value) in (int, float),
    "quantity": is_quantity,
    "intstr": lambda value: type(value) in (str, int),
    "any": lambda value: True,
}


def _check(node: Type, value: object, path: str, unknown: list[str]) -> None:
    if value is None:
        return
    is_scalar = _SCALARS.get(node.form)
    if is_scalar is not None:
        if not is_scalar(value):
            raise _Mistyped(path, node, value)
    elif node.form == "list":
        if not isinstance(value, list):
            raise _Mistyped(path, node, value)
        for index, inner in enumerate(value):
            _check(_item(node), inner, f"{path}[{index}]", unknown)
    elif not isinstance(value, dict):
        raise _Mistyped(path, node, value)
    elif node.form == "map":
        for name, inner in value.items():
            _check(_item(node), inner, f"{path}.{name}", unknown)
    else:
        _check_fields(node.fields, value, path, unknown)


def _check_fields(fields: dict[str, Type], value: Obj, path: str, unknown: list[str]) -> None:
    for name, inner in value.items():
        known = fields.get(name)
        if known is None:
            unknown.append(f"{path}.{name}".lstrip("."))
        elif not (known.form == "str" and type(inner) is str):
            _check(known, inner, f"{path}.{name}", unknown)


def _normalize(node: Type, value: Any) -> Any:
    if node.form == "struct" and isinstance(value, dict):
        for name in [name for name, inner in value.items() if inner is None or name not in node.fields]:
            del value[name]
        for name, inner in value.items():
            known = node.fields[name]
            if known.form != "str":
                value[name] = _normalize(known, inner)
    elif node.form == "list" and isinstance(value, list):
        value[:] = [_normalize(_item(node), inner) for inner in value if inner is not None]
    elif node.form == "map" and isinstance(value, dict):
        for name, inner in value.items():
            value[name] = _normalize(_item(node), _zero(_item(node)) if inner is None else inner)
    elif node.form == "quantity":
        return canonical(value)
    elif type(value) is float and node.form in ("int32", "int64", "intstr"):
        return int(value)
    return value


def _zero(node: Type) -> Any:
    """What null stands for within a map, as in Kubernetes' own reading of JSON."""
    match node.form:
        case "struct" | "map":
            return {}
        case "list":
            return []
        case "quantity":
            return "0"
        case "int32" | "int64" | "float":
            return 0
        case "bool":
            return False
    return ""
