"""Who asks: the names by which roles are bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from localkube.objects.access import Obj

ADMINISTRATORS = "system:masters"
AUTHENTICATED, UNAUTHENTICATED = "system:authenticated", "system:unauthenticated"


@dataclass(frozen=True, slots=True)
class User:
    """One who asks. ``extra`` tells more of how this is known, for example which pod's token it was.

    ``by``: who really asks, in this one's name (impersonation).
    """

    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    by: User | None = field(default=None, compare=False)

    @property
    def is_administrator(self) -> bool:
        """May do everything, whatever roles there are."""
        return ADMINISTRATORS in self.groups

    def info(self) -> Obj:
        """The ``UserInfo`` of reviews."""
        told: Obj = {"username": self.name, "uid": self.uid, "groups": list(self.groups)}
        told["extra"] = {key: list(values) for key, values in self.extra.items()}
        return {name: value for name, value in told.items() if value}


ANONYMOUS = User("system:anonymous", (UNAUTHENTICATED,))
