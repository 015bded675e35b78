"""``login``, ``logout``, ``whoami``, ``tenant …``, ``user …``, ``token …``."""

from __future__ import annotations

import platform
from typing import Annotated

import httpx2
import typer

from slipway.cli import config, find
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.config import Target
from slipway.cli.output import Format, Output, Yes, confirm, console, secret, show_json, show_rows

tenants = typer.Typer(no_args_is_help=True, help="tenants and their quotas")
users = typer.Typer(no_args_is_help=True, help="accounts")
tokens = typer.Typer(no_args_is_help=True, help="API tokens of your own")

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
USER_COLUMNS = (
    ("USERNAME", "username"),
    ("ROLE", "role"),
    ("TENANT", "tenant_name"),
    ("DISABLED", "disabled"),
    ("LAST LOGIN", "last_login_at"),
)
TOKEN_COLUMNS = (("ID", "id"), ("NAME", "name"), ("CREATED", "created_at"), ("EXPIRES", "expires_at"))
Password = Annotated[str | None, typer.Option(help="better not: others on this machine see it; asked for, or piped in")]


def login(
    url: Annotated[str, typer.Argument(help="address of the platform")] = "",
    username: Annotated[str, typer.Option("--username", "-u")] = "admin",
    password: Password = None,
) -> None:
    """Log in with name and password, and keep an API token for this machine."""
    password = secret("Password", password)
    base = (url or config.default_url()).rstrip("/")
    headers = {"X-Slipway-Request": "1"}
    try:
        with httpx2.Client(base_url=f"{base}/api/v1", headers=headers, timeout=30) as http:
            answer = http.post("/session", json={"username": username, "password": password})
            _refuse(answer)
            made = http.post("/tokens", json={"name": f"CLI on {platform.node()}", "expires_in_days": 90})
            _refuse(made)
            http.delete("/session")
    except httpx2.HTTPError as error:
        raise CliError(
            f"{base} does not answer: {error}", "Is the address right? slipway login http://HOST:PORT"
        ) from error
    path = config.save(Target(base, made.json()["token"]))
    console.print(f"Logged in to {base} as {username} (token kept in {path})")


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


@users.command("list")
def user_list(search: Annotated[str | None, typer.Option("-q")] = None, output: Output = Format.TABLE) -> None:
    """All accounts that you may see."""
    show_rows(Api().everything("/users", q=search), USER_COLUMNS, output, "There are no users.")


@users.command("create")
def user_create(
    username: str,
    role: Annotated[str, typer.Option(help="platform_admin, platform_auditor, tenant_admin, developer or viewer")],
    password: Password = None,
    tenant: Annotated[str | None, typer.Option(help="for the tenant's roles")] = None,
    output: Output = Format.TABLE,
) -> None:
    """Make an account."""
    api = Api()
    password = secret("Password", password, twice=True)
    body = {"username": username, "role": role, "password": password, "tenant_id": find.tenant_id(api, tenant)}
    show_rows([api.post("/users", body)], USER_COLUMNS, output, "")


@users.command("disable")
def user_disable(username: str) -> None:
    """Shut an account out; its sessions and tokens end at once."""
    api = Api()
    api.patch(f"/users/{find.user(api, username)['id']}", {"disabled": True})
    console.print(f"Disabled {username}")


@users.command("enable")
def user_enable(username: str) -> None:
    """Let a disabled account in again."""
    api = Api()
    api.patch(f"/users/{find.user(api, username)['id']}", {"disabled": False})
    console.print(f"Enabled {username}")


@users.command("password")
def user_password(
    username: str,
    new: Password = None,
    current: Annotated[str | None, typer.Option(help="your present one, when you change your own")] = None,
) -> None:
    """Set a password."""
    api = Api()
    user = find.user(api, username)
    new = secret("New password", new, twice=True)
    api.put(f"/users/{user['id']}/password", {"new": new, "current": current})
    console.print(f"Changed the password of {username}")


@users.command("delete")
def user_delete(username: str, yes: Yes = False) -> None:
    """Delete an account."""
    api = Api()
    user = find.user(api, username)
    confirm(f"Delete user {username}?", yes=yes)
    api.delete(f"/users/{user['id']}")
    console.print(f"Deleted user {username}")


@tokens.command("list")
def token_list(output: Output = Format.TABLE) -> None:
    """Your API tokens (never their secrets)."""
    answer = Api().get("/tokens")
    items = answer["items"] if isinstance(answer, dict) else answer
    show_rows(items, TOKEN_COLUMNS, output, "You have no tokens. Make one: slipway token create NAME")


@tokens.command("create")
def token_create(name: str, days: Annotated[int, typer.Option(help="days until it expires")] = 90) -> None:
    """Make an API token; it is shown this once."""
    made = Api().post("/tokens", {"name": name, "expires_in_days": days})
    typer.echo(made["token"])


@tokens.command("delete")
def token_delete(token_id: str) -> None:
    """Revoke an API token."""
    Api().delete(f"/tokens/{token_id}")
    console.print("Revoked")
