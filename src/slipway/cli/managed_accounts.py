"""``managed accounts``, ``managed connect`` and the like: who gets into a managed service, and which applications."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.apps import Tenant
from slipway.cli.output import Format, Output, Yes, confirm, console, secret, show_facts, show_json, show_rows

ACCOUNT_COLUMNS = (
    ("USER", "username"), ("DATABASE", "database"), ("ACCESS", "access"), ("STATE", "state"),
    ("USED BY", "connections"), ("AGE", "created_at"), ("WHY", "why"),
)  # fmt: skip
CONNECTION_COLUMNS = (
    ("APPLICATION", "application_name"), ("USER", "username"), ("SET", "set"), ("USED BY", "used_by"), ("KEYS", "keys"),
    ("AGE", "created_at"),
)  # fmt: skip


class Access(StrEnum):
    """What an account may do."""

    READ_WRITE = "read_write"
    READ_ONLY = "read_only"


Name = Annotated[str, typer.Argument(help="of the managed service")]
Username = Annotated[str, typer.Argument(help="of the account")]
Application = Annotated[str, typer.Argument(help="the application")]
Rights = Annotated[Access | None, typer.Option("--access", help="left out: all of its data")]


def account_list(name: Name, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The accounts of a managed service, and whether the database has them."""
    api = Api()
    found = api.get(_accounts(api, name, tenant))
    empty = f"It has no accounts. Create one: slipway managed create-account {name} USER"
    show_rows(found if output is Format.JSON else [_row(each) for each in found], ACCOUNT_COLUMNS, output, empty)


def account_create(
    name: Name,
    username: Username,
    database: Annotated[str | None, typer.Option(help="of MySQL; left out: one named after the user")] = None,
    access: Rights = None,
    own_password: Annotated[
        bool, typer.Option("--own-password", help="ask for it, or take it as one line piped in; else one is made")
    ] = False,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Create an account. The database has it a moment later."""
    api = Api()
    body = {"username": username, "database": database, "access": access}
    if own_password:
        body["password"] = secret("Password", None, twice=True)
    made = api.post(_accounts(api, name, tenant), {key: value for key, value in body.items() if value is not None})
    _say(made, f"Created {username}. Its password: slipway managed account-access {name} {username}", output)


def account_change(
    name: Name,
    username: Username,
    access: Rights = None,
    new_password: Annotated[bool, typer.Option("--new-password", help="have another password made")] = False,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Give an account other rights, or another password, which connected applications get by themselves."""
    body = ({"access": access} if access else {}) | ({"password": "new"} if new_password else {})
    if not body:
        raise CliError("there is nothing to change.", "Say --access or --new-password.")
    api = Api()
    _say(api.patch(_account(api, name, username, tenant), body), f"Changed {username}", output)


def account_access(name: Name, username: Username, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """How to get in with an account, with its password; the operation log keeps that you looked."""
    api = Api()
    found = api.get(f"{_account(api, name, username, tenant)}/access")
    if output is Format.JSON:
        show_json(found)
    else:
        show_facts(found)


def account_delete(name: Name, username: Username, tenant: Tenant = None, yes: Yes = False) -> None:
    """Delete an account that no application is connected by; what it stored stays."""
    api = Api()
    path = _account(api, name, username, tenant)
    confirm(f"Delete the account {username}? It no longer lets anybody in.", yes=yes)
    api.delete(path)
    console.print(escape(f"{username} is being deleted"))


def connection_list(name: Name, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The applications that are connected to a managed service."""
    api = Api()
    found = api.get(f"{_home(find.managed(api, name, tenant))}/connections")
    empty = f"No application is connected. Connect one: slipway managed connect {name} APPLICATION --service SERVICE"
    show_rows(found, CONNECTION_COLUMNS, output, empty)


def connect(
    name: Name,
    application: Application,
    service: Annotated[
        list[str] | None, typer.Option(help="a service that gets all keys as variables, by a new revision (repeatable)")
    ] = None,
    account: Annotated[
        str | None, typer.Option(help="left out: one named after the application, made if need be")
    ] = None,
    configuration_set: Annotated[str | None, typer.Option("--set", help="left out: the managed service's name")] = None,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Connect an application: it gets a secret configuration set that says how to get in."""
    api = Api()
    found = find.managed(api, name, tenant)
    body: Json = {"application_id": find.application(api, application, found["tenant_name"]).get("id")}
    body["services"] = service or []
    if account:
        body["account_id"] = _account_of(api, found, account)["id"]
    if configuration_set:
        body["set"] = configuration_set
    made = api.post(f"{_home(found)}/connections", body)
    _say(made, f"Connected {application} by its set {made['set']}: {' '.join(made['keys'])}", output)


def disconnect(
    name: Name,
    application: Application,
    release: Annotated[
        bool, typer.Option("--release", help="services that use the set go on without it, by a new revision of each")
    ] = False,
    tenant: Tenant = None,
    yes: Yes = False,
) -> None:
    """Take the configuration set away from an application again; the account, and what it stored, stays."""
    api = Api()
    found = find.managed(api, name, tenant)
    target = find.application(api, application, found["tenant_name"])["id"]
    confirm(f"Disconnect {application} from {name}?", yes=yes)
    api.delete(f"{_home(found)}/connections/{target}", release=release)
    console.print(escape(f"Disconnected {application} from {name}"))


def add_to(managed: typer.Typer) -> None:
    """Add these commands to those of managed services."""
    managed.command("accounts")(account_list)
    managed.command("create-account")(account_create)
    managed.command("change-account")(account_change)
    managed.command("account-access")(account_access)
    managed.command("delete-account")(account_delete)
    managed.command("connections")(connection_list)
    managed.command("connect")(connect)
    managed.command("disconnect")(disconnect)


def _home(service: Json) -> str:
    return f"/managed-services/{service['id']}"


def _accounts(api: Api, name: str, tenant: str | None) -> str:
    return f"{_home(find.managed(api, name, tenant))}/accounts"


def _account(api: Api, name: str, username: str, tenant: str | None) -> str:
    found = find.managed(api, name, tenant)
    return f"{_home(found)}/accounts/{_account_of(api, found, username)['id']}"


def _account_of(api: Api, service: Json, username: str) -> Json:
    listed: list[Json] = api.get(f"{_home(service)}/accounts")
    found = [each for each in listed if each["username"] == username]
    if not found:
        name = service["name"]
        raise CliError(f"{name} has no account '{username}'.", f"See what there is: slipway managed accounts {name}")
    return found[0]


def _row(account: Json) -> Json:
    """An account for people."""
    return {**account, "why": "; ".join(words(each, "message") for each in account["reasons"])}


def _say(made: Json, text: str, output: Format) -> None:
    if output is Format.JSON:
        show_json(made)
    else:
        console.print(escape(text))
