"""What is known of a registry's manifests and blobs from the walk before: they never change, only tags do."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest: its own bytes, and by their digests what it is made of and which manifests it names."""

    size: int
    blobs: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Referrers:
    """The manifests that refer to one (signatures, attestations), and when that was asked (monotonic seconds)."""

    asked: float
    digests: tuple[str, ...]


@dataclass(slots=True)
class Shelf:
    """What is known of one registry."""

    manifests: dict[str, Manifest] = field(default_factory=dict)
    blobs: dict[str, int] = field(default_factory=dict)
    """Sizes."""
    referrers: dict[str, Referrers] = field(default_factory=dict)
    no_referrers_since: float | None = None
    """When the registry said that it has no such list (monotonic seconds)."""

    def keep_only(self, manifests: Set[str]) -> None:
        """Forget what no tag leads to any more."""
        self.manifests = {digest: self.manifests[digest] for digest in manifests}
        blobs = {blob for manifest in self.manifests.values() for blob in manifest.blobs}
        self.blobs = {digest: size for digest, size in self.blobs.items() if digest in blobs}
        self.referrers = {digest: known for digest, known in self.referrers.items() if digest in manifests}
