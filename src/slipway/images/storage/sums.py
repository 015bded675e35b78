"""Add up what tenants have in a registry. Pure.

A registry keeps a layer once, however many images have it: so it counts once for a tenant, too. Two tenants that have
the same layer both count it: neither could do without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Stored:
    """One repository: how many tags it has, and the digests of all that they lead to."""

    tags: int
    digests: Set[str]


@dataclass(frozen=True, slots=True)
class RepositoryTotal:
    """One repository in bytes; ``own_bytes`` are in no other of the tenant."""

    tags: int
    size_bytes: int
    own_bytes: int


@dataclass(frozen=True, slots=True)
class TenantTotal:
    """What one tenant has."""

    size_bytes: int
    repositories: Mapping[str, RepositoryTotal]


def total(repositories: Mapping[str, Stored], sizes: Mapping[str, int]) -> TenantTotal:
    """Add up one tenant's repositories; ``sizes`` are bytes by digest, without those that are nowhere."""
    holders = Counter(digest for stored in repositories.values() for digest in stored.digests)
    found = {
        name: RepositoryTotal(
            tags=stored.tags,
            size_bytes=_sum(stored.digests, sizes),
            own_bytes=_sum((digest for digest in stored.digests if holders[digest] == 1), sizes),
        )
        for name, stored in repositories.items()
    }
    return TenantTotal(_sum(holders, sizes), found)


def _sum(digests: Iterable[str], sizes: Mapping[str, int]) -> int:
    return min(sum(sizes.get(digest, 0) for digest in digests), LARGEST)
