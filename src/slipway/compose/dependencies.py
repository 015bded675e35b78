"""Who waits for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slipway.compose.notes import ServiceNotes
from slipway.compose.values import Item
from slipway.errors import Invalid, Param

COMPLETED = "service_completed_successfully"
_CONDITIONS = ("service_started", "service_healthy", COMPLETED)


@dataclass(frozen=True, slots=True)
class Dependency:
    """A service that another waits for, by its name in the Compose file."""

    name: str
    item: Item
    completed: bool = False
    required: bool = True


def dependencies_of(service: Item) -> Iterator[Dependency]:
    """Return what a service depends on, links included."""
    wanted = service["depends_on"]
    if isinstance(wanted.value, dict):
        for name, item in wanted.mapping().items():
            yield _long(name, item)
    else:
        yield from (Dependency(item.text(), item) for item in wanted.sequence())
    for item in service["links"].sequence():
        yield Dependency(item.text().partition(":")[0], item)


def _long(name: str, item: Item) -> Dependency:
    item.mapping()
    condition = item["condition"].text() if item["condition"].given else _CONDITIONS[0]
    if condition not in _CONDITIONS:
        path = item["condition"].path
        params: dict[str, Param] = {"path": path, "condition": condition, "known": list(_CONDITIONS)}
        raise Invalid("compose.condition_unknown", params, field=path)
    required = item["required"].boolean() if item["required"].given else True
    return Dependency(name, item, condition == COMPLETED, required)


def depends_on(service: Item, names: Mapping[str, str], inactive: set[str], notes: ServiceNotes) -> list[str]:
    """Return the dependencies by the platform's names; ``names`` are those of all services that are carried over."""
    found: dict[str, None] = {}
    for dependency in dependencies_of(service):
        key = dependency.item.path.removeprefix(f"{service.path}.")
        if dependency.completed:
            notes.add("compose.dependency_completed", key, name=dependency.name)
        elif dependency.name in names:
            found[names[dependency.name]] = None
        elif dependency.name in inactive or not dependency.required:
            notes.add("compose.dependency_inactive", key, name=dependency.name)
        else:
            params: dict[str, Param] = {"path": dependency.item.path, "name": dependency.name, "known": sorted(names)}
            raise Invalid("compose.dependency_unknown", params, field=dependency.item.path)
    _note_aliases(service, notes)
    return list(found)


def _note_aliases(service: Item, notes: ServiceNotes) -> None:
    for item in service["links"].sequence():
        name, _, alias = item.text().partition(":")
        if alias and alias != name:
            notes.add("compose.link_alias", "links", name=name, alias=alias)
