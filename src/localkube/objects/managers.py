"""Who manages which fields: the entries of ``metadata.managedFields``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from localkube.objects.access import Obj
from localkube.objects.fieldsets import Fields

Operation = Literal["Apply", "Update"]


@dataclass(frozen=True, slots=True)
class Manager:
    """One entry. Two are the same manager when all but time and fields are equal."""

    name: str
    operation: str
    api_version: str
    subresource: str = ""
    time: str = ""
    fields: Fields | None = None

    @property
    def owned(self) -> Fields:
        """Its fields."""
        return self.fields or {}

    def is_same(self, other: Manager) -> bool:
        """Whether both are entries of one manager."""
        return replace(self, time="", fields=None) == replace(other, time="", fields=None)

    def owning(self, fields: Fields, time: str | None = None) -> Manager:
        """The same manager with other fields."""
        return replace(self, fields=fields, time=self.time if time is None else time)

    def shown(self) -> str:
        """How conflicts name it."""
        if self.operation == "Apply":
            return f'"{self.name}"'
        through = f' with subresource "{self.subresource}"' if self.subresource else ""
        return f'"{self.name}"{through} using {self.api_version}'


def managers_of(obj: Obj | None) -> list[Manager]:
    """The managers that an object tells of. What a client made up and is no set of fields does not count."""
    entries: list[Obj] = ((obj or {}).get("metadata") or {}).get("managedFields") or []
    return [_decoded(entry) for entry in entries if entry.get("manager") and _is_set(entry.get("fieldsV1") or {})]


def find(managers: list[Manager], wanted: Manager) -> Manager | None:
    """The entry of that manager."""
    return next((manager for manager in managers if manager.is_same(wanted)), None)


def put(managers: list[Manager], changed: Manager) -> list[Manager]:
    """The entries with that of ``changed`` replaced; a manager of nothing leaves."""
    return [manager for manager in managers if not manager.is_same(changed)] + [changed]


def with_managers(obj: Obj, managers: list[Manager]) -> Obj:
    """A copy of ``obj`` (sharing all else) that tells of ``managers``; those who own nothing are left out."""
    entries = [_encoded(manager) for manager in sorted(managers, key=_rank) if manager.fields]
    metadata = {name: value for name, value in (obj.get("metadata") or {}).items() if name != "managedFields"}
    if entries:
        metadata["managedFields"] = entries
    return {**obj, "metadata": metadata}


def _is_set(fields: object) -> bool:
    return isinstance(fields, dict) and all(map(_is_set, fields.values()))


def _rank(manager: Manager) -> tuple[str, str, str]:
    return manager.operation, manager.time, manager.name


def _decoded(entry: Obj) -> Manager:
    return Manager(
        entry["manager"],
        entry.get("operation", "Update"),
        entry.get("apiVersion", ""),
        entry.get("subresource", ""),
        entry.get("time", ""),
        entry.get("fieldsV1"),
    )


def _encoded(manager: Manager) -> Obj:
    entry: Obj = {
        "manager": manager.name,
        "operation": manager.operation,
        "apiVersion": manager.api_version,
        "time": manager.time,
        "fieldsType": "FieldsV1",
        "fieldsV1": manager.owned,
    }
    if manager.subresource:
        entry["subresource"] = manager.subresource
    return entry
