"""What containers left as their termination message: in their file, or failing that as the end of their log."""

from __future__ import annotations

from localkube.kubelet.engine import Engine
from localkube.kubelet.observed import Observed, has_ended
from localkube.kubelet.podspec import container_named
from localkube.kubelet.volumes import Places
from localkube.objects.access import Obj
from localkube.runtime import Found, RuntimeFault

_LONGEST = 4096
_LONGEST_FROM_LOG, _LINES_FROM_LOG = 2048, 80


class LastWords:
    """Of one pod; each file and each log is read once."""

    def __init__(self, places: Places, engine: Engine) -> None:
        self._places = places
        self._engine = engine
        self._known: dict[str, str] = {}

    def of(self, observed: Observed) -> dict[str, str]:
        """By container id."""
        ended = _ended(observed)
        self._known = {found.id: self._of(found) for found in ended}
        return self._known

    def in_logs(self, pod: Obj, observed: Observed) -> list[Found]:
        """The containers that failed without a word, whose log speaks for them and was not read yet."""
        return [found for found in _ended(observed) if found.id not in self._known and self._is_in_log(pod, found)]

    async def read_logs(self, pod: Obj, observed: Observed) -> None:
        """Read the logs of those."""
        for found in self.in_logs(pod, observed):
            try:
                end = await self._engine.log_end(found.id, _LINES_FROM_LOG)
            except RuntimeFault as fault:
                end = f"Error on reading termination message from logs: {fault.message}".encode()
            self._known[found.id] = end[-_LONGEST_FROM_LOG:].decode(errors="replace")

    def _is_in_log(self, pod: Obj, found: Found) -> bool:
        policy = (container_named(pod, found.name) or {}).get("terminationMessagePolicy")
        return policy == "FallbackToLogsOnError" and found.exit_code != 0 and not self._of(found)

    def _of(self, found: Found) -> str:
        return self._known[found.id] if found.id in self._known else self._read(found.name, found.attempt)

    def _read(self, name: str, attempt: int) -> str:
        path = self._places.last_words(name, attempt)
        try:
            with path.open("rb") as file:
                return file.read(_LONGEST).decode(errors="replace")
        except FileNotFoundError:
            return ""


def _ended(observed: Observed) -> list[Found]:
    return [found for group in observed.containers.values() for found in group if has_ended(found)]
