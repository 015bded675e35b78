"""The tree of our errors.

Whoever finds something wrong raises one of these with a stable code and the parameters of its text; only ``web`` turns
them into HTTP answers. The texts themselves, in both languages, are in ``messages``.
"""
# ruff: noqa: N818 - the names say what is wrong; that they are errors is plain where they are raised

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from slipway.masking import without_tokens
from slipway.messages import MESSAGES, NAMES, Message

Param = str | int | float | bool | None | list[str]
Language = Literal["en", "zh"]


class SlipwayError(Exception):
    """Something that we can explain. ``status`` is the HTTP status that its kind answers with."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, params: Mapping[str, Param] | None = None, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Param] = {
            name: without_tokens(value) if isinstance(value, str) else value for name, value in (params or {}).items()
        }
        self.field = field

    def __str__(self) -> str:
        return self.message()

    def message(self, language: Language = "en") -> str:
        """Say what is wrong."""
        return self._fill(self._text().en if language == "en" else self._text().zh, language)

    def hint(self, language: Language = "en") -> str:
        """Say what to do about it; empty when there is nothing to add."""
        return self._fill(self._text().hint if language == "en" else self._text().hint_zh, language)

    def _text(self) -> Message:
        return MESSAGES.get(self.code) or Message(self.code, self.code)

    def _fill(self, template: str, language: Language) -> str:
        shown = {k: ", ".join(v) if isinstance(v, list) else _named(k, v, language) for k, v in self.params.items()}
        return template.format_map(_Known(shown))


def _named(param: str, value: Param, language: Language) -> Param:
    """Return what people call the code of a role, a scope or a permission; anything else as it is."""
    names = NAMES.get(param, {}).get(value) if isinstance(value, str) else None
    return value if names is None else names[0 if language == "en" else 1]


class _Known(dict[str, Param]):
    """Leaves an unknown placeholder as it is, because an error text must never raise."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class Malformed(SlipwayError):
    """The request cannot be read at all."""

    status = 400


class Unauthenticated(SlipwayError):
    """We do not know who asks."""

    status = 401


class Forbidden(SlipwayError):
    """We know who asks, and they may not do this."""

    status = 403


class NotFound(SlipwayError):
    """There is no such thing, or the asker must not learn of it."""

    status = 404


class Hidden(NotFound):
    """There is such a thing, and the asker must not learn of it: answered like NotFound, and kept as a refusal."""


class MethodNotAllowed(SlipwayError):
    """The address exists, but not for this HTTP method."""

    status = 405


class Conflict(SlipwayError):
    """The request contradicts the present state."""

    status = 409


class TooLarge(SlipwayError):
    """The request is larger than we read."""

    status = 413


class Invalid(SlipwayError):
    """The request can be read, but a field's value is not acceptable."""

    status = 422


class TooMany(SlipwayError):
    """The asker must slow down."""

    status = 429


class BadGateway(SlipwayError):
    """Something that we depend on answers what we cannot use."""

    status = 502


class Unavailable(SlipwayError):
    """Something that we depend on does not answer at the moment."""

    status = 503
