"""Reads what containers left as their termination message."""

from __future__ import annotations

from localkube.kubelet.observed import Observed, has_ended
from localkube.kubelet.volumes import Places

_LONGEST = 4096


class LastWords:
    """Of one pod; each file is read once."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._known: dict[str, str] = {}

    def of(self, observed: Observed) -> dict[str, str]:
        """By container id."""
        ended = [found for group in observed.containers.values() for found in group if has_ended(found)]
        self._known = {
            found.id: self._known[found.id] if found.id in self._known else self._read(found.name, found.attempt)
            for found in ended
        }
        return self._known

    def _read(self, name: str, attempt: int) -> str:
        path = self._places.last_words(name, attempt)
        try:
            with path.open("rb") as file:
                return file.read(_LONGEST).decode(errors="replace")
        except FileNotFoundError:
            return ""
