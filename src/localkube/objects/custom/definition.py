"""From a CustomResourceDefinition to the kinds that it adds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from localkube.objects.access import Obj
from localkube.objects.custom import jsonpath, values
from localkube.objects.custom.tree import tree_of
from localkube.objects.kinds import Kind
from localkube.objects.meta import condition
from localkube.objects.schema import Type, normalize_metadata
from localkube.objects.table.columns import AGE, NAME, Cell, Column, since

CLEANUP = "customresourcecleanup.apiextensions.k8s.io"
"""The finalizer that holds a definition until its objects are gone."""

_VERSION = re.compile(r"v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?")
_STAGES = {"alpha": 0, "beta": 1, None: 2}


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an object keeps its replicas, as field names; ``selector`` is None when it has none."""

    spec: tuple[str, ...]
    status: tuple[str, ...]
    selector: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """What is special about one version of a custom kind."""

    name: str
    schema: Obj
    tree: Type
    storage: str
    """The ``apiVersion`` in which its objects are kept."""
    columns: tuple[Column, ...] = (NAME, AGE)
    selectable: frozenset[str] = frozenset()
    scale: Scale | None = None
    leaving: bool = False
    """Deletion was asked for: nothing new may come in."""
    warning: str = ""
    """What users of a deprecated version are told."""
    served: bool = True


def kinds_of(crd: Obj) -> list[Kind]:
    """The kinds of all versions, most stable first; none before the definition is established."""
    established = condition(crd, "Established")
    if not established or established.get("status") != "True":
        return []
    versions = sorted(crd["spec"]["versions"], key=lambda version: version_rank(version["name"]), reverse=True)
    return [_kind(crd, version) for version in versions]


def version_rank(name: str) -> tuple[int, int, int, tuple[int, ...]]:
    """Greater is preferred: ``v2`` > ``v1`` > ``v1beta2`` > ``v1alpha1`` > all else, by its letters."""
    match = _VERSION.fullmatch(name)
    if match is None:
        return -1, 0, 0, tuple(-ord(letter) for letter in name)
    return _STAGES[match[2]], int(match[1]), int(match[3] or 0), ()


def storage_version(crd: Obj) -> str:
    """The version in which objects are kept."""
    versions: list[Obj] = (crd.get("spec") or {}).get("versions") or []
    return next((str(version.get("name", "")) for version in versions if version.get("storage")), "")


def complete(definition: Definition, obj: Obj) -> None:
    """Bring an object to its canonical form: unknown fields and stray nulls leave, default values come. In place."""
    values.prune(definition.schema, obj)
    normalize_metadata(obj.get("metadata"))
    for _, inner in values.embedded(definition.schema, obj):
        normalize_metadata(inner.get("metadata"))
    values.fill(definition.schema, obj)


def _kind(crd: Obj, version: Obj) -> Kind:
    spec, names = crd["spec"], (crd.get("status") or {}).get("acceptedNames") or crd["spec"]["names"]
    subresources: Obj = version.get("subresources") or {}
    return Kind(
        group=spec["group"],
        version=version["name"],
        kind=names["kind"],
        plural=names["plural"],
        model=f"{spec['group']}/{version['name']}.{names['kind']}",
        short_names=tuple(names.get("shortNames") or ()),
        namespaced=spec["scope"] == "Namespaced",
        subresources=frozenset(subresources),
        categories=tuple(names.get("categories") or ()),
        singular_name=names.get("singular") or names["kind"].lower(),
        list_name=names.get("listKind") or f"{names['kind']}List",
        definition=_definition(crd, version, names["kind"]),
    )


def _definition(crd: Obj, version: Obj, kind: str) -> Definition:
    group = crd["spec"]["group"]
    schema: Obj = (version.get("schema") or {}).get("openAPIV3Schema") or {}
    warning = ""
    if version.get("deprecated"):
        warning = version.get("deprecationWarning") or f"{group}/{version['name']} {kind} is deprecated"
    return Definition(
        name=crd["metadata"]["name"],
        schema=schema,
        tree=tree_of(schema),
        storage=f"{group}/{storage_version(crd)}",
        columns=_columns(version.get("additionalPrinterColumns")),
        selectable=frozenset(_path(field["jsonPath"]) for field in version.get("selectableFields") or ()),
        scale=_scale((version.get("subresources") or {}).get("scale")),
        leaving="deletionTimestamp" in crd["metadata"],
        warning=warning,
        served=bool(version.get("served")),
    )


def _path(text: str) -> str:
    return text.strip().lstrip(".")


def _scale(given: Obj | None) -> Scale | None:
    if not given:
        return None
    spec, status = (tuple(_path(given[name]).split(".")) for name in ("specReplicasPath", "statusReplicasPath"))
    selector = given.get("labelSelectorPath")
    return Scale(spec, status, tuple(_path(selector).split(".")) if selector else None)


def _columns(given: Iterable[Obj] | None) -> tuple[Column, ...]:
    if not given:
        return NAME, AGE
    return NAME, *(_column(entry) for entry in given)


def _column(entry: Obj) -> Column:
    steps, kind = jsonpath.parse(entry["jsonPath"]), entry["type"]

    def cell(obj: Obj, now: datetime) -> Cell:
        return _cell(list(jsonpath.find(steps, obj)), kind, now)

    return Column(
        entry["name"],
        cell,
        wide=bool(entry.get("priority")),
        type=kind,
        format=entry.get("format", ""),
        description=entry.get("description", ""),
    )


def _cell(found: list[Any], kind: str, now: datetime) -> Cell:
    if not found:
        return None
    if kind == "string":
        return " ".join(_text(value) for value in found)
    value = found[0]
    match kind:
        case "integer" if type(value) in (int, float):
            return int(value)
        case "number" if type(value) in (int, float):
            return float(value)
        case "boolean" if isinstance(value, bool):
            return value
        case "date" if isinstance(value, str):
            try:
                return since(value, now)
            except ValueError:
                return "<invalid>"
    return None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return values.as_json(value)
