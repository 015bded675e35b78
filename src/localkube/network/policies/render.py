"""The text of the nftables table that enforces policies. Pure: the same guards make the same text.

Every packet between pods, and from pods to the machine, comes through the machine's forward or input hook, after the
service table has put the receiving pod's address in. What the machine itself sends to pods (probes, routes) is free.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from localkube.network.policies.plan import Allowed, Guard, Ports


def render(table: str, guarded: Sequence[Guard], trusted: str = "") -> str:
    """Input for ``nft -f``: the whole table, replaced in one transaction. ``trusted`` tells packets that are free."""
    free = (f"{trusted} accept",) if trusted else ()
    sets: dict[str, tuple[str, ...]] = {}
    chains: list[str] = []
    into: list[str] = []
    out_of: list[str] = []
    for number, guard in enumerate(guarded):
        for name, allowed, field, jumps in (
            ("in", guard.ingress, "saddr", into),
            ("out", guard.egress, "daddr", out_of),
        ):
            if allowed is not None:
                chain = f"{name}_{number}"
                chains += _chain(chain, guard.address, allowed, field, sets)
                jumps.append(f"{guard.address} : jump {chain}")
    body = [
        *(line for name, addresses in sorted(sets.items()) for line in _set(name, addresses)),
        *chains,
        *_map("into", into),
        *_map("out_of", out_of),
        *_hook("forward", (*free, "ip saddr vmap @out_of", "ip daddr vmap @into")),
        *_hook(
            "input",
            (
                *free,
                "ip saddr vmap @out_of",
            ),
        ),
    ]
    return "\n".join((f"table ip {table}", f"delete table ip {table}", f"table ip {table} {{", *body, "}", ""))


def _chain(name: str, own: str, allowed: Iterable[Allowed], field: str, sets: dict[str, tuple[str, ...]]) -> list[str]:
    """A pod always reaches itself."""
    lines = [f"    ip {field} {own} return"]
    for each in allowed:
        words = [_peers(each, field, sets), _ports(each.ports), "return"]
        lines.append(f"    {' '.join(word for word in words if word)}")
    return [f"  chain {name} {{", *lines, "    drop", "  }"]


def _peers(allowed: Allowed, field: str, sets: dict[str, tuple[str, ...]]) -> str:
    if allowed.addresses is not None:
        name = "peers_" + hashlib.sha256(" ".join(allowed.addresses).encode()).hexdigest()[:12]
        sets[name] = allowed.addresses
        return f"ip {field} @{name}"
    if not allowed.block:
        return ""
    inside = f"ip {field} {allowed.block}"
    return f"{inside} ip {field} != {{ {', '.join(allowed.but)} }}" if allowed.but else inside


def _ports(ports: Ports | None) -> str:
    if ports is None:
        return ""
    protocol = ports.protocol.lower()
    if not ports.ranges:
        return f"meta l4proto {protocol}"
    merged = ", ".join(f"{low}-{high}" if high > low else str(low) for low, high in _merged(ports.ranges))
    return f"{protocol} dport {{ {merged} }}"


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges that do not overlap: nftables refuses others in one set."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _set(name: str, addresses: Iterable[str]) -> list[str]:
    return [f"  set {name} {{", "    type ipv4_addr", f"    elements = {{ {', '.join(addresses)} }}", "  }"]


def _map(name: str, jumps: list[str]) -> list[str]:
    elements = [f"    elements = {{ {', '.join(jumps)} }}"] if jumps else []
    return [f"  map {name} {{", "    type ipv4_addr : verdict", *elements, "  }"]


def _hook(name: str, rules: Iterable[str]) -> list[str]:
    """Packets of connections that were allowed pass, in both directions."""
    return [
        f"  chain {name} {{",
        f"    type filter hook {name} priority filter + 5; policy accept;",
        "    ct state established,related accept",
        *(f"    {rule}" for rule in rules),
        "  }",
    ]
