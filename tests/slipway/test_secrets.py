"""Passwords, tokens and cookies are told to nobody but whom they are for: a server at its most talkative is searched.

The server is a process of its own, so that everything it writes is seen, whichever library writes it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

import slipway

API = "/api/v1"
VARIABLE = "Variable-Secret-0"
"""An application's own secret: kept for its containers, but told by neither logs nor the operation log."""


@dataclass
class Scene:
    """What was secret, and everything that was said."""

    url: str
    directory: Path
    secrets: list[str] = field(default_factory=lambda: [VARIABLE])
    said: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def secret(self, text: str) -> str:
        """Make a secret known to the search."""
        self.secrets.append(text)
        return text

    @asynccontextmanager
    async def client(self, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
        """Give a client all of whose answers are kept."""
        async with httpx.AsyncClient(base_url=self.url + API, headers=headers, timeout=30) as client:
            client.event_hooks["response"].append(self._keep)
            yield client

    async def _keep(self, answer: httpx.Response) -> None:
        await answer.aread()
        request = answer.request
        shown_once = (request.method, request.url.path, answer.status_code) == ("POST", f"{API}/tokens", 201)
        if not shown_once and "applications" not in request.url.path:
            self.said[f"{len(self.said)} {request.method} {request.url.path} {answer.status_code}"] = answer.text


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """A server with debug logs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SLIPWAY_")} | {
        "PYTHONPATH": str(Path(slipway.__file__).parents[1]),
        "SLIPWAY_DATA_DIR": str(tmp_path),
        "SLIPWAY_KUBECONFIG": str(tmp_path / "no-cluster.kubeconfig"),
        "SLIPWAY_PORT": "0",
        "SLIPWAY_LOG_LEVEL": "debug",
        "SLIPWAY_LOG_FORMAT": "json",
        "SLIPWAY_LOGIN_ATTEMPTS": "3",
    }
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "slipway.server", "--no-worker"),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    scene = Scene("", tmp_path)
    async for line in server.stderr:
        scene.log.append(line.decode())
        if '"event": "serving"' in scene.log[-1]:
            scene.url = json.loads(scene.log[-1])["address"]
            break
    reading = asyncio.create_task(_read(server.stderr, scene.log), name="server's log")
    yield scene
    server.terminate()
    await server.wait()
    await reading


async def _read(stream: asyncio.StreamReader, log: list[str]) -> None:
    async for line in stream:
        log.append(line.decode())


async def test_secrets_are_in_no_log_error_or_export(scene: Scene) -> None:
    """After everything was done that has to do with them, rightly and wrongly."""
    first = scene.secret((scene.directory / "admin-password").read_text().strip())
    async with scene.client(**{"X-Slipway-Request": "1"}) as admin:
        assert (await admin.post("/session", json={"username": "admin", "password": first})).status_code == 201
        scene.secret(admin.cookies["slipway_session"])
        user = await _administer(scene, admin)
        await _use(scene, user)
        await _mistake(scene, admin)
        await _look(admin, user)

    kept = {str(path): path.read_bytes() for path in scene.directory.iterdir() if path.name != "admin-password"}
    found = [
        f"{name} tells {secret}" for name, text in scene.said.items() for secret in scene.secrets if secret in text
    ]
    found += [f"{line} tells {secret}" for line in scene.log for secret in scene.secrets if secret in line]
    for path, content in kept.items():
        found += [f"{path} holds {each}" for each in scene.secrets if each != VARIABLE and each.encode() in content]
    assert found == []
    assert any('"level": "debug"' in line and f"{API}/users" in line for line in scene.log)
    assert any("password" in text and "runtime-log" in name for name, text in scene.said.items())
    assert any(b"argon2id" in content for content in kept.values())


async def _administer(scene: Scene, admin: httpx.AsyncClient) -> dict[str, Any]:
    """Make an account, reset its password, and give an application a secret."""
    tenant = (await admin.post("/tenants", json={"name": "acme"})).json()["id"]
    body = {"username": "ann", "role": "developer", "tenant_id": tenant, "password": scene.secret("First-Secret-1")}
    user: dict[str, Any] = (await admin.post("/users", json=body)).json()
    reset = await admin.put(f"/users/{user['id']}/password", json={"new": scene.secret("Reset-Secret-2")})
    assert reset.status_code == 204
    service = {"name": "web", "image": "web:1", "env": {"DB_PASSWORD": VARIABLE}}
    made = await admin.post("/applications", json={"name": "shop", "tenant_id": tenant, "services": [service]})
    assert made.status_code == 201
    upgrade = {"env": {"DB_PASSWORD": VARIABLE, "URL": f"redis://me:{VARIABLE}@host"}}
    assert (await admin.post(f"/services/{made.json()['services'][0]['id']}/upgrade", json=upgrade)).status_code == 202
    return user


async def _use(scene: Scene, user: dict[str, Any]) -> None:
    """Log in, change the password, make a token and come with it, also where it does not belong."""
    own = scene.secret("Own-Secret-3")
    async with scene.client(**{"X-Slipway-Request": "1"}) as ann:
        assert (await ann.post("/session", json={"username": "ann", "password": "Reset-Secret-2"})).status_code == 201
        scene.secret(ann.cookies["slipway_session"])
        url = f"/users/{user['id']}/password"
        assert (await ann.put(url, json={"new": own, "current": scene.secret("Wrong-Secret-4")})).status_code == 422
        assert (await ann.put(url, json={"new": own, "current": "Reset-Secret-2"})).status_code == 204
        token = scene.secret((await ann.post("/tokens", json={"name": "ci", "scope": "read"})).json()["token"])
    async with scene.client(Authorization=f"Bearer {token}") as program:
        assert (await program.get("/session", params={"token": token})).status_code == 200
        assert (await program.post("/tenants", json={"name": "no"})).status_code == 403
        assert (await program.post(f"/tenants/{token}", json={})).status_code == 405
        assert (await program.delete(f"/tokens/{token}")).status_code == 403
        assert (await program.get(f"/tenants/{token}")).status_code == 404
    forged = scene.secret(token[:-4] + "Forg")
    async with scene.client(Authorization=f"Bearer {forged}") as program:
        assert (await program.get("/session")).status_code == 401


async def _mistake(scene: Scene, admin: httpx.AsyncClient) -> None:
    """Send secrets in every wrong way."""
    user = {"username": "bob", "role": "platform_auditor"}
    short, odd = scene.secret("Sh0rt-9"), scene.secret("Odd-Secret-5")
    for body in (
        {**user, "password": short},
        {**user, "password": [odd]},
        {**user, "password": {"value": odd}},
        {**user, "passwort": odd},
        {**user, "password": odd * 30},
        {**user, "password": odd, "role": odd},
    ):
        assert (await admin.post("/users", json=body)).status_code == 422
    json_type = {"Content-Type": "application/json"}
    assert (await admin.post("/users", content=f'{{"password": "{odd}"', headers=json_type)).status_code == 400
    for _ in range(4):
        login = {"username": scene.secret("Typed-As-Name-6"), "password": scene.secret("Guess-Secret-7")}
        assert (await admin.post("/session", json=login)).status_code in (401, 429)


async def _look(admin: httpx.AsyncClient, user: dict[str, Any]) -> None:
    """Ask for everything that keeps something."""
    for path in (
        "/users",
        f"/users/{user['id']}/tokens",
        f"/users/{user['id']}/sessions",
        "/tokens",
        "/me/sessions",
        "/operations?page_size=500",
        "/operations/export?format=csv",
        "/operations/export?format=jsonl",
        "/operations/verify",
        "/runtime-log/lines?source=platform&limit=1000",
        "/metering/export",
    ):
        answer = await admin.get(path)
        assert answer.status_code == 200, (path, answer.text)
