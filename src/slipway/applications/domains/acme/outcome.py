"""When to try again, and what a failure means to people. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from slipway.applications.domains.acme.client import UNREACHABLE
from slipway.applications.domains.acme.models import AutomaticCertificate
from slipway.applications.domains.certificate import DomainCertificate
from slipway.errors import Conflict, SlipwayError

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=24)
CLUSTER = "cluster"
"""Not one of ACME's own kinds of errors: the cluster does not take the route of the challenge."""
UNFIT = "unfit"
"""Nor this one: what was issued cannot serve the host."""
TIMEOUT = "timeout"
_NOT_REACHED = frozenset({"connection", "dns", "incorrectResponse", "tls", "unauthorized"})
_AWAY = frozenset({UNREACHABLE, TIMEOUT, "badNonce", "serverInternal"})


def renewal(certificate: DomainCertificate) -> datetime:
    """Return when to get the next one: after two thirds of the life of this one."""
    return certificate.not_before + (certificate.not_after - certificate.not_before) * 2 / 3


def pause(failures: int, retry_after: float = 0.0) -> timedelta:
    """Return how long to wait after so many failures in a row, at least what the authority asks for."""
    own = min(FIRST_PAUSE * (1 << min(failures - 1, 20)), LONGEST_PAUSE)
    return max(own, timedelta(seconds=retry_after))


def why(row: AutomaticCertificate, host: str) -> SlipwayError | None:
    """Return why the last try failed, and what to do."""
    if row.problem is None:
        return None
    params = {"host": host, "reason": row.detail or row.problem}
    if row.problem in _NOT_REACHED:
        return Conflict("certificate.challenge_not_met", params)
    if row.problem == "rateLimited":
        return Conflict("certificate.authority_limit", params)
    if row.problem in _AWAY:
        return Conflict("certificate.authority_away", params)
    if row.problem == CLUSTER:
        return Conflict("certificate.challenge_not_routed", params)
    return Conflict("certificate.authority_refuses", params)
