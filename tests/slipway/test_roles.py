"""Every route with every role and every scope: who may ask is what the permission table says, and nothing else.

What a route needs is written in ``isolation.py``; whether somebody has it is looked up in the table, so the walk fails
where a route decides differently, by another action, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from slipway.access import PERMISSIONS, SCOPES, Action, Role, Scope
from slipway.db import utcnow
from slipway.messages import NAMES
from slipway.server import Platform
from slipway.settings import Settings
from slipway.users import User
from slipway.users.models import ApiToken
from slipway.users.secret import digest, new_token
from slipway.web import API_PREFIX
from tests.slipway.factory import Factory
from tests.slipway.isolation import SETS, TABLE, Ids
from tests.slipway.on_sqlite import database_url
from tests.slipway.serving import serving
from tests.slipway.walking import ENV, SECRET, World, answer_of, error_of

__all__ = ["database_url"]  # a fixture, found by its name

OWN = ("DELETE /tokens/{token_id}", "DELETE /me/sessions/{session_id}")
"""Routes that find one's own objects only."""
PORTAL_TEXTS = Path(__file__).parents[2] / "portal" / "src" / "i18n"
FORCED = ("GET /session", "DELETE /session")
"""What is answered before a forced change of the password."""


@pytest.fixture
async def world(platform: Platform, settings: Settings, factory: Factory) -> AsyncIterator[World]:
    """A served platform with one tenant."""
    async with serving(platform, settings) as (url, _):
        yield World(factory, url)


def _allowed(role: Role, scope: Scope, action: Action | None) -> bool:
    return action is None or (role in PERMISSIONS[action] and action in SCOPES[scope])


class Walker:
    """A user of a role, with a token of a scope and objects of their own."""

    def __init__(self, world: World, platform: Platform, user: User) -> None:
        self._world = world
        self._platform = platform
        self.user = user

    @asynccontextmanager
    async def client(self, scope: Scope) -> AsyncIterator[httpx.AsyncClient]:
        """Come with a token of that scope."""
        secret = new_token()
        await self.token(scope, secret)
        headers = {"Authorization": f"Bearer {secret}"}
        async with httpx.AsyncClient(base_url=self._world.address, headers=headers, timeout=60) as client:
            yield client

    async def token(self, scope: Scope, secret: str) -> str:
        """Make a token; return its id."""
        expires = utcnow() + timedelta(days=1)
        token = ApiToken(user_id=self.user.id, name="walk", scope=scope, secret_hash=digest(secret), expires_at=expires)
        async with self._platform.database.session() as session:
            session.add(token)
        return token.id

    async def own(self, ids: Ids) -> Ids:
        """Return the ids with a token and a session of the walker's own."""
        return replace(
            ids,
            token_id=await self.token(Scope.ALL, new_token()),
            session_id=await self._world.open_session(self.user.username),
        )


def _in_order(name: str) -> tuple[int, int, int]:
    """Removing comes last, and parts before the whole; what changing a user ends comes before that."""
    ids, index = name.count("{"), list(TABLE).index(name)
    return (
        (0 if ids > 1 and not name.startswith(f"DELETE {SETS}") else 2, -name.count("/"), -index)
        if name.startswith("DELETE")
        else (1, 0, index)
    )


WALK = [name for name in sorted(TABLE, key=_in_order) if not TABLE[name].public and name != "DELETE /session"]


@pytest.mark.parametrize("role", Role)
async def test_the_permission_table_decides_about_every_route(world: World, platform: Platform, role: Role) -> None:
    """What it refuses is refused by that action; what it allows is not refused, and finds its object."""
    ids = await world.populate("alfa")
    walker = Walker(world, platform, await world.user(role, "alfa"))
    own = await walker.own(ids)
    problems: list[str] = []
    for scope in (Scope.READ, Scope.DEPLOY, Scope.ALL):
        async with walker.client(scope) as client:
            for name in WALK:
                entry = TABLE[name]
                status, text = await answer_of(client, name, entry, own if name in OWN else ids)
                code, params = error_of(text) if status >= 400 else ("", {})
                problem = _problem(status, code, params, entry.action, allowed=_allowed(role, scope, entry.action))
                problems += [f"{scope} {name}: {problem}"] if problem else []

    assert problems == []


def _problem(status: int, code: str, params: dict[str, Any], action: Action | None, *, allowed: bool) -> str:
    lost = status in (401, 403, 405, 422, 500) or (code.endswith(".not_found") and code != "preset.not_found")
    if allowed and lost:
        return f"is allowed, but answers {status} {code} {params}"
    if not allowed and (status != 403 or params.get("action") != action):
        return f"needs {action}, but answers {status} {code} {params}"
    return ""


SHOW_VARIABLES = {
    "GET /applications/{application_id}",
    "GET /applications/{application_id}/file",
    "GET /applications/{application_id}/services",
    "GET /services/{service_id}",
    "GET /services/{service_id}/revisions",
}
SHOW_VALUES = {f"GET {SETS}/{{set_name}}", f"GET {SETS}/{{set_name}}/versions/{{number}}"}
TELL_SECRETS = {Role.PLATFORM_ADMIN, Role.TENANT_ADMIN, Role.DEVELOPER}


