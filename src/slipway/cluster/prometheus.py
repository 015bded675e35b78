"""Asks a Prometheus how something went over time, and translates its errors into ours.

Source: "HTTP API" in the Prometheus documentation. Whatever speaks it will do: Thanos, Mimir, VictoriaMetrics.
"""

from __future__ import annotations

import asyncio
import math
import ssl
from dataclasses import dataclass

import httpx2
import msgspec

from slipway.errors import BadGateway, Conflict, SlipwayError, Unavailable
from slipway.settings import Settings

LIMITS = httpx2.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=30.0)
"""Charts of many readers wait for each other here, and not in the Prometheus, whose memory they would take."""
MOST_BYTES = 8 * 1024 * 1024
TOLD = 300
"""How many characters of what a Prometheus says of an error are passed on."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in steps; seconds since 1970, both ends included."""

    start: int
    end: int
    step: int

    def times(self) -> range:
        """Return the moments."""
        return range(self.start, self.end + 1, self.step)


class _Series(msgspec.Struct):
    """Of a query over time: ``values``; of a moment: one ``value``."""

    metric: dict[str, str] = {}
    values: list[tuple[float, str]] = []
    value: tuple[float, str] | None = None


class _Data(msgspec.Struct):
    result: list[_Series]


class _Answer(msgspec.Struct):
    status: str
    data: _Data | None = None
    error: str = ""
    errorType: str = ""  # noqa: N815 - the API's name


class Prometheus:
    """One Prometheus, or none. Starts without it, and finds it whenever it is there."""

    name = "prometheus"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._url = settings.prometheus_url.rstrip("/")
        self._seconds = settings.prometheus_timeout_seconds
        self._http: httpx2.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def start(self) -> None:
        """Nothing to do: the first question opens the connection."""

    async def stop(self) -> None:
        """Close the connections."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def over_time(self, query: str, span: Span) -> dict[int, float]:
        """Return the values of a query that gives one series, by their times; where it has none, there is none.

        Raises Conflict when no Prometheus is set, Unavailable when it does not answer, BadGateway when its answer is
        of no use.
        """
        times = {"start": str(span.start), "end": str(span.end), "step": str(span.step)}
        found = await self._ask("GET", "/api/v1/query_range", {"query": query, **times})
        if len(found) > 1:
            raise BadGateway("prometheus.unreadable", {"reason": f"{len(found)} series instead of one"})
        return _numbers(found[0].values) if found else {}

    async def now(self, query: str, label: str) -> dict[str, float]:
        """Return the present values of a query's series by one of their labels. Raises as ``over_time``.

        It is sent as a form: a question about many things may be too long for an address.
        """
        found = await self._ask("POST", "/api/v1/query", {"query": query})
        known = {each.metric.get(label, ""): _numbers([each.value]) for each in found if each.value is not None}
        return {name: number for name, numbers in known.items() for number in numbers.values()}

    async def _ask(self, method: str, path: str, params: dict[str, str]) -> list[_Series]:
        if not self._url:
            raise Conflict("prometheus.not_set")
        try:
            async with asyncio.timeout(self._seconds):
                status, body = await self._send(method, path, {**params, "timeout": f"{self._seconds}s"})
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise Unavailable("prometheus.slow", {"seconds": self._seconds}) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            reason = f"{type(error).__name__}: {error}".rstrip(": ")
            raise Unavailable("prometheus.unavailable", {"reason": reason}) from error
        return series_of(status, body, self._seconds)

    async def _send(self, method: str, path: str, params: dict[str, str]) -> tuple[int, bytes]:
        http = await self._client()
        body = bytearray()
        query, form = (params, None) if method == "GET" else (None, params)
        async with http.stream(method, f"{self._url}{path}", params=query, data=form) as answer:
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise BadGateway("prometheus.unreadable", {"reason": f"more than {MOST_BYTES} bytes"})
        return answer.status_code, bytes(body)

    async def _client(self) -> httpx2.AsyncClient:
        async with self._opening:
            if self._http is None:
                # In a thread: reading the system's authorities takes tens of milliseconds.
                self._http = await asyncio.to_thread(_client_of, self._settings)
            return self._http


def _client_of(settings: Settings) -> httpx2.AsyncClient:
    """Raises OSError when the authorities' file cannot be read; an ``ssl.SSLError`` is one."""
    headers, auth = {}, None
    if settings.prometheus_token is not None:
        headers["Authorization"] = f"Bearer {settings.prometheus_token.get_secret_value()}"
    elif settings.prometheus_username:
        auth = httpx2.BasicAuth(settings.prometheus_username, settings.prometheus_password.get_secret_value())
    secure = settings.prometheus_url.startswith("https:")
    verify = ssl.create_default_context(cafile=settings.prometheus_ca_file) if secure else True
    return httpx2.AsyncClient(
        headers=headers, auth=auth, verify=verify, limits=LIMITS, timeout=settings.prometheus_timeout_seconds
    )


def series_of(status: int, body: bytes, seconds: int) -> list[_Series]:
    """Read an answer. Pure. Raises Unavailable or BadGateway."""
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except msgspec.MsgspecError as error:
        raise _without_words(status, str(error)) from error
    if status == 200 and answer.status == "success" and answer.data is not None:
        return answer.data.result
    if answer.errorType == "timeout":
        raise Unavailable("prometheus.slow", {"seconds": seconds})
    if status in (401, 403) or status >= 500:
        raise _without_words(status, answer.error)
    raise BadGateway("prometheus.refused", {"reason": answer.error[:TOLD] or f"HTTP {status}"})


def _without_words(status: int, said: str) -> SlipwayError:
    """Return our error for an answer that is none of a Prometheus, or of one that cannot answer."""
    if status in (401, 403):
        return Unavailable("prometheus.unauthorized", {"status": status})
    if status >= 500 or status == 429:
        return Unavailable("prometheus.unavailable", {"reason": f"HTTP {status}"})
    return BadGateway("prometheus.unreadable", {"reason": f"HTTP {status}: {said[:TOLD]}"})


def _numbers(values: list[tuple[float, str]]) -> dict[int, float]:
    """Read samples; what is no finite number is not known."""
    try:
        found = {round(time): float(text) for time, text in values}
    except (ValueError, OverflowError) as error:
        raise BadGateway("prometheus.unreadable", {"reason": str(error)}) from error
    return {time: number for time, number in found.items() if math.isfinite(number)}
