"""Make the command by which a machine joins, and for kubeadm the bootstrap token in it, which nobody sees again.

Source: "Authenticating with Bootstrap Tokens" and "kubeadm join" in the Kubernetes documentation; "Quick-Start Guide"
and "k3s token" of k3s.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slipway.access import Action, Actor, require
from slipway.audit import Target, record
from slipway.cluster import SECRET, Cluster, Obj
from slipway.db import Session, utcnow
from slipway.errors import Conflict
from slipway.hosts.join.ways import NAMESPACE, Entrance, Way, k3s_pin, k3s_server, k3s_version, kubeadm_entrance, way_of

_ALPHABET = string.ascii_lowercase + string.digits
ID_LENGTH, SECRET_LENGTH = 6, 16
GROUPS = {
    Way.KUBEADM: "system:bootstrappers:kubeadm:default-node-token",
    Way.K3S: "system:bootstrappers:k3s:default-node-token",
}
K3S_KEPT_AT = "/var/lib/rancher/k3s/server/node-token"


@dataclass(frozen=True, slots=True)
class Join:
    """The command, and until when it works (None: as long as the cluster's own token)."""

    way: Way
    command: str
    expires_at: datetime | None = None
    token_file: str = ""
    """Where on a server the token is that has to be put into the command."""
    bootstrap_id: str = ""
    """The public half of the token that was made for it."""


async def join_command(
    cluster: Cluster, session: Session, actor: Actor, nodes: Sequence[Obj], lifetime: timedelta
) -> Join:
    """Return how a machine joins. Raises Conflict where the platform cannot know that."""
    require(actor, Action.HOST_MANAGE)
    way = await way_of(cluster, nodes)
    if way is Way.NONE:
        raise Conflict("join.not_offered")
    if way is Way.K3S:
        return _k3s(nodes)
    made = await _with_token(cluster, way, nodes, lifetime)
    after = {
        "way": way.value,
        "bootstrap_id": made.bootstrap_id,
        "expires_at": made.expires_at and made.expires_at.isoformat(),
    }
    record(session, actor, "host.join", Target("host", "", ""), after=after)
    return made


async def unattended_join(cluster: Cluster, nodes: Sequence[Obj], lifetime: timedelta) -> Join:
    """Return how a machine joins with nobody at hand: the command holds its token with k3s as well. Raises Conflict.

    Whoever asks checks permissions and keeps the operation.
    """
    way = await way_of(cluster, nodes)
    if way is Way.NONE:
        raise Conflict("join.not_offered")
    return await _with_token(cluster, way, nodes, lifetime)


async def _with_token(cluster: Cluster, way: Way, nodes: Sequence[Obj], lifetime: timedelta) -> Join:
    """Make a bootstrap token that the cluster forgets by itself, and the command with it."""
    own, secret = _random(ID_LENGTH), _random(SECRET_LENGTH)
    expires = (utcnow() + lifetime).replace(microsecond=0)
    if way is Way.K3S:
        command = _k3s_command(nodes, f"K10{await k3s_pin(cluster)}::{own}.{secret}")
    else:
        command = _kubeadm(await kubeadm_entrance(cluster), f"{own}.{secret}")
    await cluster.create(_manifest(own, secret, expires, GROUPS[way]))
    return Join(way, command, expires, bootstrap_id=own)


def _k3s(nodes: Sequence[Obj]) -> Join:
    return Join(Way.K3S, _k3s_command(nodes, "TOKEN"), token_file=K3S_KEPT_AT)


def _k3s_command(nodes: Sequence[Obj], token: str) -> str:
    version = k3s_version(nodes)
    variables = f"INSTALL_K3S_VERSION={version} K3S_URL={k3s_server(nodes)} K3S_TOKEN={token}"
    return f"curl -sfL https://get.k3s.io | {variables} sh -"


def _kubeadm(entrance: Entrance, token: str) -> str:
    pins = " ".join(f"--discovery-token-ca-cert-hash {each}" for each in entrance.ca_hashes)
    return f"kubeadm join {entrance.address} --token {token} {pins}"


def _manifest(own: str, secret: str, expires: datetime, group: str) -> Obj:
    data = {
        "token-id": own,
        "token-secret": secret,
        "expiration": expires.isoformat().replace("+00:00", "Z"),
        "usage-bootstrap-authentication": "true",
        "usage-bootstrap-signing": "true",
        "auth-extra-groups": group,
        "description": "made by Slipway for a host that joins",
    }
    return {
        "apiVersion": SECRET.api_version,
        "kind": SECRET.name,
        "metadata": {"name": f"bootstrap-token-{own}", "namespace": NAMESPACE},
        "type": "bootstrap.kubernetes.io/token",
        "stringData": data,
    }


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
