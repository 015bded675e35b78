"""A pod's sandboxes and containers as the runtime last told of them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from localkube.objects.meta import parse_time
from localkube.runtime import Found

NODE_LABEL = "localkube.node"
SANDBOX_LABEL = "localkube.sandbox"
DEFINITION_LABEL = "localkube.definition"
IMAGE_LABEL = "localkube.image"
IMAGE_ID_LABEL = "localkube.image-id"


@dataclass(frozen=True, slots=True)
class Observed:
    """Newest first, containers by their name in the pod."""

    sandboxes: tuple[Found, ...] = ()
    containers: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)

    @property
    def sandbox(self) -> Found | None:
        """The sandbox that runs."""
        return next((found for found in self.sandboxes if found.state == "running"), None)

    def of(self, name: str) -> tuple[Found, ...]:
        """All incarnations of a container."""
        return self.containers.get(name, ())

    def newest(self, name: str) -> Found | None:
        """The latest incarnation of a container."""
        return next(iter(self.of(name)), None)

    def everything(self) -> list[Found]:
        """Containers, then sandboxes."""
        return [found for group in self.containers.values() for found in group] + list(self.sandboxes)

    def running(self) -> list[Found]:
        """The containers that run."""
        return [found for group in self.containers.values() for found in group if found.state == "running"]


def observe(everything: Iterable[Found]) -> Observed:
    """Sort what was found of one pod."""
    sandboxes: list[Found] = []
    containers: dict[str, list[Found]] = defaultdict(list)
    for found in everything:
        (sandboxes if found.role == "sandbox" else containers[found.name]).append(found)
    return Observed(
        _newest_first(sandboxes), {name: _newest_first(incarnations) for name, incarnations in containers.items()}
    )


def has_ended(found: Found) -> bool:
    """It ran and ended, or its command could not be run at all."""
    return found.state == "exited"


def is_scrap(found: Found) -> bool:
    """It was made but never started: whoever made it was interrupted."""
    return found.state == "created"


def moment(text: str | None) -> float:
    """A time of the runtime in seconds since 1970; 0 when there is none."""
    if not text or text.startswith("0001-"):
        return 0.0
    return parse_time(text).timestamp()


def stamp(text: str | None) -> str | None:
    """A time of the runtime as objects carry it: whole seconds."""
    if not text or text.startswith("0001-"):
        return None
    return parse_time(text).strftime("%Y-%m-%dT%H:%M:%SZ")


def _newest_first(incarnations: list[Found]) -> tuple[Found, ...]:
    return tuple(sorted(incarnations, key=lambda found: found.attempt, reverse=True))
