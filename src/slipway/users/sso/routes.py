"""HTTP routes of single sign-on: what is offered, the way to the provider, and the way back."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from slipway.errors import SlipwayError, TooMany
from slipway.settings import Settings
from slipway.users.opening import Browser, give_cookie
from slipway.users.sso.attempts import LIFETIME
from slipway.users.sso.desk import Answer, SsoDesk
from slipway.web import API_PREFIX, body_of, current_request, provided

router = APIRouter(tags=["session"], prefix="/sso")

Desk = Annotated[SsoDesk, Depends(provided(SsoDesk))]
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
Told = Annotated[str, Query(max_length=2000)]

CALLBACK = f"{API_PREFIX}/sso/oidc/callback"
COOKIE = "slipway_sso"
REFUSAL_COOKIE = "slipway_refusal"


class SsoOut(BaseModel):
    """How one can log in besides a password of the platform's own."""

    oidc: str | None
    """What to call the provider; None: not offered."""
    ldap: bool
    """Whether the login form also takes the directory's names and passwords."""


@router.get("")
async def get_sso(desk: Desk) -> SsoOut:
    """Tell which ways to log in there are."""
    return SsoOut(oidc=desk.label if desk.provider else None, ldap=desk.directory is not None)


@router.get("/oidc/start", status_code=303, response_class=RedirectResponse)
async def start_oidc(request: Request, desk: Desk, settings: SettingsPart, target: Told = "/") -> RedirectResponse:
    """Send the browser to the provider; ``target`` is the portal's page to come back to. 429 where too many began."""
    try:
        source = current_request().source
        url, secret = await desk.start(_redirect_uri(request, settings), _own_page(target), source)
    except TooMany:  # the login page would offer the same way again, at once
        raise
    except SlipwayError as error:
        return _back_to_login(error)
    answer = RedirectResponse(url, 303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(LIFETIME.total_seconds()),
        path=CALLBACK,
        httponly=True,
        samesite="lax",  # the provider's page leads here, and another cookie than this one opens nothing
        secure=settings.secure_cookies or request.url.scheme == "https",
    )
    return answer


@router.get("/oidc/callback", status_code=303, response_class=RedirectResponse)
async def finish_oidc(
    request: Request,
    desk: Desk,
    settings: SettingsPart,
    state: Told = "",
    code: Told = "",
    error: Told = "",
    iss: Annotated[str | None, Query(max_length=2000)] = None,
) -> RedirectResponse:
    """Take the provider's answer: sets the session's cookie and leads to the page that was wanted."""
    browser = Browser(current_request().source, request.headers.get("user-agent", ""))
    told = Answer(state, code, error, iss)
    known_by = request.cookies.get(COOKIE, "")
    try:
        target, secret = await desk.finish(told, _redirect_uri(request, settings), known_by, browser)
    except SlipwayError as refusal:
        answer = _back_to_login(refusal)
    else:
        answer = RedirectResponse(target, 303)
        give_cookie(answer, secret, request, settings)
    answer.delete_cookie(COOKIE, path=CALLBACK, httponly=True, samesite="lax")
    return answer


def _redirect_uri(request: Request, settings: Settings) -> str:
    base = settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    return f"{base}{CALLBACK}"


def _own_page(target: str) -> str:
    """Return the page if it is one of ours: a link to here must not lead anywhere else."""
    own = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if own else "/"


def _back_to_login(error: SlipwayError) -> RedirectResponse:
    """Show the login page with the reason, in a cookie: text in an address could be written by anybody."""
    answer = RedirectResponse("/login", 303)
    told = base64.urlsafe_b64encode(body_of(error).model_dump_json().encode()).decode()
    answer.set_cookie(REFUSAL_COOKIE, told, max_age=60, path="/login", httponly=False, samesite="lax")
    return answer
