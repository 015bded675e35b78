"""Questions about who depends on whom, on a mapping of names to the names that they depend on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

Depends = Mapping[str, Sequence[str]]


def path_between(depends: Depends, start: str, goal: str) -> list[str] | None:
    """Return the shortest way along dependencies, both ends included; None when there is none."""
    came_from: dict[str, str | None] = {start: None}
    waiting = deque([start])
    while waiting:
        name = waiting.popleft()
        if name == goal:
            return _way_back(came_from, name)
        for needed in depends.get(name, ()):
            if needed not in came_from:
                came_from[needed] = name
                waiting.append(needed)
    return None


def with_needed(depends: Depends, names: Iterable[str]) -> set[str]:
    """Return ``names`` with everything that they depend on, directly or not."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += depends.get(name, ())
    return found


def dependents_of(depends: Depends, name: str) -> set[str]:
    """Return everything that depends on ``name``, directly or not, without itself."""
    users: dict[str, list[str]] = {}
    for user, needed in depends.items():
        for used in needed:
            users.setdefault(used, []).append(user)
    return with_needed(users, [name]) - {name}


def _way_back(came_from: Mapping[str, str | None], end: str) -> list[str]:
    way = [end]
    while (before := came_from[way[-1]]) is not None:
        way.append(before)
    return way[::-1]
