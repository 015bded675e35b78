"""``user …`` and ``password``."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from slipway.cli import find
from slipway.cli.api import Api, Json
from slipway.cli.output import Format, Output, Password, Yes, confirm, console, secret, show_json, show_rows

users = typer.Typer(no_args_is_help=True, help="accounts")

COLUMNS = (
    ("USERNAME", "username"),
    ("ROLE", "role"),
    ("TENANT", "tenant_name"),
    ("DISABLED", "disabled"),
    ("MUST CHANGE PASSWORD", "must_change_password"),
    ("LOCKED", "locked"),
    ("LAST LOGIN", "last_login_at"),
)
Role = Annotated[str, typer.Option(help="platform_admin, platform_auditor, tenant_admin, developer or viewer")]
Generate = Annotated[bool, typer.Option("--generate", help="make one up and print it")]


@users.command("list")
def user_list(
    search: Annotated[str | None, typer.Option("-q")] = None,
    tenant: Annotated[str | None, typer.Option(help="only of this tenant")] = None,
    output: Output = Format.TABLE,
) -> None:
    """All accounts that you may see."""
    api = Api()
    found = api.everything("/users", q=search, tenant_id=find.tenant_id(api, tenant))
    _show(found, output)


@users.command("show")
def user_show(username: str, output: Output = Format.TABLE) -> None:
    """One account."""
    user = find.user(Api(), username)
    if output is Format.JSON:
        show_json(user)
        return
    _show([user], output)


@users.command("create")
def user_create(
    username: str,
    role: Role,
    password: Password = None,
    generate: Generate = False,
    tenant: Annotated[str | None, typer.Option(help="for the tenant's roles")] = None,
    force_change: Annotated[bool, typer.Option(help="they have to change the password at their first login")] = True,
    output: Output = Format.TABLE,
) -> None:
    """Make an account."""
    api = Api()
    password = _new("Password", password, generate=generate)
    body = {
        "username": username,
        "role": role,
        "password": password,
        "tenant_id": find.tenant_id(api, tenant),
        "must_change_password": force_change,
    }
    _show([api.post("/users", body)], output)


@users.command("edit")
def user_edit(
    username: str,
    role: Annotated[str | None, typer.Option(help="their new role")] = None,
    display_name: str | None = None,
    output: Output = Format.TABLE,
) -> None:
    """Change an account's role or display name."""
    api = Api()
    changes = {key: value for key, value in (("role", role), ("display_name", display_name)) if value is not None}
    _show([api.patch(f"/users/{find.user(api, username)['id']}", changes)], output)


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


@users.command("unlock")
def user_unlock(username: str) -> None:
    """Let an account in again at once that failed logins have locked."""
    api = Api()
    api.delete(f"/users/{find.user(api, username)['id']}/lock")
    console.print(f"Unlocked {username}")


@users.command("reset-password")
def user_reset_password(username: str, new: Password = None, generate: Generate = False) -> None:
    """Set a password that its user has to change; their sessions end, and their tokens are revoked."""
    api = Api()
    user = find.user(api, username)
    new = _new("New password", new, generate=generate)
    api.put(f"/users/{user['id']}/password", {"new": new})
    console.print(f"Reset the password of {username}")


@users.command("delete")
def user_delete(username: str, yes: Yes = False) -> None:
    """Delete an account."""
    api = Api()
    user = find.user(api, username)
    confirm(f"Delete user {username}?", yes=yes)
    api.delete(f"/users/{user['id']}")
    console.print(f"Deleted user {username}")


def password(current: Password = None, new: Password = None) -> None:
    """Change your own password; your other browser sessions end."""
    api = Api()
    user = api.get("/session")["user"]
    body = {"current": secret("Current password", current), "new": secret("New password", new, twice=True)}
    api.put(f"/users/{user['id']}/password", body)
    console.print("Changed your password")


def _new(label: str, given: str | None, *, generate: bool) -> str:
    if not generate:
        return secret(label, given, twice=True)
    made = secrets.token_urlsafe(15)
    typer.echo(made)
    return made


def _show(users_found: list[Json], output: Format) -> None:
    rows = [{**user, "locked": user["locked_until"] is not None} for user in users_found]
    show_rows(users_found if output is Format.JSON else rows, COLUMNS, output, "There are no users.")
