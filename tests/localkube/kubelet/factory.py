"""Pods and found containers for the tests."""

from __future__ import annotations

import base64
import itertools
import json
from datetime import UTC, datetime
from typing import Any

from localkube.kubelet.observed import DEFINITION_LABEL, SANDBOX_LABEL, Observed, observe
from localkube.kubelet.podspec import definition
from localkube.objects.access import Obj
from localkube.runtime import Found

NODE = "n1"
START = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
_numbers = itertools.count(1)


def at(seconds: float) -> str:
    """A time ``seconds`` after ``START``."""
    return datetime.fromtimestamp(START + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def container(name: str = "web", **parts: Any) -> Obj:
    return {"name": name, "image": f"{name}:1", **parts}


def pod(*containers: Obj, name: str = "web-1", **spec: Any) -> Obj:
    """A pod bound to the node, as the kubelet reads it."""
    metadata = {"name": name, "namespace": "shop", "uid": f"uid-{name}", "labels": {"app": "web"}}
    metadata |= spec.pop("metadata", {})
    status = spec.pop("status", {"phase": "Pending"})
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {
            "nodeName": NODE,
            "restartPolicy": "Always",
            "containers": list(containers) or [container()],
            **spec,
        },
        "status": status,
    }


def docker_config(entries: dict[str, Any]) -> Obj:
    """A secret ``pull`` with logins by registry."""
    text = base64.b64encode(json.dumps({"auths": entries}).encode()).decode()
    return {"kind": "Secret", "metadata": {"name": "pull"}, "data": {".dockerconfigjson": text}}


def found(name: str = "web", attempt: int = 0, state: str = "running", **parts: Any) -> Found:
    """A container in the first sandbox."""
    labels = {SANDBOX_LABEL: "0", DEFINITION_LABEL: definition(container(name)), **parts.pop("labels", {})}
    ended = state == "exited"
    values: dict[str, Any] = {
        "id": f"{name}-{attempt}-{next(_numbers)}",
        "role": "container",
        "pod_uid": "uid-web-1",
        "namespace": "shop",
        "pod_name": "web-1",
        "name": name,
        "attempt": attempt,
        "state": state,
        "exit_code": 1 if ended else None,
        "oom_killed": False,
        "started_at": at(0),
        "finished_at": at(5) if ended else None,
        "image": f"{name}:1",
        "image_id": "sha256:1",
        "pid": 0 if ended else 77,
        "error": "",
        "labels": labels,
    }
    return Found(**values | parts)


def sandbox(attempt: int = 0, state: str = "running", **parts: Any) -> Found:
    return found("sandbox", attempt, state, role="sandbox", **parts)


def there(*everything: Found) -> Observed:
    """What was found of one pod."""
    return observe(everything)
