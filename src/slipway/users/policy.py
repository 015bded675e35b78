"""What a password must be like. Each rule has an error code of its own, and the field in which it was broken."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from slipway.errors import Invalid
from slipway.settings import Settings

_LEAST_NAME = 3
"""Shorter user names are found in too many good passwords."""


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """``min_length`` in characters; ``classes``: how many of lower, upper, digits and others there must be;
    ``remembered``: how many of the last passwords cannot be chosen again, see ``history``; ``different``: how many
    characters must not be the same.
    """

    min_length: int
    classes: int
    remembered: int
    different: int = 5

    @classmethod
    def of(cls, settings: Settings) -> PasswordPolicy:
        """Return what was set."""
        return cls(settings.password_min_length, settings.password_character_classes, settings.password_history)

    def check(self, password: str, username: str, field: str) -> None:
        """Raise Invalid for the first rule that the password breaks."""
        if len(password) < self.min_length:
            raise Invalid("password.too_short", {"min_length": self.min_length}, field=field)
        if len(set(password)) < self.different:
            raise Invalid("password.too_uniform", {"different": self.different}, field=field)
        if len(username) >= _LEAST_NAME and username.casefold() in password.casefold():
            raise Invalid("password.holds_username", field=field)
        if len({_class(character) for character in password}) < self.classes:
            raise Invalid("password.too_simple", {"classes": self.classes}, field=field)


def _class(character: str) -> str:
    category = unicodedata.category(character)
    return category if category in ("Lu", "Ll", "Nd") else "other"
