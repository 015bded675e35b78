"""``login``, ``logout``, ``whoami``, ``roles``."""

from __future__ import annotations

import platform
from typing import Annotated

import httpx2
import typer

from slipway.cli import config
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.config import Target
from slipway.cli.output import Format, Output, Password, console, secret, show_json, show_rows


def login(
    url: Annotated[str, typer.Argument(help="address of the platform")] = "",
    username: Annotated[str, typer.Option("--username", "-u")] = "admin",
    password: Password = None,
    new_password: Password = None,
) -> None:
    """Log in with name and password, and keep an API token for this machine.

    A password that an administrator has set is changed first: the new one is asked for, or piped in as a second line.
    """
    password = secret("Password", password)
    base = (url or config.default_url()).rstrip("/")
    headers = {"X-Slipway-Request": "1"}
    try:
        with httpx2.Client(base_url=f"{base}/api/v1", headers=headers, timeout=30) as http:
            answer = http.post("/session", json={"username": username, "password": password})
            _refuse(answer)
            user = answer.json()["user"]
            if user["must_change_password"]:
                _change(http, user["id"], password, new_password)
            made = http.post("/tokens", json={"name": f"CLI on {platform.node()}"})
            _refuse(made)
            http.delete("/session")
    except httpx2.HTTPError as error:
        raise CliError(
            f"{base} does not answer: {error}", "Is the address right? slipway login http://HOST:PORT"
        ) from error
    path = config.save(Target(base, made.json()["token"]))
    console.print(f"Logged in to {base} as {username} (token kept in {path})")


def _change(http: httpx2.Client, user_id: str, current: str, new: str | None) -> None:
    console.print("An administrator has set this password; choose one of your own.")
    new = secret("New password", new, twice=True)
    _refuse(http.put(f"/users/{user_id}/password", json={"current": current, "new": new}))


def _refuse(response: httpx2.Response) -> None:
    if response.status_code >= 400:
        error: Json = response.json().get("error", {})
        raise CliError(words(error, "message") or f"HTTP {response.status_code}", words(error, "hint"))


def logout() -> None:
    """Forget the token that login kept."""
    console.print("Logged out" if config.forget() else "You were not logged in")


def whoami(output: Output = Format.TABLE) -> None:
    """Who the platform takes you for."""
    session = Api().get("/session")
    if output is Format.JSON:
        show_json(session)
        return
    user = session["user"]
    where = f"tenant {user['tenant_name']}" if user["tenant_name"] else "the platform"
    console.print(f"{user['username']} ({user['role']}) of {where}")


def roles(
    word: Annotated[str, typer.Argument(help="only actions with this in their name")] = "",
    output: Output = Format.TABLE,
) -> None:
    """What each role, and each scope of API tokens, may do."""
    api = Api()
    table = api.get("/roles")
    if output is Format.JSON:
        show_json(table)
        return
    own = api.get("/session")["user"]["role"]
    columns = [
        ("ACTION", "action"),
        *((f"{role['name']} (you)" if role["name"] == own else role["name"], role["name"]) for role in table["roles"]),
        *((f"scope {scope['name']}", f"scope {scope['name']}") for scope in table["scopes"]),
    ]
    rows = [
        {
            "action": action,
            **{role["name"]: _mark(role, action) for role in table["roles"]},
            **{f"scope {scope['name']}": _mark(scope, action) for scope in table["scopes"]},
        }
        for action in table["actions"]
        if word in action
    ]
    show_rows(rows, columns, Format.TABLE, f"No action has {word!r} in its name.")


def _mark(whose: Json, action: str) -> str:
    return "✓" if action in whose["actions"] else ""
