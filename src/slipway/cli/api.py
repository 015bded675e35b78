"""The HTTP client: one method per verb, errors as the platform tells them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import httpx2

from slipway.cli import config
from slipway.cli.config import Target

Json = dict[str, Any]
"""A decoded JSON object of the API; its shape is the route's schema in the OpenAPI document."""


class CliError(Exception):
    """What the user sees: a sentence, and what to do."""

    def __init__(self, message: str, hint: str = "", *, code: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.field = field


def chinese() -> bool:
    """Does the user's locale ask for Chinese?"""
    for name in ("SLIPWAY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    return False


def words(body: Json, key: str) -> str:
    """``body[key]`` in the user's language, where the API gives both (``message`` and ``message_zh``)."""
    return str((chinese() and body.get(f"{key}_zh")) or body.get(key) or "")


class Api:
    """Calls below ``/api/v1``. Raises CliError."""

    def __init__(self, target: Target | None = None) -> None:
        found = target or config.find()
        if found is None:
            raise CliError("you are not logged in.", "slipway login")
        self.target = found
        headers = {"X-Slipway-Request": "1"}
        if found.token:
            headers["Authorization"] = f"Bearer {found.token}"
        self._http = httpx2.Client(base_url=f"{found.url}/api/v1", headers=headers, timeout=60)

    def get(self, path: str, **params: object) -> Any:
        """GET; parameters that are None are left out."""
        return self._call("GET", path, params=params)

    def post(self, path: str, body: object = None, **params: object) -> Any:
        """POST a JSON body."""
        return self._call("POST", path, body, params)

    def put(self, path: str, body: object, **params: object) -> Any:
        """PUT a JSON body."""
        return self._call("PUT", path, body, params)

    def patch(self, path: str, body: object, **params: object) -> Any:
        """PATCH with a JSON body."""
        return self._call("PATCH", path, body, params)

    def delete(self, path: str, **params: object) -> Any:
        """DELETE."""
        return self._call("DELETE", path, params=params)

    def text(self, path: str) -> str:
        """GET an answer that is text."""
        with self.stream(path) as response:
            return response.read().decode()

    def upload(self, path: str, pieces: Iterator[bytes], /, **params: object) -> Any:
        """PUT a file piece by piece, without a time limit for the answer."""
        try:
            response = self._http.put(
                path, content=pieces, params=_given(params), timeout=httpx2.Timeout(30, read=None)
            )
        except httpx2.HTTPError as error:
            raise CliError(f"the connection to {self.target.url} broke: {error or type(error).__name__}") from error
        if response.status_code >= 400:
            _fail(response)
        return response.json()

    def everything(self, path: str, **params: object) -> list[Json]:
        """All pages of a list."""
        items: list[Json] = []
        page = 1
        while True:
            answer = self.get(path, page=page, page_size=200, **params)
            items += answer["items"]
            if not answer["items"] or len(items) >= answer["total"]:
                return items
            page += 1

    @contextmanager
    def stream(self, path: str, /, **params: object) -> Iterator[httpx2.Response]:
        """An answer that arrives bit by bit, without a time limit."""
        try:
            with self._http.stream(
                "GET", path, params=_given(params), timeout=httpx2.Timeout(30, read=None)
            ) as response:
                if response.status_code >= 400:
                    response.read()
                    _fail(response)
                yield response
        except httpx2.HTTPError as error:
            raise CliError(f"the connection to {self.target.url} broke: {error or type(error).__name__}") from error

    def events(self, path: str, **params: object) -> Iterator[tuple[str, Json]]:
        """Server-sent events as (event, data) until the server ends the stream; ``heartbeat`` now and then.

        Source: HTML Living Standard, section 9.2.
        """
        with self.stream(path, **params) as response:
            event, data = "message", []
            for line in response.iter_lines():
                if line.startswith("event:"):
                    event = line[6:].strip()
                elif line.startswith("data:"):
                    data.append(line[5:].removeprefix(" "))
                elif line.startswith(":"):
                    yield "heartbeat", {}
                elif not line:
                    if data:
                        yield event, json.loads("\n".join(data))
                    event, data = "message", []

    def _call(self, method: str, path: str, body: object = None, params: Json | None = None) -> Any:
        try:
            response = self._http.request(method, path, json=body, params=_given(params or {}))
        except httpx2.HTTPError as error:
            raise CliError(
                f"{self.target.url} does not answer: {error or type(error).__name__}",
                "Is the platform up? ./slipway status",
            ) from error
        if response.status_code >= 400:
            _fail(response)
        return response.json() if response.content else None


def _given(params: Json) -> dict[str, str | list[str]]:
    return {name: _written(value) for name, value in params.items() if value is not None}


def _written(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fail(response: httpx2.Response) -> NoReturn:
    try:
        error: Json = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        raise CliError(f"HTTP {response.status_code} from {response.url}: {response.text[:200]}") from None
    raise CliError(
        words(error, "message"), words(error, "hint"), code=error.get("code", ""), field=error.get("field") or ""
    )
