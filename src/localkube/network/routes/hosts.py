"""Host names of listeners and routes: where they meet. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from localkube.network.routes.model import ANY_HOST, Host


def host_of(name: str) -> Host:
    """A Gateway API host name: a wildcard stands for any number of labels."""
    name = name.lower()
    if not name:
        return ANY_HOST
    return Host("suffix", name[2:]) if name.startswith("*.") else Host("exact", name)


def ingress_host_of(name: str) -> Host:
    """An Ingress's host name: a wildcard stands for one label."""
    name = name.lower()
    if not name:
        return ANY_HOST
    return Host("label", name[2:]) if name.startswith("*.") else Host("exact", name)


def is_covered(host: Host, names: Iterable[str]) -> bool:
    """Whether one of ``names`` of an Ingress's ``tls`` is the host, or a wildcard over it."""
    for name in (ingress_host_of(name) for name in names):
        deeper = host.form == "exact" and name.form == "label" and host.name.partition(".")[2] == name.name
        if host == name or deeper:
            return True
    return False


def meeting(listener: Host, wanted: Iterable[Host]) -> tuple[Host, ...]:
    """The hosts of a route that a listener takes, each as narrow as the narrower of both."""
    hosts = tuple(wanted) or (ANY_HOST,)
    met = (_meet(listener, host) for host in hosts)
    return tuple(dict.fromkeys(host for host in met if host is not None))


def _meet(one: Host, other: Host) -> Host | None:
    for broad, narrow in ((one, other), (other, one)):
        if broad.form == "any" or broad == narrow:
            return narrow
        if broad.form == "suffix" and narrow.name.endswith("." + broad.name):
            return narrow
    return None
