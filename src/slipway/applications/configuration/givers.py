"""Which sets of an application are given to it by a room above (``given``), as that room tells.

They say what holds at this moment, so a declarative file, which says what held when it was written, neither has them
nor changes them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slipway.db import Session

Names = Callable[[Session, str], Awaitable[set[str]]]
"""Returns the names of the sets that a room gave an application, by its id."""

_GIVERS: list[Names] = []


def register_giver(names: Names) -> None:
    """Have another room asked; called when that is imported."""
    _GIVERS.append(names)


async def given_sets(session: Session, application_id: str) -> set[str]:
    """Return the names of all sets that an application was given."""
    return {name for names in _GIVERS for name in await names(session, application_id)}
