"""A very small client of the platform's HTTP API, for what the launcher itself needs (status and demo)."""

from __future__ import annotations

import http.client
import http.cookies
import json
import urllib.parse
from dataclasses import dataclass
from typing import Any

from launcher.errors import LauncherError
from launcher.layout import Layout


@dataclass(slots=True)
class Client:
    """Calls ``/api/v1`` at ``base`` with a bearer token."""

    base: str
    token: str = ""

    def call(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
        """The decoded answer. Raises LauncherError with the platform's own words, OSError when it does not answer."""
        status, _, answer = self._send(method, path, body, headers or {})
        if status >= 400:
            error = answer.get("error", {}) if isinstance(answer, dict) else {}
            raise LauncherError(f"{method} {path}: {error.get('message', f'HTTP {status}')}", error.get("hint", ""))
        return answer

    def log_in(self, username: str, password: str) -> bool:
        """Make an API token for this client with a user's password; False when the password is wrong."""
        status, headers, _ = self._send(
            "POST", "/session", {"username": username, "password": password}, {"X-Slipway-Request": "1"}
        )
        if status >= 400:
            return False
        jar = http.cookies.SimpleCookie(headers.get("set-cookie", ""))
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
        session = {"Cookie": cookie, "X-Slipway-Request": "1"}
        name = {"name": "launcher on this machine"}
        try:
            made = self.call("POST", "/tokens", {**name, "expires_in_days": 3650}, session)
        except LauncherError:  # the platform's settings allow less
            made = self.call("POST", "/tokens", name, session)
        self.token = made["token"]
        self.call("DELETE", "/session", None, session)
        return True

    def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        url = urllib.parse.urlsplit(self.base)
        connection = http.client.HTTPConnection(url.hostname or "127.0.0.1", url.port, timeout=60)
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}", **headers}
        if body is not None:
            headers = {"Content-Type": "application/json", **headers}
        try:
            connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        answer = json.loads(data) if data else None
        return response.status, {name.lower(): value for name, value in response.getheaders()}, answer


def local_client(layout: Layout, base: str) -> Client | None:
    """A client with the launcher's own token, made once with the first administrator's password.

    None when neither works any more (the token was revoked and the password changed).
    """
    client = Client(base)
    if layout.token_file.exists():
        client.token = layout.token_file.read_text().strip()
        try:
            client.call("GET", "/session")
        except LauncherError:
            client.token = ""
        else:
            return client
    password = layout.platform / "admin-password"
    if not password.exists() or not client.log_in(ADMINISTRATOR, password.read_text().strip()):
        return None
    layout.token_file.touch(mode=0o600)
    layout.token_file.write_text(client.token + "\n")
    return client


ADMINISTRATOR = "admin"
