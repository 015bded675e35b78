"""What a look into DNS means for a domain, and when to look again. Pure.

Only the TXT record decides: it holds a token that only this tenant was told, so whoever points a host at the platform's
address (or takes one over that still points there) gets nothing by it. Where the host points is advice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from slipway.applications.domains.names import record_value

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE_UNVERIFIED = timedelta(hours=2)
PAUSE_VERIFIED = timedelta(hours=6)


class Problem(StrEnum):
    """Why a domain is not verified, or no longer certain to be the tenant's."""

    NO_RECORD = "no_record"
    OTHER_RECORD = "other_record"
    DNS_SILENT = "dns_silent"
    HELD = "held"
    """Another tenant has it verified, and its record still stands."""


@dataclass(frozen=True, slots=True)
class Found:
    """What DNS said. None: it did not answer."""

    records: frozenset[str] | None
    addresses: frozenset[str] | None = None


def problem_of(found: Found, token: str) -> Problem | None:
    """Return what keeps a host from being verified by this token."""
    if found.records is None:
        return Problem.DNS_SILENT
    if record_value(token) in found.records:
        return None
    return Problem.OTHER_RECORD if found.records else Problem.NO_RECORD


def points_here(found: Found, ours: Collection[str]) -> bool | None:
    """Tell whether the host leads to one of the platform's addresses; None when either is not known."""
    if not ours or found.addresses is None:
        return None
    return not found.addresses.isdisjoint(ours)


def pause(looks: int, *, verified: bool) -> timedelta:
    """Return when to look again: soon at first, because records are being set just then."""
    if verified:
        return PAUSE_VERIFIED
    return min(FIRST_PAUSE * (1 << min(looks, 20)), LONGEST_PAUSE_UNVERIFIED)
