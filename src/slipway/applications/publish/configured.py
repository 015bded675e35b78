"""What a service uses of configuration sets: the objects that carry them, and how its container gets at them.

Each service has objects of its own, named after the set's version and immutable: a new version is a new object, so it
rolls out like any other change, replicas of before keep what they started with, and nobody else restarts. All are
Secrets: files of plain sets hold passwords as well, in practice, and Secrets take texts and bytes alike. Pure.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from slipway.applications.configuration.schemas import Files
from slipway.applications.configuration.sets import Content
from slipway.applications.views import ServiceView
from slipway.cluster import SECRET, Obj

Contents = Mapping[str, Content]
"""Sets by name."""


@dataclass(frozen=True, slots=True)
class Mounted:
    """``volumes`` of the pod, and where the container has them."""

    volumes: list[Obj]
    mounts: list[Obj]

    def __add__(self, other: Mounted) -> Mounted:
        return Mounted([*self.volumes, *other.volumes], [*self.mounts, *other.mounts])


def object_name(service: ServiceView, name: str, contents: Contents) -> str:
    """Return the name of the object; neither services nor sets have dots in theirs."""
    return f"{service.name}.{name}.v{contents[name].version}"


def set_object(content: Content) -> Obj:
    """Return the body of the object that carries a set."""
    data = {
        key: base64.b64encode(value.encode() if isinstance(value, str) else value).decode()
        for key, value in sorted(content.values.items())
    }
    return {"apiVersion": SECRET.api_version, "kind": SECRET.name, "immutable": True, "data": data}


def chosen_variables(service: ServiceView, contents: Contents) -> dict[str, Obj]:
    """Return the variables that the service takes one by one, by name."""
    found: dict[str, Obj] = {}
    for source in service.config.env_from:
        for key, name in (source.keys or {}).items():
            reference = {"name": object_name(service, source.set, contents), "key": key}
            found[name] = {"name": name, "valueFrom": {"secretKeyRef": reference}}
    return found


def whole_sets(service: ServiceView, contents: Contents) -> list[Obj]:
    """Return the sets all of whose keys become variables."""
    return [
        {
            **({"prefix": source.prefix} if source.prefix else {}),
            "secretRef": {"name": object_name(service, source.set, contents)},
        }
        for source in service.config.env_from
        if source.keys is None
    ]


def mounted(service: ServiceView, contents: Contents) -> Mounted:
    """Return the volumes of the service's files."""
    volumes: list[Obj] = []
    mounts: list[Obj] = []
    for index, files in enumerate(service.config.files):
        name = f"files-{index}"
        volumes.append({"name": name, "secret": _source(files, object_name(service, files.set, contents))})
        mount: Obj = {"name": name, "mountPath": files.mount_path, "readOnly": True}
        mounts.append(mount if files.key is None else {**mount, "subPath": files.key})
    return Mounted(volumes, mounts)


def _source(files: Files, name: str) -> Obj:
    wanted = files.keys if files.key is None else {files.key: files.key}
    source: Obj = {"secretName": name, "defaultMode": int(files.mode, 8)}
    if wanted is not None:
        source["items"] = [{"key": key, "path": path} for key, path in sorted(wanted.items())]
    return source
