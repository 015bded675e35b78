"""Volumes of pods."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.quantity import parse
from localkube.objects.validation import names
from localkube.objects.validation.containers import check_inner_path
from localkube.objects.validation.problems import Problems

_NEEDED = {
    "configMap": "name",
    "secret": "secretName",
    "hostPath": "path",
    "persistentVolumeClaim": "claimName",
    "nfs": "server",
    "image": "reference",
}


def check_volumes(path: str, volumes: list[Obj], found: Problems) -> set[str]:
    """Check the volumes of a pod; returns their names."""
    taken: set[str] = set()
    for index, volume in enumerate(volumes):
        at = f"{path}[{index}]"
        name: str = volume.get("name", "")
        if not name:
            found.required(f"{at}.name")
        elif wrong := names.label(name):
            found.invalid(f"{at}.name", name, wrong)
        elif name in taken:
            found.duplicate(f"{at}.name", name)
        taken.add(name)
        sources = [source for source in volume if source != "name"]
        if not sources:
            found.required(at, "must specify a volume type")
        for extra in sources[1:]:
            found.forbidden(f"{at}.{extra}", "may not specify more than 1 volume type")
        for source in sources[:1]:
            _source(f"{at}.{source}", source, volume[source], found)
    return taken


def _source(path: str, name: str, source: Obj, found: Problems) -> None:
    needed = _NEEDED.get(name)
    if needed and not source.get(needed):
        found.required(f"{path}.{needed}")
    if name == "image":
        found.one_of(f"{path}.pullPolicy", source.get("pullPolicy"), ("Always", "IfNotPresent", "Never"))
    mode = source.get("defaultMode")
    if mode is not None and not 0 <= mode <= 0o777:
        found.invalid(f"{path}.defaultMode", mode, "must be a number between 0 and 0777 (octal), both inclusive")
    if name == "emptyDir" and "sizeLimit" in source and parse(source["sizeLimit"]) < 0:
        found.invalid(f"{path}.sizeLimit", source["sizeLimit"], "must be greater than or equal to 0")
    if name == "hostPath" and ".." in source.get("path", "").split("/"):
        found.invalid(f"{path}.path", source["path"], "must not contain '..'")
    for index, projected in enumerate(source.get("sources") or () if name == "projected" else ()):
        if "serviceAccountToken" in projected:
            _token(f"{path}.sources[{index}].serviceAccountToken", projected["serviceAccountToken"], found)
    for index, item in enumerate(source.get("items", [])):
        at = f"{path}.items[{index}]"
        if name != "downwardAPI" and not item.get("key"):
            found.required(f"{at}.key")
        if not item.get("path"):
            found.required(f"{at}.path")
        check_inner_path(f"{at}.path", item.get("path", ""), found)


def _token(path: str, token: Obj, found: Problems) -> None:
    seconds = token.get("expirationSeconds", 3600)
    if seconds < 600:
        found.invalid(f"{path}.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")
    elif seconds > 1 << 32:
        found.invalid(f"{path}.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")
    if not token.get("path"):
        found.required(f"{path}.path")
    else:
        check_inner_path(f"{path}.path", token["path"], found)
