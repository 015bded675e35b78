"""``session …`` and ``token …``: what people and programs are logged in with."""

from __future__ import annotations

from typing import Annotated

import typer

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json
from slipway.cli.output import Format, Output, Yes, confirm, console, show_rows

sessions = typer.Typer(no_args_is_help=True, help="browser sessions")
tokens = typer.Typer(no_args_is_help=True, help="API tokens")

SESSION_COLUMNS = (
    ("ID", "id"),
    ("ADDRESS", "source"),
    ("BROWSER", "user_agent"),
    ("SINCE", "created_at"),
    ("LAST USED", "last_used_at"),
)
TOKEN_COLUMNS = (
    ("ID", "id"),
    ("NAME", "name"),
    ("SCOPE", "scope"),
    ("APPLICATIONS", "for"),
    ("TOKEN", "prefix"),
    ("SINCE", "created_at"),
    ("EXPIRES", "expires_on"),
    ("LAST USED", "last_used_at"),
)
Of = Annotated[str | None, typer.Option("--user", help="somebody else's, for administrators")]


@sessions.command("list")
def session_list(user: Of = None, output: Output = Format.TABLE) -> None:
    """Open browser sessions, your own or a user's."""
    api = Api()
    path = f"/users/{find.user(api, user)['id']}/sessions" if user else "/me/sessions"
    show_rows(api.everything(path), SESSION_COLUMNS, output, "There are no open browser sessions.")


@sessions.command("revoke")
def session_revoke(
    session_id: Annotated[str, typer.Argument(help="from slipway session list")] = "",
    every: Annotated[bool, typer.Option("--all", help="all of them")] = False,
    user: Of = None,
    yes: Yes = False,
) -> None:
    """End a browser session, or all of them."""
    if bool(session_id) is every:
        raise CliError("name one session, or give --all.", "slipway session list")
    api = Api()
    path = f"/users/{find.user(api, user)['id']}/sessions" if user else "/me/sessions"
    if every:
        confirm(f"End all browser sessions of {user or 'yours'}?", yes=yes)
    api.delete(path if every else f"{path}/{session_id}")
    console.print("Revoked")


@tokens.command("list")
def token_list(user: Of = None, output: Output = Format.TABLE) -> None:
    """API tokens (never their secrets), your own or a user's."""
    api = Api()
    path = f"/users/{find.user(api, user)['id']}/tokens" if user else "/tokens"
    found = api.everything(path)
    rows = [_row(token) for token in found]
    empty = "There are no tokens. Make one: slipway token create NAME"
    show_rows(found if output is Format.JSON else rows, TOKEN_COLUMNS, output, empty)


@tokens.command("create")
def token_create(
    name: str,
    scope: Annotated[str, typer.Option(help="read, deploy (and publish, scale, upgrade), or all")] = "all",
    days: Annotated[int | None, typer.Option(help="days until it expires, 90 if not told")] = None,
    application: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="for this application only; may be given again")
    ] = None,
    tenant: Annotated[str | None, typer.Option(help="whose applications, for administrators")] = None,
) -> None:
    """Make an API token; it is shown this once."""
    if tenant and not application:
        raise CliError("--tenant tells whose applications are meant.", "Name them with --application.")
    api = Api()
    only = [find.application(api, each, tenant)["id"] for each in application or ()]
    body = {"name": name, "scope": scope, "expires_in_days": days, "applications": only or None}
    typer.echo(api.post("/tokens", body)["token"])


@tokens.command("revoke")
@tokens.command("delete", hidden=True)
def token_revoke(
    token_id: Annotated[str, typer.Argument(help="from slipway token list")] = "",
    every: Annotated[bool, typer.Option("--all", help="all of a user's, with --user")] = False,
    user: Of = None,
    yes: Yes = False,
) -> None:
    """Revoke an API token, or all of a user's."""
    if bool(token_id) is every or (every and not user):
        raise CliError("name one token, or give --all with --user.", "slipway token list")
    api = Api()
    path = f"/users/{find.user(api, user)['id']}/tokens" if user else "/tokens"
    if every:
        confirm(f"Revoke all API tokens of {user}?", yes=yes)
    api.delete(path if every else f"{path}/{token_id}")
    console.print("Revoked")


def _row(token: Json) -> Json:
    only = token["applications"]
    named = "all" if only is None else ", ".join(each["name"] or f"{each['id']} (deleted)" for each in only)
    return {**token, "prefix": f"{token['prefix']}…", "expires_on": token["expires_at"][:10], "for": named}
