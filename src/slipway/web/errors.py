"""Turn whatever went wrong into one kind of answer: our error body, in both languages, never a traceback.

The only place where errors get an HTTP form. ``docs/architecture.md`` shows the body.
"""

from __future__ import annotations

from typing import Protocol, cast

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import HTTPExceptionHandler
from starlette.websockets import WebSocket, WebSocketState

from slipway.access import Actor
from slipway.errors import (
    Conflict,
    Forbidden,
    Hidden,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Param,
    SlipwayError,
    TooLarge,
    Unavailable,
)
from slipway.web.context import current_request
from slipway.web.parts import part_if_any
from slipway.web.validation import explain

log = structlog.get_logger(__name__)


class ErrorDetail(BaseModel):
    """What is wrong, where, and what to do. ``code`` is stable; ``field`` is a path: ``services[0].ports[1].port``."""

    code: str
    message: str
    message_zh: str
    field: str | None = None
    params: dict[str, Param] = Field(default_factory=dict)
    hint: str = ""
    hint_zh: str = ""
    request_id: str = ""


class ErrorBody(BaseModel):
    """The body of every answer with a status of 400 or more."""

    error: ErrorDetail


class RefusalLog(Protocol):
    """Keeps that somebody was refused; ``audit`` implements it, the server provides it."""

    async def refused(self, connection: HTTPConnection, actor: Actor, error: Forbidden | Hidden) -> None:
        """Write it down."""
        ...


def body_of(error: SlipwayError) -> ErrorBody:
    """Return the answer's body for an error."""
    return ErrorBody(
        error=ErrorDetail(
            code=error.code,
            message=error.message("en"),
            message_zh=error.message("zh"),
            field=error.field,
            params=error.params,
            hint=error.hint("en"),
            hint_zh=error.hint("zh"),
            request_id=current_request().request_id,
        )
    )


def response_of(error: SlipwayError) -> JSONResponse:
    """Return the HTTP answer for an error."""
    headers = {"Cache-Control": "no-store"}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(wait := error.params.get("retry_after"), int):
        headers["Retry-After"] = str(wait)
    return JSONResponse(body_of(error).model_dump(mode="json"), status_code=error.status, headers=headers)


def add_error_handlers(app: FastAPI) -> None:
    """Make the application answer all errors in our form."""
    handler = cast("HTTPExceptionHandler", _handle)  # also serves WebSockets, which its declared type cannot say
    for kind in (
        SlipwayError,
        RequestValidationError,
        WebSocketRequestValidationError,
        HTTPException,
        DBAPIError,
        PoolTimeoutError,
        ConnectionError,
    ):
        app.add_exception_handler(kind, handler)


async def _handle(connection: HTTPConnection, error: Exception) -> Response | None:
    ours = _translate(connection, error)
    if ours is None:
        raise error
    if isinstance(ours, Forbidden):
        await _note_refusal(connection, ours)
    response = response_of(ours)
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    if isinstance(connection, WebSocket):
        await _refuse_socket(connection, response, ours)
        if isinstance(ours, Hidden):
            await _note_refusal(connection, ours)
        return None
    if isinstance(ours, Hidden):
        # After the answer, which would otherwise take longer than that for what there is not.
        response.background = BackgroundTask(_note_refusal, connection, ours)
    return response


def _translate(connection: HTTPConnection, error: Exception) -> SlipwayError | None:
    if isinstance(error, SlipwayError):
        return error
    if isinstance(error, RequestValidationError | WebSocketRequestValidationError):
        return explain(error.errors())
    if isinstance(error, HTTPException):
        return _from_http(connection, error)
    return _from_database(error)


async def _note_refusal(connection: HTTPConnection, error: Forbidden | Hidden) -> None:
    actor = getattr(connection.state, "actor", None)
    refusals = part_if_any(connection, RefusalLog)  # type: ignore[type-abstract]  # the protocol is only a key
    if actor is not None and refusals is not None:
        await refusals.refused(connection, actor, error)


async def _refuse_socket(socket: WebSocket, response: Response, error: SlipwayError) -> None:
    if socket.client_state is WebSocketState.CONNECTING:
        await socket.send_denial_response(response)
    else:
        await socket.close(code=1008, reason=error.code)


def _from_http(connection: HTTPConnection, error: HTTPException) -> SlipwayError:
    """Say in our words what the framework refused."""
    if error.status_code == 404:
        return NotFound("route.not_found")
    if error.status_code == 405:
        method = connection.scope.get("method", "")
        return MethodNotAllowed("request.method_not_allowed", {"method": method})
    if error.status_code == 413:
        return TooLarge("request.too_large")
    return Malformed("request.unreadable")


def _from_database(error: Exception) -> SlipwayError | None:
    """Sort database errors into ours; None for those that are our own mistakes."""
    if isinstance(error, IntegrityError):
        return Conflict("database.conflict")
    orig = getattr(error, "orig", error)
    state = str(getattr(orig, "sqlstate", "") or "")
    if state.startswith("22"):
        return Invalid("request.value_unstorable")
    if state.startswith("40"):
        return Conflict("database.conflict")
    unreachable = isinstance(error, OperationalError | InterfaceError | PoolTimeoutError | ConnectionError)
    if unreachable or getattr(error, "connection_invalidated", False) or state[:2] in ("08", "53", "57"):
        log.warning("database unavailable", error=str(orig))
        return Unavailable("database.unavailable")
    return None
