"""The refusals that several parts answer with, in Kubernetes' words."""

from __future__ import annotations

from localkube.objects.errors import AlreadyExists, Cause, Conflict, Forbidden, NotFound
from localkube.objects.kinds import Kind

STALE = "the object has been modified; please apply your changes to the latest version and try again"


def not_found(kind: Kind, name: str) -> NotFound:
    """The object is not there."""
    return NotFound(f'{kind.full_name} "{name}" not found', name=name, group=kind.group, kind=kind.plural)


def already_exists(kind: Kind, name: str) -> AlreadyExists:
    """Another object has the name."""
    return AlreadyExists(f'{kind.full_name} "{name}" already exists', name=name, group=kind.group, kind=kind.plural)


def conflict(kind: Kind, name: str, detail: str = STALE, subresource: str = "") -> Conflict:
    """The object is not as the request supposes."""
    about = f"{kind.full_name}/{subresource}" if subresource else kind.full_name
    message = f'Operation cannot be fulfilled on {about} "{name}": {detail}'
    return Conflict(message, name=name, group=kind.group, kind=kind.plural)


def forbidden(kind: Kind, name: str, why: str, causes: tuple[Cause, ...] = ()) -> Forbidden:
    """The request is understood and not allowed."""
    message = f'{kind.full_name} "{name}" is forbidden: {why}'
    return Forbidden(message, name=name, group=kind.group, kind=kind.plural, causes=causes)
