"""Which answers are made smaller, and that they stay what they were."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.responses import Response as Plain
from starlette.routing import Route

from slipway.web.compressed import SMALLEST, Compressed

ROWS = [{"name": f"row {number}", "state": "running"} for number in range(200)]
PORTAL = {"X-Slipway-Request": "1", "Accept-Encoding": "gzip, br"}


async def rows(request: Request) -> Plain:
    return JSONResponse(ROWS)


async def few(request: Request) -> Plain:
    return JSONResponse({"name": "one"})


async def pieces(request: Request) -> Plain:
    async def body() -> Any:
        for _ in range(3):
            yield b'"' + b"x" * SMALLEST + b'"\n'

    return StreamingResponse(body(), media_type="application/json")


async def events(request: Request) -> Plain:
    return Plain("data: {}\n\n" * 500, media_type="text/event-stream")


async def download(request: Request) -> Plain:
    return JSONResponse(ROWS, headers={"Content-Disposition": "attachment"})


NAMED = {"rows": rows, "few": few, "pieces": pieces, "events": events, "download": download}


async def ask(name: str, method: str = "GET", headers: dict[str, str] = PORTAL, prefix: str = "/api/v1") -> Response:
    routes = [Route(f"{prefix}/{each}", serve, methods=["GET", "POST"]) for each, serve in NAMED.items()]
    app = Compressed(Starlette(routes=routes))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://slipway") as client:
        return await client.request(method, f"{prefix}/{name}", headers=headers)


async def test_a_large_list_is_made_smaller_and_stays_the_same() -> None:
    answer = await ask("rows")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) < len(answer.content) / 5
    assert answer.json() == ROWS


@pytest.mark.parametrize("name", ["few", "pieces", "events", "download"])
async def test_small_answers_streams_and_downloads_pass_as_they_are(name: str) -> None:
    answer = await ask(name)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("method", "headers", "prefix"),
    [
        ("GET", {"Accept-Encoding": "gzip"}, "/api/v1"),  # another site's page may have made a browser ask
        ("GET", {"X-Slipway-Request": "1", "Accept-Encoding": "identity"}, "/api/v1"),
        ("POST", PORTAL, "/api/v1"),
        ("GET", PORTAL, "/elsewhere"),
    ],
)
async def test_only_reading_requests_of_the_portal_are_answered_so(
    method: str, headers: dict[str, str], prefix: str
) -> None:
    answer = await ask("rows", method, headers, prefix)
    assert answer.json() == ROWS
    assert "Content-Encoding" not in answer.headers
