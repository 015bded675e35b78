"""Defaults of CustomResourceDefinitions."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.schema import normalize_schema


def default_definition(crd: Obj) -> None:
    """Fill in names, the conversion, and the canonical form of what the types files call ``any``."""
    spec: Obj = crd.get("spec") or {}
    names = spec.get("names")
    if isinstance(names, dict) and names.get("kind"):
        names.setdefault("singular", names["kind"].lower())
        names.setdefault("listKind", f"{names['kind']}List")
    spec.setdefault("conversion", {"strategy": "None"})
    for version in spec.get("versions") or ():
        if schema := (version.get("schema") or {}).get("openAPIV3Schema"):
            normalize_schema(schema)
