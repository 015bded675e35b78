"""Defaults of kinds that only hold data."""

from __future__ import annotations

import base64

from localkube.objects.access import Obj

NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name"


def default_namespace(namespace: Obj) -> None:
    """Live namespaces carry the finalizer by which their content is deleted first, and a label with their name."""
    metadata: Obj = namespace["metadata"]
    if "deletionTimestamp" not in metadata:
        namespace.setdefault("spec", {}).setdefault("finalizers", ["kubernetes"])
        namespace.setdefault("status", {}).setdefault("phase", "Active")
    if "name" in metadata:
        metadata.setdefault("labels", {}).setdefault(NAMESPACE_NAME_LABEL, metadata["name"])


def default_node(node: Obj) -> None:
    """The first of the node's pod ranges also stands alone, and one that stands alone is the only one."""
    spec: Obj = node.get("spec", {})
    if spec.get("podCIDRs"):
        spec.setdefault("podCIDR", spec["podCIDRs"][0])
    elif spec.get("podCIDR"):
        spec["podCIDRs"] = [spec["podCIDR"]]


def default_secret(secret: Obj) -> None:
    """``stringData`` is for writing only: it becomes ``data``."""
    secret.setdefault("type", "Opaque")
    written: dict[str, str] = secret.pop("stringData", {})
    if written:
        encoded = {name: base64.b64encode(text.encode()).decode() for name, text in written.items()}
        secret["data"] = {**secret.get("data", {}), **encoded}


def default_limit_range(limit_range: Obj) -> None:
    """A container's default limit is the maximum, its default request the default limit, else the minimum."""
    for item in limit_range.get("spec", {}).get("limits", []):
        if item.get("type") != "Container":
            continue
        limits = {**item.get("max", {}), **item.get("default", {})}
        requests = {**item.get("min", {}), **limits, **item.get("defaultRequest", {})}
        if limits:
            item["default"] = limits
        if requests:
            item["defaultRequest"] = requests
