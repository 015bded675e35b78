"""Errors as reasons, in both languages."""

from __future__ import annotations

from slipway.applications.domains.schemas import DomainReason
from slipway.errors import SlipwayError


def reason_of(error: SlipwayError) -> DomainReason:
    """Show an error as a reason."""
    return DomainReason(
        code=error.code,
        message=error.message(),
        message_zh=error.message("zh"),
        hint=error.hint(),
        hint_zh=error.hint("zh"),
    )
