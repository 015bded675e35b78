"""What a Gateway needs to serve own domains by TLS: a listener for each host, and the Secret that it refers to. Pure.

Listeners and Secrets are the platform's: the Secrets stand in the Gateway's own namespace, so that no namespace has to
grant anything, and tenants' programs never see a key. A listener takes routes of the domain's tenant only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slipway.applications import labels
from slipway.applications.publish.redirects import OWN_LISTENER, listener_of
from slipway.applications.publish.routing import TlsFiles
from slipway.cluster import GATEWAY, Obj

MOST_LISTENERS = 64
"""What the Gateway API allows a Gateway."""
CERTIFICATE_OF = "slipway.io/certificate-of"
"""Label of our Secrets: the id of the domain."""


@dataclass(frozen=True, slots=True)
class SecureHost:
    """A verified own domain with a certificate, and the namespace of its tenant."""

    domain_id: str
    host: str
    namespace: str
    files: TlsFiles

    @property
    def listener(self) -> str:
        """The listener's name."""
        return listener_of(self.domain_id)

    @property
    def secret_name(self) -> str:
        """The name of its Secret: another one for each content."""
        return f"slipway-{self.files.secret_name}-{self.domain_id.lower()}"


def secret(host: SecureHost, namespace: str) -> Obj:
    """Return the Secret in the Gateway's namespace."""
    own = {labels.MANAGED_BY: labels.MANAGER, CERTIFICATE_OF: host.domain_id}
    return {**host.files.secret(), "metadata": {"name": host.secret_name, "namespace": namespace, "labels": own}}


def gateway(gateway: str, hosts: Sequence[SecureHost], port: int) -> Obj:
    """Return what we say of the Gateway: our listeners, and nothing of what its owner says."""
    namespace, _, name = gateway.partition("/")
    spec: Obj = {"listeners": [_listener(each, port) for each in hosts]} if hosts else {}
    return {
        "apiVersion": GATEWAY.api_version,
        "kind": GATEWAY.name,
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    }


def _listener(host: SecureHost, port: int) -> Obj:
    of_tenant = {"matchLabels": {"kubernetes.io/metadata.name": host.namespace}}
    return {
        "name": host.listener,
        "hostname": host.host,
        "port": port,
        "protocol": "HTTPS",
        "tls": {"mode": "Terminate", "certificateRefs": [{"name": host.secret_name}]},
        "allowedRoutes": {"namespaces": {"from": "Selector", "selector": of_tenant}},
    }


def ours(live: Obj) -> list[str]:
    """Return the names of our listeners of the Gateway."""
    return [name for name in _names(live) if name.startswith(OWN_LISTENER)]


def others(live: Obj) -> list[str]:
    """Return the names of the listeners of the Gateway's owner."""
    return [name for name in _names(live) if not name.startswith(OWN_LISTENER)]


def _names(live: Obj) -> list[str]:
    return [each["name"] for each in live["spec"].get("listeners") or ()]


def is_seen(live: Obj) -> bool:
    """Tell whether the Gateway's controller has seen what the Gateway says now: until then it may serve as before."""
    conditions = (live.get("status") or {}).get("conditions") or ()
    generation = live["metadata"].get("generation", 0)
    return bool(conditions) and all(each.get("observedGeneration", 0) >= generation for each in conditions)


def problems(live: Obj) -> dict[str, str]:
    """Return why listeners of ours do not serve, by their names, in the Gateway controller's words."""
    found: dict[str, str] = {}
    for each in (live.get("status") or {}).get("listeners") or ():
        bad = [one for one in each.get("conditions") or () if _is_bad(one)]
        if bad and each["name"].startswith(OWN_LISTENER):
            found[each["name"]] = str(bad[0].get("message") or bad[0].get("reason") or bad[0]["type"])
    return found


def _is_bad(condition: Obj) -> bool:
    return (condition["type"], condition["status"]) in {
        ("Accepted", "False"),
        ("Programmed", "False"),
        ("ResolvedRefs", "False"),
        ("Conflicted", "True"),
    }
