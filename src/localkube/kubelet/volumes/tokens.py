"""The tokens in a pod's volumes: each is kept until most of its life is over, then there is a new one."""

from __future__ import annotations

from collections.abc import Callable

from localkube.objects.access import Obj
from localkube.objects.ports import PodTokens

_SHARE_OF_LIFE = 0.8
_LONGEST_USE = 24 * 3600.0


class Tokens:
    """The tokens of one pod."""

    def __init__(self, source: PodTokens, pod: Obj, clock: Callable[[], float]) -> None:
        self._source = source
        self._pod = pod
        self._clock = clock
        self._held: dict[tuple[str, int], tuple[str, float]] = {}
        """Each with when there shall be a new one."""

    def token(self, audience: str, seconds: int) -> str:
        """Raises NotFound without an account."""
        now = self._clock()
        text, renew_at = self._held.get((audience, seconds), ("", 0.0))
        if now >= renew_at:
            text, expires = self._source.for_pod(self._pod, audience, seconds)
            renew_at = now + min((expires - now) * _SHARE_OF_LIFE, _LONGEST_USE)
            self._held[audience, seconds] = text, renew_at
        return text

    def are_due(self, now: float) -> bool:
        """Whether there shall be a new one."""
        due = self.next_renewal()
        return due is not None and now >= due

    def next_renewal(self) -> float | None:
        """When the volumes must be written again; None without a token."""
        return min((renew_at for _, renew_at in self._held.values()), default=None)