@pytest.mark.parametrize("role", Role)
async def test_secrets_of_variables_are_told_to_few(world: World, platform: Platform, role: Role) -> None:
    """Whatever is asked, and whatever is answered to a change: to builders with a full scope, and nowhere else."""
    ids = await world.populate("alfa")
    walker = Walker(world, platform, await world.user(role, "alfa"))
    own = await walker.own(ids)
    for scope in Scope:
        told, shown = set(), set()
        async with walker.client(scope) as client:
            for name in (name for name in WALK if name.startswith("GET")):
                _, text = await answer_of(client, name, TABLE[name], own if name in OWN else ids)
                told |= {name} if SECRET in text else set()
                shown |= {name} if ENV["PLAIN"] in text else set()
            if role in TELL_SECRETS and scope is not Scope.READ:
                for change in ("upgrade", "scale", "rollback"):
                    name = f"POST /services/{{service_id}}/{change}"
                    assert SECRET not in (await answer_of(client, name, TABLE[name], ids))[1]
        few = role in TELL_SECRETS and scope is Scope.ALL
        assert told == (SHOW_VARIABLES | SHOW_VALUES if few else set()), scope
        assert shown >= SHOW_VARIABLES


@pytest.mark.parametrize("role", [Role.PLATFORM_ADMIN, Role.TENANT_ADMIN, Role.VIEWER])
async def test_nothing_is_answered_before_a_forced_change_of_the_password(
    world: World, platform: Platform, role: Role
) -> None:
    """Whatever the role, but for who one is and logging out."""
    ids = await world.populate("alfa")
    walker = Walker(world, platform, await world.user(role, "alfa"))
    async with platform.database.session() as session:
        await session.execute(update(User).where(User.id == walker.user.id).values(must_change_password=True))
    answered: list[str] = []
    async with walker.client(Scope.ALL) as client:
        for name, entry in TABLE.items():
            status, text = await answer_of(client, name, entry, ids)
            if status != 403 or error_of(text)[0] != "password.change_required":
                answered.append(name)

    assert answered == [name for name, entry in TABLE.items() if entry.public or name in FORCED]


@pytest.mark.parametrize("lost", ["forged", "expired", "revoked", "disabled"])
async def test_no_route_takes_credentials_that_do_not_count_any_more(
    world: World, platform: Platform, lost: str
) -> None:
    """Neither one that nobody made, nor one whose time is over, nor one that was taken back."""
    ids = await world.populate("alfa")
    walker = Walker(world, platform, await world.user(Role.PLATFORM_ADMIN, "alfa"))
    async with walker.client(Scope.ALL) as client:
        assert (await client.get(f"{API_PREFIX}/session")).status_code == 200
        await _lose(platform, client, walker.user, lost)
        answered = [name for name, entry in TABLE.items() if (await answer_of(client, name, entry, ids))[0] != 401]

    assert answered == ["GET /sso", "GET /sso/oidc/start", "GET /sso/oidc/callback", "GET /platform"]


async def _lose(platform: Platform, client: httpx.AsyncClient, user: User, how: str) -> None:
    """Make the client's token count no more."""
    async with platform.database.session() as session:
        if how == "forged":
            client.headers["Authorization"] = client.headers["Authorization"][:-1] + "!"
        elif how == "expired":
            past = utcnow() - timedelta(seconds=1)
            await session.execute(update(ApiToken).where(ApiToken.user_id == user.id).values(expires_at=past))
        elif how == "disabled":
            await session.execute(update(User).where(User.id == user.id).values(disabled=True))
        else:
            own = (await client.get(f"{API_PREFIX}/tokens")).json()["items"][0]["id"]
    if how == "revoked":
        assert (await client.delete(f"{API_PREFIX}/tokens/{own}")).status_code == 204


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_portal_has_words_for_every_action(language: str) -> None:
    """In ``portal/src/i18n/en/roles.json`` and ``zh/roles.json``, below ``roles.action``."""
    words = json.loads((PORTAL_TEXTS / language / "roles.json").read_text())["roles"]["action"]

    assert sorted(f"{noun}.{verb}" for noun, verbs in words.items() for verb in verbs) == sorted(Action)


@pytest.mark.parametrize(("place", "language"), [(0, "en"), (1, "zh")])
def test_errors_call_roles_scopes_and_permissions_as_the_portal_does(place: int, language: str) -> None:
    """Nobody should have to guess that two names mean one thing."""
    common = json.loads((PORTAL_TEXTS / language / "common.json").read_text())
    texts = json.loads((PORTAL_TEXTS / language / "roles.json").read_text())["roles"]
    actions = {f"{noun}.{verb}": word for noun, verbs in texts["action"].items() for verb, word in verbs.items()}

    named = {param: {code: both[place] for code, both in names.items()} for param, names in NAMES.items()}
    assert named == {"role": common["role"], "scope": texts["scope"], "action": actions}
