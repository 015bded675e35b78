"""``login``, ``logout``, ``whoami``, ``tenant …``."""

from __future__ import annotations

import platform
from typing import Annotated

import httpx2
import typer

from slipway.cli import config, find
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.config import Target
from slipway.cli.output import Format, Output, Password, Yes, confirm, console, secret, show_json, show_rows

tenants = typer.Typer(no_args_is_help=True, help="tenants and their quotas")

TENANT_COLUMNS = (
    ("NAME", "name"),
    ("DISPLAY NAME", "display_name"),
    ("CPU", "quota.cpu"),
    ("MEMORY", "quota.memory"),
    ("PODS", "quota.pods"),
    ("APPLICATIONS", "applications"),
    ("USERS", "users"),
    ("AGE", "created_at"),
)


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


@tenants.command("list")
def tenant_list(search: Annotated[str | None, typer.Option("-q")] = None, output: Output = Format.TABLE) -> None:
    """All tenants that you may see."""
    empty = "There are no tenants. Make one: slipway tenant create NAME"
    show_rows(Api().everything("/tenants", q=search), TENANT_COLUMNS, output, empty)


@tenants.command("create")
def tenant_create(
    name: str,
    cpu: str = "4",
    memory: str = "8Gi",
    pods: int = 50,
    display_name: str = "",
    output: Output = Format.TABLE,
) -> None:
    """Make a tenant with a quota."""
    quota = {"cpu": cpu, "memory": memory, "pods": pods}
    made = Api().post("/tenants", {"name": name, "display_name": display_name, "quota": quota})
    show_rows([made], TENANT_COLUMNS, output, "")


@tenants.command("quota")
def tenant_quota(
    name: str,
    cpu: str | None = None,
    memory: str | None = None,
    pods: int | None = None,
    output: Output = Format.TABLE,
) -> None:
    """Show what a tenant uses of its quota; with options, change the quota."""
    api = Api()
    tenant = find.tenant(api, name)
    changes = {key: value for key, value in (("cpu", cpu), ("memory", memory), ("pods", pods)) if value is not None}
    if changes:
        tenant = api.patch(f"/tenants/{tenant['id']}", {"quota": {**tenant["quota"], **changes}})
    usage = api.get(f"/tenants/{tenant['id']}/usage")
    if output is Format.JSON:
        show_json(usage)
        return
    used = usage["used"] or {}
    rows = [
        {"what": key, "used": used.get(key, "?"), "hard": tenant["quota"][key]} for key in ("cpu", "memory", "pods")
    ]
    show_rows(rows, (("RESOURCE", "what"), ("USED", "used"), ("QUOTA", "hard")), output, "")


@tenants.command("delete")
def tenant_delete(name: str, yes: Yes = False) -> None:
    """Delete a tenant that has no applications and no users left."""
    api = Api()
    tenant = find.tenant(api, name)
    confirm(f"Delete tenant {name} and its namespace {tenant['namespace']}?", yes=yes)
    api.delete(f"/tenants/{tenant['id']}")
    console.print(f"Deleted tenant {name}")
