"""Accounts at the terminal."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from slipway.tenants import Tenant
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import PASSWORD


async def test_a_new_user_logs_in_and_changes_the_password_once(run: Run, tenant: Tenant) -> None:
    """The login asks for another one; the kept token then works, and so does a change later on."""
    made = await run("user", "create", "ann", "--role", "developer", "--tenant", tenant.name, typed=f"{PASSWORD}\n")
    assert "ann" in made and PASSWORD not in made

    said = await run("login", "-u", "ann", typed=f"{PASSWORD}\nanother long one\n", token=None)
    assert "choose one of your own" in said and "Logged in" in said
    assert "ann (developer) of tenant acme" in await run("whoami", token=None)

    assert "Changed" in await run("password", typed="another long one\nyet another one\n", token=None)
    assert "Logged in" in await run("login", "-u", "ann", typed="yet another one\n", token=None)


async def test_administrators_edit_reset_unlock_disable_and_delete(
    run: Run, tenant: Tenant, anonymous: httpx.AsyncClient
) -> None:
    """Each by the user's name."""
    of = ("--tenant", tenant.name)
    await run("user", "create", "ann", "--role", "viewer", *of, "--no-force-change", typed=f"{PASSWORD}\n")
    await run("user", "edit", "ann", "--role", "developer", "--display-name", "Ann A.")
    shown = json.loads(await run("user", "show", "ann", "-o", "json"))
    assert (shown["role"], shown["display_name"], shown["must_change_password"]) == ("developer", "Ann A.", False)

    for _ in range(3):
        await anonymous.post("/api/v1/session", json={"username": "ann", "password": "wrong"})
    assert json.loads(await run("user", "show", "ann", "-o", "json"))["locked_until"] is not None
    await run("user", "unlock", "ann")
    assert json.loads(await run("user", "show", "ann", "-o", "json"))["locked_until"] is None

    generated = (await run("user", "reset-password", "ann", "--generate")).splitlines()[0]
    login = await anonymous.post("/api/v1/session", json={"username": "ann", "password": generated})
    assert login.json()["user"]["must_change_password"] is True

    assert "Disabled" in await run("user", "disable", "ann")
    assert "Enabled" in await run("user", "enable", "ann")
    assert "Deleted" in await run("user", "delete", "ann", "--yes")
    assert "there is no user" in await run("user", "show", "ann", code=1)


async def test_a_bad_password_is_told_in_words(run: Run, tenant: Tenant) -> None:
    """With the rule."""
    words = ("user", "create", "ann", "--role", "viewer", "--tenant", tenant.name)

    assert "at least 10 characters" in await run(*words, typed="short 1\n", code=1)


async def test_tokens_are_made_listed_and_revoked(run: Run) -> None:
    """With their scope; the secret is shown once."""
    token = (await run("token", "create", "ci", "--scope", "read", "--days", "7")).strip()
    listed = json.loads(await run("token", "list", "-o", "json"))
    made = next(item for item in listed if item["name"] == "ci")
    assert (made["scope"], made["prefix"]) == ("read", token[:10])
    assert token not in await run("token", "list")
    assert "scope “Look only” does not allow" in await run("tenant", "create", "new", token=token, code=1)

    assert "Revoked" in await run("token", "revoke", made["id"])
    assert "unknown, expired or revoked" in await run("whoami", token=token, code=1)


@pytest.mark.parametrize("everything", [True, False])
async def test_sessions_are_listed_and_revoked(run: Run, anonymous: httpx.AsyncClient, *, everything: bool) -> None:
    """A user's, by an administrator."""
    await anonymous.post("/api/v1/session", json={"username": "admin", "password": PASSWORD})
    found = json.loads(await run("session", "list", "--user", "admin", "-o", "json"))

    which = ("--all", "--yes") if everything else (found[0]["id"],)
    assert "Revoked" in await run("session", "revoke", *which, "--user", "admin")

    assert (await anonymous.get("/api/v1/session")).status_code == 401
    assert "no open browser sessions" in await run("session", "list", "--user", "admin")
    assert "name one session" in await run("session", "revoke", code=1)


async def test_the_permission_table_is_shown(run: Run) -> None:
    """With a mark at one's own role, for some actions, and as the API tells it."""
    table = (await run("roles", "tenant.")).splitlines()
    assert "platform_admin (you)" in table[0]
    assert [line.split()[:3] for line in table[1:]] == [["tenant.manage", "✓", "-"], ["tenant.read", "✓", "✓"]]
    assert "No action has" in await run("roles", "nonsense")
    assert "tenant.read" in json.loads(await run("roles", "-o", "json"))["actions"]


async def test_a_token_is_made_for_certain_applications(run: Run, tenant: Tenant) -> None:
    """By their names, and lists show them."""
    for name in ("shop", "blog", "wiki"):
        await run("app", "apply", "-f", "-", "--tenant", "acme", typed=f"name: {name}\n")
    only = ("--application", "shop", "--application", "blog", "--tenant", "acme")
    token = (await run("token", "create", "ci", *only)).strip()

    assert re.search("shop, blog|blog, shop", await run("token", "list"))
    listed = json.loads(await run("app", "list", "-o", "json", token=token))
    assert sorted(each["name"] for each in listed) == ["blog", "shop"]
    assert "there is no application 'nix'" in await run("token", "create", "x", "--application", "nix", code=1)
    assert "Name them with --application" in await run("token", "create", "x", "--tenant", "acme", code=1)


async def test_all_tokens_of_a_user_are_revoked_at_once(run: Run, tenant: Tenant) -> None:
    """Nobody revokes all of their own by mistake, least of all the one that is in use."""
    await run("user", "create", "ann", "--role", "developer", "--tenant", tenant.name, typed=f"{PASSWORD}\n")
    await run("login", "-u", "ann", typed=f"{PASSWORD}\nanother long one\n", token=None)
    assert "give --all with --user" in await run("token", "revoke", "--all", code=1)
    assert "Revoked" in await run("token", "revoke", "--all", "--user", "ann", "--yes")
    assert json.loads(await run("token", "list", "--user", "ann", "-o", "json")) == []
