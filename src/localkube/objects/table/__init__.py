"""The server-side tables that ``kubectl get`` prints (``meta.k8s.io/v1 Table``)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from localkube.objects.access import Obj
from localkube.objects.kinds import Kind
from localkube.objects.older import to_kept
from localkube.objects.table.autoscaling import AUTOSCALING
from localkube.objects.table.batch import BATCH
from localkube.objects.table.columns import AGE, NAME, Column
from localkube.objects.table.disruption import DISRUPTION
from localkube.objects.table.measured import MEASURED
from localkube.objects.table.nodes import NODE, POD
from localkube.objects.table.plain import PLAIN
from localkube.objects.table.priority import PRIORITY
from localkube.objects.table.rbac import RBAC
from localkube.objects.table.routing import ROUTING
from localkube.objects.table.storage import STORAGE
from localkube.objects.table.workloads import WORKLOADS

Include = Literal["None", "Metadata", "Object"]

COLUMNS: dict[str, tuple[Column, ...]] = {
    "nodes": NODE,
    "pods": POD,
    **WORKLOADS,
    **BATCH,
    **STORAGE,
    **AUTOSCALING,
    **DISRUPTION,
    **PRIORITY,
    **RBAC,
    **ROUTING,
    **PLAIN,
    **MEASURED,
}
_ANY = (NAME, AGE)


def table(
    kind: Kind, objs: list[Obj], wide: bool = True, include: Include = "Metadata", now: datetime | None = None
) -> Obj:
    """The table of ``objs``. Clients hide wide columns themselves by their priority, so they are there by default."""
    known = kind.definition.columns if kind.definition else COLUMNS.get(kind.resource, _ANY)
    columns = [column for column in known if wide or not column.wide]
    told = [to_kept(kind, obj) for obj in objs] if kind.older else objs
    moment = now or datetime.now(UTC)
    rows = [
        {"cells": [column.cell(each, moment) for column in columns], **_object(obj, include)}
        for obj, each in zip(objs, told, strict=True)
    ]
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {},
        "columnDefinitions": [_definition(column) for column in columns],
        "rows": rows,
    }


def _definition(column: Column) -> Obj:
    return {
        "name": column.name,
        "type": column.type,
        "format": "name" if column is NAME else column.format,
        "description": column.description or column.name,
        "priority": int(column.wide),
    }


def _object(obj: Obj, include: Include) -> Obj:
    if include == "None":
        return {}
    if include == "Object":
        return {"object": obj}
    metadata = {name: value for name, value in obj["metadata"].items() if name != "managedFields"}
    return {"object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata}}
