"""What is served, told to clients: versions, groups, resources. Source: "Kubernetes API Concepts", Discovery API."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.catalogue import Catalogue
from localkube.objects.custom.definition import version_rank
from localkube.objects.kinds import Kind

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
    "proxy": ("", "v1", "{}ProxyOptions", ("create", "delete", "get", "patch", "update")),
    "ephemeralcontainers": ("", "", "", ("get", "patch", "update")),
    "resize": ("", "", "", ("get", "patch", "update")),
    "binding": ("", "v1", "Binding", ("create",)),
    "eviction": ("policy", "v1", "Eviction", ("create",)),
    "token": ("authentication.k8s.io", "v1", "TokenRequest", ("create",)),
}
"""Group, version, kind (the resource's own when empty, and in place of braces) and verbs of each subresource."""


def document(kinds: Catalogue, path: str, accept: str = "") -> tuple[Obj, str] | None:
    """The discovery document at ``path`` and its content type, or None when the path is not one of discovery's."""
    parts = [part for part in path.split("/") if part]
    if not parts or parts[0] not in ("api", "apis") or len(parts) > 3:
        return None
    groups = _groups(kinds)
    match parts:
        case ["api" | "apis"] if _wants_aggregated(accept):
            return _aggregated(groups, core=parts == ["api"]), AGGREGATED
        case ["api"]:
            return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}, "application/json"
        case ["apis"]:
            told = [_group(name, versions) for name, versions in groups.items() if name]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": told}, "application/json"
        case ["apis", name] if name in groups:
            return {"kind": "APIGroup", "apiVersion": "v1", **_group(name, groups[name])}, "application/json"
        case ["api", "v1"]:
            return _resources("", "v1", groups[""]["v1"]), "application/json"
        case ["apis", name, version] if version in groups.get(name, ()):
            return _resources(name, version, groups[name][version]), "application/json"
    return None


Groups = dict[str, dict[str, list[Kind]]]
"""Kinds by group and version, the preferred version of each group first."""


def _groups(kinds: Catalogue) -> Groups:
    groups: Groups = {}
    for kind in kinds.kinds():
        groups.setdefault(kind.group, {}).setdefault(kind.version, []).append(kind)
    return {
        name: dict(sorted(versions.items(), key=lambda item: version_rank(item[0]), reverse=True))
        for name, versions in groups.items()
    }


def _group(name: str, known: dict[str, list[Kind]]) -> Obj:
    versions = [{"groupVersion": f"{name}/{version}", "version": version} for version in known]
    return {"name": name, "versions": versions, "preferredVersion": versions[0]}


def _resources(group: str, version: str, kinds: list[Kind]) -> Obj:
    served = []
    for kind in kinds:
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
            served.append({**sub, "kind": sub_kind.format(kind.kind) or kind.kind, "verbs": list(verbs)})
    group_version = f"{group}/{version}" if group else version
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": served}


def _wants_aggregated(accept: str) -> bool:
    return any(AGGREGATED in entry.replace(" ", "") for entry in accept.split(","))


def _aggregated(groups: Groups, *, core: bool) -> Obj:
    items = []
    for name, versions in groups.items():
        if (name == "") is not core:
            continue
        told = []
        for version, kinds in versions.items():
            resources = [_aggregated_resource(kind) for kind in kinds]
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
            response = (
                (group, version, sub_kind.format(kind.kind)) if sub_kind else (kind.group, kind.version, kind.kind)
            )
            told = dict(zip(("group", "version", "kind"), response, strict=True))
            entry["subresources"].append({"subresource": name, "responseKind": told, "verbs": list(verbs)})
    return entry
