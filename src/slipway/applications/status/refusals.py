"""What the cluster refused to accept, by service, as the publisher in this process heard it last.

Kept in memory only: the publisher asks again and hears it again.
"""

from __future__ import annotations

from dataclasses import dataclass

PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the API server said, and how often in a row; ``patient`` ones are worth telling only when they persist."""

    message: str
    times: int
    patient: bool = False


class Refusals:
    """Refusals by service id."""

    def __init__(self) -> None:
        self._found: dict[str, Refusal] = {}

    def of(self, service_id: str) -> Refusal | None:
        """Return the present refusal, if it is worth telling."""
        found = self._found.get(service_id)
        return None if found is None or (found.patient and found.times <= PATIENCE) else found

    def note(self, service_id: str, message: str, *, patient: bool = False) -> Refusal:
        """Remember a refusal."""
        before = self._found.get(service_id)
        refusal = Refusal(message, before.times + 1 if before else 1, patient)
        self._found[service_id] = refusal
        return refusal

    def forget(self, service_id: str) -> bool:
        """Forget it: the cluster accepted, or nobody wants the service any more. Tell whether there was one."""
        return self._found.pop(service_id, None) is not None
