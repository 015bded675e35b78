"""Workloads for tests."""

from __future__ import annotations

from typing import Any

from tests.conformance.pods import container

Obj = dict[str, Any]


def template(script: str = "sleep 3600", labels: Obj | None = None, **spec: Any) -> Obj:
    """A pod template with one container that runs a shell script; its pods end at once when they must."""
    fields = spec.pop("container", {})
    return {
        "metadata": {"labels": labels or {}},
        "spec": {"containers": [container(script, **fields)], "terminationGracePeriodSeconds": 0, **spec},
    }


def job(name: str, script: str, *, restart: str = "Never", **spec: Any) -> Obj:
    """A job of a shell script."""
    return {"metadata": {"name": name}, "spec": {"template": template(script, restartPolicy=restart), **spec}}


def condition(found: Any, kind: str) -> Any:
    """The condition of that type, if it holds."""
    present = found.status.conditions or ()
    return next((each for each in present if each.type == kind and each.status == "True"), None)
