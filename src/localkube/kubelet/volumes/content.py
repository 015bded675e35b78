"""The files of volumes made from objects: config maps, secrets, fields of the pod, and unions of them. Pure."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from localkube.kubelet.env import Find
from localkube.kubelet.failures import VolumeFault
from localkube.kubelet.fields import Addresses, Allocatable, field_value, resource_value
from localkube.kubelet.podspec import container_named
from localkube.objects.access import Obj
from localkube.objects.defaults.pods import FILE_MODE
from localkube.objects.errors import NotFound

SOURCES = ("configMap", "secret", "downwardAPI", "projected")


@dataclass(frozen=True, slots=True)
class File:
    """One file of a volume. ``user`` None: it is root's."""

    data: bytes
    mode: int
    user: int | None = None


Token = Callable[[str, int], str]
"""Gives the pod's token for an audience (empty: the API) with a life in seconds."""
TOKEN_SECONDS = 3600

Files = dict[str, File]
"""By path below the volume's root."""


class Content:
    """Makes the files of one pod's volumes."""

    def __init__(
        self, pod: Obj, find: Find, addresses: Addresses, allocatable: Allocatable, token: Token | None = None
    ) -> None:
        self._pod = pod
        self._find = find
        self._addresses = addresses
        self._allocatable = allocatable
        self._token = token

    def files(self, volume: Obj) -> Files:
        """Raises VolumeFault when something that is not optional is missing."""
        if "projected" in volume:
            return self._projected(volume["projected"])
        for name, made in self._makers().items():
            if name in volume:
                source: Obj = volume[name]
                return made(source, source.get("defaultMode", FILE_MODE))
        raise VolumeFault(f"volume {volume['name']} is of no kind that is made from objects")

    def _makers(self) -> Mapping[str, Callable[[Obj, int], Files]]:
        return {"configMap": self._config_map, "secret": self._secret, "downwardAPI": self._fields}

    def _projected(self, projected: Obj) -> Files:
        mode = projected.get("defaultMode", FILE_MODE)
        files: Files = {}
        for source in projected.get("sources") or ():
            makers = {**self._makers(), "serviceAccountToken": self._account_token}
            made = [maker(source[name], mode) for name, maker in makers.items() if name in source]
            if not made:
                raise VolumeFault(f"projected source {', '.join(sorted(source))} is not supported")
            files |= made[0]
        return files

    def _config_map(self, source: Obj, mode: int) -> Files:
        obj = self._map("configmap", "configmaps", source.get("name", ""), source)
        data = {key: str(value).encode() for key, value in (obj.get("data") or {}).items()}
        data |= {key: base64.b64decode(value) for key, value in (obj.get("binaryData") or {}).items()}
        return _chosen(data, source, mode, f'configmap "{source.get("name", "")}"')

    def _secret(self, source: Obj, mode: int) -> Files:
        name = source.get("secretName") or source.get("name", "")
        obj = self._map("secret", "secrets", name, source)
        data = {key: base64.b64decode(value) for key, value in (obj.get("data") or {}).items()}
        return _chosen(data, source, mode, f'secret "{name}"')

    def _account_token(self, source: Obj, mode: int) -> Files:
        if self._token is None:
            raise VolumeFault("there are no tokens for service accounts")
        try:
            text = self._token(source.get("audience") or "", source.get("expirationSeconds", TOKEN_SECONDS))
        except NotFound as error:
            raise VolumeFault(f"failed to fetch token: {error.message}") from error
        user, group = common_user(self._pod), (self._pod["spec"].get("securityContext") or {}).get("fsGroup")
        private = user is not None or group is not None
        return {source["path"]: File(text.encode(), 0o600 if private else mode, user)}

    def _map(self, kind: str, resource: str, name: str, source: Obj) -> Obj:
        obj = self._find(resource, name)
        if obj is None and not source.get("optional"):
            raise VolumeFault(f'{kind} "{name}" not found')
        return obj or {}

    def _fields(self, source: Obj, mode: int) -> Files:
        items: Iterable[Obj] = source.get("items") or ()
        return {item["path"]: File(self._field(item).encode(), item.get("mode", mode)) for item in items}

    def _field(self, item: Obj) -> str:
        if "fieldRef" in item:
            path = item["fieldRef"]["fieldPath"]
            value = field_value(self._pod, path, self._addresses)
        else:
            reference: Obj = item.get("resourceFieldRef") or {}
            path = reference.get("resource", "")
            container = container_named(self._pod, reference.get("containerName", ""))
            if container is None:
                raise VolumeFault(f"container {reference.get('containerName', '')} not found")
            value = resource_value(container, path, reference.get("divisor"), self._allocatable)
        if value is None:
            raise VolumeFault(f"unsupported field {path}")
        return value


def common_user(pod: Obj) -> int | None:
    """The user whom all containers run as, when the pod says so for each of them: its token is for him alone."""
    spec = pod["spec"]
    default = (spec.get("securityContext") or {}).get("runAsUser")
    users = {
        (container.get("securityContext") or {}).get("runAsUser", default)
        for container in (*spec["containers"], *(spec.get("initContainers") or ()))
    }
    return users.pop() if len(users) == 1 else None


def is_made_from_objects(volume: Obj) -> bool:
    """Whether ``Content.files`` knows the volume."""
    return any(name in volume for name in SOURCES)


def _chosen(data: dict[str, bytes], source: Obj, mode: int, what: str) -> Files:
    """All keys, or those that ``items`` name with their paths."""
    items: list[Obj] = source.get("items") or []
    if not items:
        return {key: File(value, mode) for key, value in data.items()}
    files: Files = {}
    for item in items:
        if item["key"] in data:
            files[item["path"]] = File(data[item["key"]], item.get("mode", mode))
        elif not source.get("optional"):
            raise VolumeFault(f"{what} references non-existent config key: {item['key']}")
    return files
