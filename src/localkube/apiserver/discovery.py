"""What is served, told to clients: versions, groups, resources. Source: "Kubernetes API Concepts", Discovery API."""

from __future__ import annotations

from functools import cache

from localkube.objects.access import Obj
from localkube.objects.kinds import KINDS, Kind

VERSION: Obj = {
    "major": "1",
    "minor": "36",
    "gitVersion": "v1.36.0-localkube",
    "gitCommit": "",
    "gitTreeState": "clean",
    "buildDate": "2026-04-22T00:00:00Z",
    "goVersion": "",
    "compiler": "",
    "platform": "linux/amd64",
}
"""The Kubernetes version whose API this is, marked as ours."""

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

_SUBRESOURCES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "status": ("", "", "", ("get", "patch", "update")),
    "scale": ("autoscaling", "v1", "Scale", ("get", "patch", "update")),
    "log": ("", "", "", ("get",)),
    "exec": ("", "v1", "PodExecOptions", ("create", "get")),
    "attach": ("", "v1", "PodAttachOptions", ("create", "get")),
    "portforward": ("", "v1", "PodPortForwardOptions", ("create", "get")),
    "ephemeralcontainers": ("", "", "", ("get", "patch", "update")),
    "resize": ("", "", "", ("get", "patch", "update")),
    "binding": ("", "v1", "Binding", ("create",)),
    "eviction": ("policy", "v1", "Eviction", ("create",)),
}
"""Group, version, kind (the resource's own when empty) and verbs of each subresource."""


def document(path: str, accept: str = "") -> tuple[Obj, str] | None:
    """The discovery document at ``path`` and its content type, or None when the path is not one of discovery's."""
    parts = [part for part in path.split("/") if part]
    match parts:
        case ["api" | "apis"] if _wants_aggregated(accept):
            return _aggregated(core=parts == ["api"]), AGGREGATED
        case ["api"]:
            return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}, "application/json"
        case ["apis"]:
            groups = [_group(name) for name in _groups() if name]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}, "application/json"
        case ["apis", name] if name in _groups():
            return {"kind": "APIGroup", "apiVersion": "v1", **_group(name)}, "application/json"
        case ["api", "v1"]:
            return _resources("", "v1"), "application/json"
        case ["apis", name, version] if version in _groups().get(name, ()):
            return _resources(name, version), "application/json"
    return None


@cache
def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for kind in KINDS:
        versions = groups.setdefault(kind.group, [])
        if kind.version not in versions:
            versions.append(kind.version)
    return groups


def _group(name: str) -> Obj:
    versions = [{"groupVersion": f"{name}/{version}", "version": version} for version in _groups()[name]]
    return {"name": name, "versions": versions, "preferredVersion": versions[0]}


def _resources(group: str, version: str) -> Obj:
    served = []
    for kind in _kinds(group, version):
        entry: Obj = {
            "name": kind.plural,
            "singularName": kind.singular,
            "namespaced": kind.namespaced,
            "kind": kind.kind,
            "verbs": list(kind.verbs),
        }
        if kind.short_names:
            entry["shortNames"] = list(kind.short_names)
        if kind.categories:
            entry["categories"] = list(kind.categories)
        served.append(entry)
        for name in sorted(kind.subresources):
            sub_group, sub_version, sub_kind, verbs = _SUBRESOURCES[name]
            sub: Obj = {"name": f"{kind.plural}/{name}", "singularName": "", "namespaced": kind.namespaced}
            if sub_group:
                sub |= {"group": sub_group, "version": sub_version}
            served.append({**sub, "kind": sub_kind or kind.kind, "verbs": list(verbs)})
    group_version = f"{group}/{version}" if group else version
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": served}


def _kinds(group: str, version: str) -> list[Kind]:
    return [kind for kind in KINDS if (kind.group, kind.version) == (group, version)]


def _wants_aggregated(accept: str) -> bool:
    return any(AGGREGATED in entry.replace(" ", "") for entry in accept.split(","))


def _aggregated(*, core: bool) -> Obj:
    items = []
    for name, versions in _groups().items():
        if (name == "") is not core:
            continue
        told = []
        for version in versions:
            resources = [_aggregated_resource(kind) for kind in _kinds(name, version)]
            told.append({"version": version, "resources": resources, "freshness": "Current"})
        metadata: Obj = {"name": name, "creationTimestamp": None} if name else {"creationTimestamp": None}
        items.append({"metadata": metadata, "versions": told})
    return {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items}


def _aggregated_resource(kind: Kind) -> Obj:
    entry: Obj = {
        "resource": kind.plural,
        "responseKind": {"group": kind.group, "version": kind.version, "kind": kind.kind},
        "scope": "Namespaced" if kind.namespaced else "Cluster",
        "singularResource": kind.singular,
        "verbs": list(kind.verbs),
    }
    if kind.short_names:
        entry["shortNames"] = list(kind.short_names)
    if kind.categories:
        entry["categories"] = list(kind.categories)
    if kind.subresources:
        entry["subresources"] = []
        for name in sorted(kind.subresources):
            group, version, sub_kind, verbs = _SUBRESOURCES[name]
            response = (group, version, sub_kind) if sub_kind else (kind.group, kind.version, kind.kind)
            told = dict(zip(("group", "version", "kind"), response, strict=True))
            entry["subresources"].append({"subresource": name, "responseKind": told, "verbs": list(verbs)})
    return entry
