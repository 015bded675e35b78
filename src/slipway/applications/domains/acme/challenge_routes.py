"""What authorities ask when they look whether a host is ours. Anybody may: the answer is no secret."""

from __future__ import annotations

from fastapi import APIRouter, Response

from slipway.applications.domains.acme.models import answer_to
from slipway.applications.domains.acme.solver import PATH
from slipway.web import DbSession

challenges = APIRouter(include_in_schema=False)


@challenges.get(PATH + "{token}")
async def acme_challenge(session: DbSession, token: str) -> Response:
    """Answer an open challenge."""
    answer = await answer_to(session, token)
    return Response(answer or "", 404 if answer is None else 200, media_type="text/plain")
