"""Makes ``src/localkube/objects/types/*.txt`` from a Kubernetes OpenAPI (v2) document, and lets a test compare the two.

Run it as ``python -m tests.localkube.objects.openapi_types openapi.json`` when a kind or a Kubernetes version is added.
``gateway.txt`` is written by hand: its kinds come from the Gateway API, not from Kubernetes.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from localkube.objects.kinds import KINDS, OLDER
from localkube.objects.schema import TYPES_DIR

EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1."
PREFIXES = {
    "io.k8s.api.core.v1.": "core",
    "io.k8s.api.apps.v1.": "apps",
    "io.k8s.api.autoscaling.v1.": "autoscaling1",
    "io.k8s.api.autoscaling.v2.": "autoscaling",
    "io.k8s.api.batch.v1.": "batch",
    "io.k8s.api.policy.v1.": "policy",
    "io.k8s.api.scheduling.v1.": "scheduling",
    "io.k8s.api.storage.v1.": "storage",
    "io.k8s.api.coordination.v1.": "coordination",
    "io.k8s.api.discovery.v1.": "discovery",
    "io.k8s.api.events.v1.": "events",
    "io.k8s.api.networking.v1.": "networking",
    "io.k8s.api.rbac.v1.": "rbac",
    "io.k8s.api.authentication.v1.": "authentication",
    "io.k8s.api.authorization.v1.": "authorization",
    "io.k8s.apimachinery.pkg.apis.meta.v1.": "meta",
    EXTENSIONS: "apiextensions",
}
SCALARS = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "intstr",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "any",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "any",
    f"{EXTENSIONS}JSON": "any",
    f"{EXTENSIONS}JSONSchemaPropsOrArray": "JSONSchemaProps",  # structural schemas have no arrays of items
    f"{EXTENSIONS}JSONSchemaPropsOrBool": "any",
    f"{EXTENSIONS}JSONSchemaPropsOrStringArray": "any",
}
FORMATS = {"int32": "int32", "int64": "int64", "double": "float", "byte": "bytes", "date-time": "time"}
PLAIN = {"string": "str", "integer": "int64", "boolean": "bool", "number": "float", "object": "any"}
ROOTS = ("authentication.TokenRequest", "autoscaling1.Scale")
"""Bodies of subresources, whose fields are checked as those of kinds."""
KEY_DEFAULTS = {"protocol": "TCP"}
"""Version 2 documents do not tell of default values."""

Schema = dict[str, Any]


def render(document: Schema) -> dict[str, str]:
    """The text of each types file, by its name."""
    definitions: dict[str, Schema] = document["definitions"]
    wanted = [
        *(_definition_name(kind.model) for kind in (*KINDS, *OLDER) if not kind.custom),
        *map(_definition_name, ROOTS),
    ]
    files: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        module, lines, used = _type(name, definitions)
        files[module].append("\n".join(lines))
        wanted += used
    return {module: "\n".join(sorted(types)) + "\n" for module, types in files.items()}


def _definition_name(model: str) -> str:
    module, _, name = model.partition(".")
    return next(prefix for prefix, short in PREFIXES.items() if short == module) + name


def _short(name: str) -> tuple[str, str]:
    prefix, _, last = name.rpartition(".")
    return PREFIXES[prefix + "."], last


def _type(name: str, definitions: dict[str, Schema]) -> tuple[str, list[str], list[str]]:
    module, short = _short(name)
    definition = definitions[name]
    used: list[str] = []
    atomic = " atomic" if definition.get("x-kubernetes-map-type") == "atomic" else ""
    lines = [short + atomic]
    for field, schema in definition.get("properties", {}).items():
        required = ["required"] if field in definition.get("required", ()) else []
        parts = [_written(schema, module, used), *_marks(schema), *required]
        lines.append(f"  {field}: {' '.join(parts)}")
    return module, lines, used


def _written(schema: Schema, module: str, used: list[str]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in SCALARS:
            return SCALARS[name]
        used.append(name)
        home, short = _short(name)
        return short if home == module else f"{home}.{short}"
    if schema.get("type") == "array":
        return f"[{_written(schema['items'], module, used)}]"
    if "additionalProperties" in schema:
        return f"{{{_written(schema['additionalProperties'], module, used)}}}"
    return FORMATS.get(schema.get("format", ""), PLAIN[schema.get("type", "object")])


def _marks(schema: Schema) -> list[str]:
    found = {key.removeprefix("x-kubernetes-"): value for key, value in schema.items() if key.startswith("x-")}
    marks: list[str] = []
    list_type = found.get("list-type")
    if list_type == "map":
        marks.append("map=" + ",".join(_key(key) for key in found["list-map-keys"]))
    elif list_type == "set":
        marks.append("set")
    if found.get("map-type") == "atomic":
        marks.append("atomic")
    strategies = found.get("patch-strategy", "").split(",")
    if "merge" in strategies:
        marks.append("merge" + (f"={found['patch-merge-key']}" if "patch-merge-key" in found else ""))
    if "retainKeys" in strategies:
        marks.append("retain")
    return marks


def _key(name: str) -> str:
    return f"{name}:{KEY_DEFAULTS[name]}" if name in KEY_DEFAULTS else name


def main(document: Path) -> None:
    """Write the files."""
    for module, text in render(json.loads(document.read_text())).items():
        (TYPES_DIR / f"{module}.txt").write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
