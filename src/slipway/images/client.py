"""Ask a registry by its HTTP API. Source: OCI Distribution Specification; Docker Registry token authentication."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from slipway.errors import BadGateway, Invalid, NotFound, SlipwayError, Unavailable
from slipway.images.http import Answer, Way, origin_of
from slipway.images.reference import DOCKER_HUB

HUB_API = "registry-1.docker.io"
MOST_STEPS = 4
"""After the first answer: three redirects and a login."""
MOST_LOGINS = 64
"""Tokens that are kept for further questions, each for one scope."""
OK, UNAUTHORIZED, FORBIDDEN, ABSENT, BUSY, FAILED = 200, 401, 403, 404, 429, 500
_REDIRECTS = (301, 302, 303, 307, 308)
_CHALLENGE = re.compile(r'(\w+)="([^"]*)"')
_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next\b')


@dataclass(frozen=True, slots=True)
class Login:
    """With which a registry lets somebody in; without a name anonymously."""

    username: str = ""
    password: str = ""

    @property
    def header(self) -> dict[str, str]:
        """The header that tells it."""
        if not self.username:
            return {}
        pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}


class RegistryClient:
    """One registry, for one question or many; what let us in is shown again to the same origin."""

    def __init__(self, address: str, login: Login, way: Way) -> None:
        self.address = address
        self._login = login
        self._way = way
        host = HUB_API if address == DOCKER_HUB else address
        self._base = f"{'http' if way.insecure else 'https'}://{host}"
        self._logins: dict[str, dict[str, str]] = {}

    async def check(self) -> None:
        """Raise unless there is a registry that lets us in."""
        answer = await self.get("/v2/")
        if answer.status != OK:
            raise BadGateway("registry.not_one", {"address": self.address})

    async def json(self, path: str, scope: str, accept: str = "application/json") -> tuple[Any, Answer]:
        """Return what stands at a path. Raises NotFound with ``image.not_found``."""
        answer = await self.get(path, scope, accept)
        if answer.status == ABSENT:
            raise NotFound("image.not_found", {"image": path.split("/v2/", 1)[-1], "address": self.address})
        if answer.status != OK:
            raise BadGateway("registry.not_one", {"address": self.address})
        try:
            return json.loads(answer.body), answer
        except ValueError as error:
            raise BadGateway("registry.not_one", {"address": self.address}) from error

    async def get(self, path: str, scope: str = "", accept: str = "application/json") -> Answer:
        """Ask for a path of the API; log in when the registry wants that; follow where a blob really is."""
        return await self._ask("GET", path, scope, accept)

    async def head(self, path: str, scope: str = "", accept: str = "application/json") -> Answer:
        """Ask for no more than the headers of a path."""
        return await self._ask("HEAD", path, scope, accept)

    def next_path(self, path: str, answer: Answer) -> str | None:
        """Return where a list goes on that an answer has a part of; the registry names no other than itself."""
        found = _NEXT.search(answer.headers.get("link", ""))
        if found is None:
            return None
        parts = urlsplit(urljoin(f"{self._base}{path}", found.group(1)))
        return f"{parts.path}?{parts.query}" if parts.path.startswith("/v2/") else None

    async def _ask(self, method: str, path: str, scope: str, accept: str) -> Answer:
        answer = await self._follow(method, f"{self._base}{path}", scope, {"Accept": accept})
        if answer.status in (UNAUTHORIZED, FORBIDDEN):
            raise self._refused()
        if answer.status == BUSY:
            raise Unavailable("registry.busy", {"address": self.address})
        if answer.status >= FAILED:
            raise Unavailable("registry.unreachable", {"address": self.address, "reason": f"HTTP {answer.status}"})
        return answer

    async def _follow(self, method: str, url: str, scope: str, headers: dict[str, str]) -> Answer:
        """Go where the registry sends us. What lets us in is told to its own origin only, and never after leaving it:

        another address has to be enough by itself, and whoever is there must not send us back with a login.
        """
        home, login, at_home, fresh = origin_of(url), self._logins.get(scope, {}), True, False
        answer = await self._way.ask(method, url, {**headers, **login})
        for _ in range(MOST_STEPS):
            if answer.status == UNAUTHORIZED and at_home and not fresh:
                login, fresh = await self._authorization(answer, scope), True
                self._keep(scope, login)
            elif answer.status in _REDIRECTS:
                url = urljoin(url, answer.headers.get("location", ""))
                at_home = at_home and origin_of(url) == home
            else:
                break
            answer = await self._way.ask(method, url, {**headers, **(login if at_home else {})})
        return answer

    def _keep(self, scope: str, login: dict[str, str]) -> None:
        if len(self._logins) >= MOST_LOGINS:
            self._logins.clear()
        self._logins[scope] = login

    async def _authorization(self, refusal: Answer, scope: str) -> dict[str, str]:
        """Return the header that the registry asks for."""
        challenge = refusal.headers.get("www-authenticate", "")
        kind, told = challenge.partition(" ")[0].lower(), dict(_CHALLENGE.findall(challenge))
        if kind == "basic" and self._login.username:
            return self._login.header
        if kind != "bearer" or not urlsplit(told.get("realm", "")).netloc:
            raise self._refused()
        query = {"service": told.get("service", ""), "scope": scope or told.get("scope", "")}
        asked = urlencode({name: value for name, value in query.items() if value})
        realm = told["realm"]
        answer = await self._way.ask("GET", f"{realm}{'&' if '?' in realm else '?'}{asked}", self._login.header)
        if answer.status != OK:
            raise self._refused()
        try:
            found = json.loads(answer.body)
            token = str(found.get("token") or found["access_token"])
        except (ValueError, KeyError, AttributeError) as error:
            raise BadGateway("registry.not_one", {"address": self.address}) from error
        return {"Authorization": f"Bearer {token}"}

    def _refused(self) -> SlipwayError:
        if self._login.username:
            return Invalid("registry.login_refused", {"address": self.address, "username": self._login.username})
        return Invalid("registry.login_needed", {"address": self.address})
