"""Charts where there is no Prometheus, or one that does not do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from slipway.cluster import Prometheus, Span
from slipway.errors import BadGateway, Conflict, SlipwayError, Unavailable
from slipway.settings import Settings
from tests.running import free_port

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SPAN = Span(1000, 1060, 15)
ONE = '{"status": "success", "data": {"resultType": "matrix", "result": [%s]}}'
SERIES = '{"metric": {}, "values": [[1000, "1"], [1015, "NaN"], [1030, "+Inf"], [1045, "2.5"]]}'


@asynccontextmanager
async def answering(handler: Handler) -> AsyncIterator[str]:
    """Something that answers at a port; gives its URL."""
    app = web.Application()
    app.router.add_get("/api/v1/query_range", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


def saying(status: int, body: str, **headers: str) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers=headers)

    return handler


async def asked(url: str, **given: object) -> dict[int, float]:
    """Ask by a client of the settings."""
    prometheus = Prometheus(Settings.model_validate({"prometheus_url": url, "prometheus_timeout_seconds": 20, **given}))
    try:
        return await prometheus.over_time("up", SPAN)
    finally:
        await prometheus.stop()


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, '{"status": "error", "errorType": "bad_data", "error": "parse error"}', BadGateway, "refused"),
        (422, '{"status": "error", "errorType": "execution", "error": "too many samples"}', BadGateway, "refused"),
        (503, '{"status": "error", "errorType": "timeout", "error": "query timed out"}', Unavailable, "slow"),
        (503, '{"status": "error", "errorType": "unavailable", "error": "starting"}', Unavailable, "unavailable"),
        (503, "Service Unavailable", Unavailable, "unavailable"),
        (429, "slow down", Unavailable, "unavailable"),
        (401, "who are you", Unavailable, "unauthorized"),
        (403, '{"error": "no"}', Unavailable, "unauthorized"),
        (200, "<html>Grafana</html>", BadGateway, "unreadable"),
        (200, "", BadGateway, "unreadable"),
        (200, "[]", BadGateway, "unreadable"),
        (200, '{"status": "success"}', BadGateway, "refused"),
        (200, '{"status": "success", "data": {"result": "many"}}', BadGateway, "unreadable"),
        (200, ONE % '{"values": [["now", "1"]]}', BadGateway, "unreadable"),
        (200, ONE % '{"values": [[1000, "one"]]}', BadGateway, "unreadable"),
        (200, ONE % f"{SERIES}, {SERIES}", BadGateway, "unreadable"),
        (200, " " * (9 * 1024 * 1024), BadGateway, "unreadable"),
        (302, "", BadGateway, "unreadable"),
        (404, "404 page not found", BadGateway, "unreadable"),
    ],
)
async def test_answers_of_no_use_are_told_apart(status: int, body: str, kind: type[SlipwayError], code: str) -> None:
    """Each with a stable code, and in both languages; 502 or 503."""
    headers = {"Location": "/login"} if status == 302 else {}
    async with answering(saying(status, body, **headers)) as url:
        with pytest.raises(SlipwayError) as caught:
            await asked(url)

    assert (type(caught.value), caught.value.code) == (kind, f"prometheus.{code}")
    assert caught.value.status in (502, 503)
    assert "{" not in caught.value.message("en") and re.search("[\u4e00-\u9fff]", caught.value.message("zh"))


async def test_what_is_no_number_is_not_known() -> None:
    """It would otherwise break the answer's JSON."""
    async with answering(saying(200, ONE % SERIES)) as url:
        assert await asked(url) == {1000: 1.0, 1045: 2.5}
    async with answering(saying(200, ONE % "")) as url:
        assert await asked(url) == {}


async def test_nobody_answers() -> None:
    """The address is right or wrong, there is nothing."""
    for url in (f"http://127.0.0.1:{free_port()}", "http://no-such-host.invalid", "https://127.0.0.1:1/x"):
        with pytest.raises(Unavailable) as caught:
            await asked(url)
        assert caught.value.code == "prometheus.unavailable"
    with pytest.raises(Unavailable):
        await asked("https://127.0.0.1:1", prometheus_ca_file="/no/such/file")


@pytest.mark.parametrize("begins", [False, True])
async def test_a_slow_answer_is_given_up(begins: bool) -> None:
    """Also one that begins and does not end."""
    ended = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if begins:
            await response.prepare(request)
            await response.write(b"{")
        await ended.wait()
        return response

    async with answering(handler) as url:
        with pytest.raises(Unavailable) as caught:
            await asked(url, prometheus_timeout_seconds=1)
        ended.set()
    assert (caught.value.code, caught.value.params) == ("prometheus.slow", {"seconds": 1})


async def test_no_prometheus_is_set() -> None:
    """Which is said as what it is, with what to do."""
    with pytest.raises(Conflict) as caught:
        await asked("")
    assert caught.value.code == "prometheus.not_set"
    assert "SLIPWAY_PROMETHEUS_URL" in caught.value.hint("en") and "SLIPWAY_PROMETHEUS_URL" in caught.value.hint("zh")


async def test_credentials_are_sent() -> None:
    """A token, or a name and a password."""
    seen: list[str | None] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(text=ONE % "")

    async with answering(handler) as url:
        await asked(url)
        await asked(url, prometheus_token="secret")
        await asked(f"{url}/", prometheus_username="me", prometheus_password="secret")
    assert seen == [None, "Bearer secret", "Basic bWU6c2VjcmV0"]
