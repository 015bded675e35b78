"""A service's environment: whole sets, then what dependencies provide, single keys of sets, and its own variables.

The later wins. Secret-looking variables of its own go into a Secret.

The Secret is immutable and named after its content: a changed secret is a new object, so that it rolls out like any
other change, and replicas of the old revision keep the old one if they restart meanwhile. Pure.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from slipway.applications.publish.configured import Contents, chosen_variables, whole_sets
from slipway.applications.variables import variables
from slipway.applications.views import ServiceView
from slipway.cluster import Obj
from slipway.masking import is_secret


@dataclass(frozen=True, slots=True)
class Environment:
    """``env`` and ``env_from`` of the container; ``secret_name`` and ``secret_data`` when a Secret is needed."""

    env: list[Obj]
    env_from: list[Obj]
    secret_name: str | None
    secret_data: dict[str, str]


def environment(service: ServiceView, siblings: Iterable[ServiceView], contents: Contents) -> Environment:
    """Return the environment of a service among the services and sets of its application."""
    provided: dict[str, Obj] = {
        each.name: {"name": each.name, "value": each.value} for each in variables(service.config, siblings)
    }
    own = service.config.env
    secrets = {name: value for name, value in own.items() if is_secret(name, value)}
    secret_name = f"{service.name}-env-{_digest(secrets)}" if secrets else None
    env = {
        name: _referred(name, secret_name) if secret_name and name in secrets else {"name": name, "value": own[name]}
        for name in sorted(own)
    }
    data = {name: base64.b64encode(value.encode()).decode() for name, value in sorted(secrets.items())}
    merged = {**provided, **chosen_variables(service, contents), **env}
    return Environment(list(merged.values()), whole_sets(service, contents), secret_name, data)


def _referred(name: str, secret: str) -> Obj:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": name}}}


def _digest(values: dict[str, str]) -> str:
    joined = "\0".join(f"{name}={values[name]}" for name in sorted(values))
    return hashlib.sha256(joined.encode()).hexdigest()[:10]
