"""Which tenant a repository belongs to, by its name. Pure.

A pattern is a path: ``{tenant}`` stands for the tenant's name, ``*`` for any one part, and ``**``, at the end, for all
that follow. The tenant's name is always a whole part, so that no repository can belong to two.
"""

from __future__ import annotations

from dataclasses import dataclass

from slipway.errors import Invalid
from slipway.images.reference import is_repository

PATTERN_LENGTH = 255
TENANT, ANY, REST = "{tenant}", "*", "**"
DEFAULT_PATTERN = f"{TENANT}/{REST}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, taken apart."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Pattern:
        """Read one. Raises Invalid."""
        parts = tuple(text.split("/"))
        head = parts[:-1] if parts[-1] == REST else parts
        plain = [part for part in head if part not in (TENANT, ANY)]
        if head.count(TENANT) != 1 or not all(is_repository(part) for part in plain):
            raise Invalid("registry.pattern_invalid", {"pattern": text}, field="repositories")
        return cls(parts)

    def tenant_of(self, repository: str) -> str | None:
        """Return the name of the tenant whose repository this would be."""
        head = self.parts[:-1] if self.parts[-1] == REST else self.parts
        names = repository.split("/")
        fits = len(names) > len(head) if len(head) < len(self.parts) else len(names) == len(head)
        pairs = list(zip(head, names, strict=False))
        if not fits or not all(part in (TENANT, ANY, name) for part, name in pairs):
            return None
        return next(name for part, name in pairs if part == TENANT)
