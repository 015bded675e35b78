"""One service of a Compose file as one of an application file."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slipway.compose.dependencies import depends_on
from slipway.compose.environment import Environments, literal
from slipway.compose.health import probes_of
from slipway.compose.keys import note_keys
from slipway.compose.mounted import Definitions
from slipway.compose.notes import Notes, ServiceNotes
from slipway.compose.ports import Listening, ports_of
from slipway.compose.resources import resources_of
from slipway.compose.storage import Storage
from slipway.compose.values import Item
from slipway.errors import Invalid

Json = dict[str, Any]

_LONGEST_GRACE = 3600
_JOBS = ("replicated-job", "global-job")


@dataclass(frozen=True, slots=True)
class Project:
    """What of the whole file a service is read with."""

    names: Mapping[str, str]
    """Of the services that are carried over, by their names in the file."""
    inactive: set[str]
    awaited_to_end: set[str]
    """Services that another waits for to complete."""
    environments: Environments
    definitions: Definitions
    storage: Storage
    notes: Notes


@dataclass(slots=True)
class Draft:
    """A service as the application file has it, and its ports for the choice of domains."""

    document: Json
    ports: list[Listening]


def draft_of(compose_name: str, service: Item, project: Project) -> Draft:
    """Return a service. Raises Invalid for what Compose would refuse as well, and for a service without an image."""
    notes = project.notes.of(compose_name)
    name = project.names[compose_name]
    if name != compose_name:
        notes.add("compose.service_renamed", "", name=compose_name, renamed=name)
    ports = ports_of(service, notes)
    replicas = _replicas(service, compose_name, project, notes)
    document: Json = {
        "name": name,
        "image": _image(service, compose_name, notes),
        "replicas": replicas,
        **_program(service, notes),
        "env": project.environments.of(service, notes),
        "files": project.definitions.used_by(service, notes),
        "volumes": project.storage.of_service(service, replicas, notes),
        "ports": [port.document() for port in ports],
        "resources": resources_of(service, notes),
        "probes": probes_of(service, notes, listens=any(port.protocol == "TCP" for port in ports)),
        "depends_on": depends_on(service, project.names, project.inactive, notes),
        **_grace(service, notes),
    }
    _note_restart(service, notes)
    note_keys(service, name, notes)
    return Draft(document, ports)


def _image(service: Item, name: str, notes: ServiceNotes) -> str:
    image = service["image"].text().strip() if service["image"].given else ""
    build = service["build"]
    if build.given and not image:
        raise Invalid("compose.build_without_image", {"name": name}, field=build.path)
    if not image:
        raise Invalid("compose.image_missing", {"name": name}, field=f"{service.path}.image")
    if build.given:
        notes.add("compose.build_unused", "build", image=image)
    return image


def _replicas(service: Item, name: str, project: Project, notes: ServiceNotes) -> int:
    mode = service["deploy"]["mode"].text() if service["deploy"]["mode"].given else "replicated"
    if name in project.awaited_to_end or mode in _JOBS:
        notes.add("compose.one_off", "deploy.mode" if mode in _JOBS else "", name=name)
        return 0
    if mode == "global":
        notes.add("compose.orchestration", "deploy.mode")
    wanted = service["deploy"]["replicas"] if service["deploy"]["replicas"].given else service["scale"]
    return wanted.whole() if wanted.given else 1


def _program(service: Item, notes: ServiceNotes) -> Json:
    """Return command and arguments: an entry point is Kubernetes' command, and a command its arguments."""
    entrypoint, command = _words(service["entrypoint"]), _words(service["command"])
    if entrypoint:
        return {"command": entrypoint, **({"args": command} if command else {})}
    if entrypoint is not None and command:
        return {"command": command}
    if entrypoint is not None or command == []:
        notes.add("compose.emptied", "entrypoint" if entrypoint is not None else "command")
    return {"args": command} if command else {}


def _words(item: Item) -> list[str] | None:
    if not item.given:
        return None
    if isinstance(item.value, dict):
        raise item.wrong("a list or a text")
    if not isinstance(item.value, str):
        return [literal(word) for word in item.texts()]
    try:
        return [literal(word) for word in shlex.split(item.value)]
    except ValueError as error:
        raise Invalid("compose.quotes", {"path": item.path}, field=item.path) from error


def _grace(service: Item, notes: ServiceNotes) -> Json:
    item = service["stop_grace_period"]
    if not item.given:
        return {}
    wanted = item.seconds()
    used = min(wanted, _LONGEST_GRACE)
    if used != wanted:
        notes.add("compose.rounded", "stop_grace_period", value=f"{wanted}s", used=f"{used}s")
    return {"stop_grace_seconds": used}


def _note_restart(service: Item, notes: ServiceNotes) -> None:
    policy = service["restart"].text() if service["restart"].given else ""
    if policy in ("no", "false") or policy.startswith("on-failure"):
        notes.add("compose.restart", "restart", policy=policy)
    swarm = service["deploy"]["restart_policy"]
    swarm.mapping()
    condition = swarm["condition"].text() if swarm["condition"].given else "any"
    if condition != "any":
        notes.add("compose.restart", "deploy.restart_policy", policy=condition)
