"""``cloud …``: accounts at cloud providers, and hosts that are ordered with them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.follow import Timeout, Wait
from slipway.cli.options import grouped
from slipway.cli.output import Format, Output, Yes, confirm, console, secret, show_rows, state

cloud = typer.Typer(no_args_is_help=True, help="hosts from a cloud provider (platform administrators)")
accounts = typer.Typer(no_args_is_help=True, help="accounts at cloud providers")
machines = typer.Typer(no_args_is_help=True, help="machines that join the cluster by themselves")
cloud.add_typer(accounts, name="account")
cloud.add_typer(machines, name="machine")

ACCOUNTS = (
    ("NAME", "name"),
    ("PROVIDER", "provider"),
    ("REGION", "region"),
    ("IN", "inside"),
    ("ENDPOINT", "endpoint"),
    ("MACHINES", "machines"),
    ("AGE", "created_at"),
)
MACHINES = (
    ("NAME", "name"),
    ("ACCOUNT", "account"),
    ("STATE", "state"),
    ("SIZE", "size"),
    ("VM", "vm_id"),
    ("VM IS", "vm_state"),
    ("ADDRESSES", "addresses"),
    ("HOST", "host"),
    ("AGE", "created_at"),
    ("REASON", "reason"),
)
VMS = (
    ("VM", "vm_id"),
    ("NAME", "name"),
    ("MACHINE", "machine"),
    ("STATE", "state"),
    ("SIZE", "size"),
    ("ADDRESSES", "addresses"),
)
MOVING = ("creating", "booting")
JOIN_SECONDS = 1800.0
POLL_SECONDS = 2.0

UNSAFE = "better not: others on this machine see it; asked for, or piped in as one line"
ForgetOne = Annotated[bool, typer.Option("--forget", help="do not end it: forget it, though it may go on and cost")]
ForgetAll = Annotated[bool, typer.Option("--forget", help="with its machines, though they may go on and cost")]
SECRETS = {"ec2": ("Secret access key", "secret_access_key"), "azure": ("Client secret", "client_secret")}


@dataclass(frozen=True, slots=True)
class Credentials:
    """With which a provider lets somebody in."""

    key_id: Annotated[str | None, typer.Option("--access-key-id", help="EC2: the public half of the access key")] = None
    session_token: Annotated[str | None, typer.Option(help="EC2: for temporary credentials")] = None
    tenant: Annotated[str | None, typer.Option(help="Azure: id or domain of the directory (tenant)")] = None
    client_id: Annotated[str | None, typer.Option(help="Azure: id of the application (service principal)")] = None
    secret_key: Annotated[str | None, typer.Option("--secret-key", "--client-secret", help=UNSAFE)] = None

    def body(self, provider: str) -> Json:
        """Return what was told, and the secret, which each kind of provider calls otherwise."""
        label, field = SECRETS.get(provider, SECRETS["ec2"])
        public = {
            "access_key_id": self.key_id,
            "session_token": self.session_token,
            "tenant_id": self.tenant,
            "client_id": self.client_id,
        }
        return {name: value for name, value in public.items() if value is not None} | {
            field: secret(label, self.secret_key)
        }


@dataclass(frozen=True, slots=True)
class AccountPlace:
    """At which provider, and where there."""

    region: Annotated[str, typer.Option(help="such as eu-central-1")]
    provider: Annotated[str, typer.Option(help="ec2 or azure")] = "ec2"
    subscription: Annotated[str, typer.Option(help="Azure: id of the subscription")] = ""
    resource_group: Annotated[str, typer.Option(help="Azure: the group in which machines are made")] = ""
    endpoint: Annotated[str, typer.Option(help="address of another service that speaks the provider's API")] = ""

    def body(self) -> Json:
        """Return what the API is told of it."""
        return {
            "provider": self.provider,
            "region": self.region,
            "subscription_id": self.subscription,
            "resource_group": self.resource_group,
            "endpoint": self.endpoint,
        }


@dataclass(frozen=True, slots=True)
class Made:
    """What a machine is made of."""

    size: Annotated[str, typer.Option(help="in the provider's words, such as t3.large or Standard_D2s_v5")]
    image: Annotated[
        str,
        typer.Option(help="EC2: id; Azure: publisher:offer:sku:version or id; with cloud-init, and perhaps kubeadm"),
    ]
    count: Annotated[int, typer.Option(min=1, max=20)] = 1
    key_pair: Annotated[str, typer.Option(help="name of a key pair (Azure: SSH key), to log in by ssh")] = ""
    prepare: Annotated[Path | None, typer.Option(help="file with shell that root runs before joining")] = None

    def body(self) -> Json:
        """Return what the API is told of it."""
        return {
            "count": self.count,
            "size": self.size,
            "image": self.image,
            "key_pair": self.key_pair,
            "prepare": _read(self.prepare),
        }


@dataclass(frozen=True, slots=True)
class MachinePlace:
    """Where a machine stands in the provider's network."""

    subnet: Annotated[str, typer.Option(help="EC2: id; Azure, where it is needed: network/subnet or id")] = ""
    zone: Annotated[str, typer.Option(help="availability zone")] = ""
    security_group: Annotated[
        list[str] | None, typer.Option(help="id of a security group; repeatable (Azure: one name or id)")
    ] = None
    public_ip: Annotated[bool, typer.Option(help="give it a public address")] = False

    def body(self) -> Json:
        """Return what the API is told of it."""
        return {
            "subnet": self.subnet,
            "zone": self.zone,
            "security_groups": self.security_group or [],
            "public_ip": self.public_ip,
        }


@dataclass(frozen=True, slots=True)
class Joining:
    """As what it comes into the cluster."""

    partition: Annotated[str | None, typer.Option(help="name of the partition that the host comes into")] = None
    label: Annotated[list[str] | None, typer.Option("-l", "--label", help="KEY=VALUE for the host; repeatable")] = None
    join_minutes: Annotated[int, typer.Option(help="how long it may take to join")] = 60

    def body(self, api: Api) -> Json:
        """Return what the API is told of it."""
        return {
            "partition_id": find.partition(api, self.partition)["id"] if self.partition else None,
            "labels": dict(_label(each) for each in self.label or []),
            "join_minutes": self.join_minutes,
        }


@dataclass(frozen=True, slots=True)
class Following:
    """Whether to stay until it has joined, and what to show."""

    wait: Wait = False
    timeout: Timeout = JOIN_SECONDS
    output: Output = Format.TABLE


@accounts.command("list")
def account_list(output: Output = Format.TABLE) -> None:
    """All accounts; their credentials are told to nobody."""
    empty = "There are no cloud accounts. Add one: slipway cloud account add NAME --region REGION …"
    found = Api().everything("/cloud/accounts")
    if output is not Format.JSON:
        found = [{**each, "inside": each["resource_group"]} for each in found]
    show_rows(found, ACCOUNTS, output, empty)


@accounts.command("add")
@grouped
def account_add(name: str, place: AccountPlace, credentials: Credentials) -> None:
    """Add an account; the provider has to let it in."""
    body = {"name": name, **place.body(), "credentials": credentials.body(place.provider)}
    Api().post("/cloud/accounts", body)
    console.print(f"Added cloud account {name}")


@accounts.command("credentials")
@grouped
def account_credentials(name: str, credentials: Credentials) -> None:
    """Give an account other credentials, all of them."""
    api = Api()
    account = find.cloud_account(api, name)
    body = {"credentials": credentials.body(account["provider"])}
    api.patch(f"/cloud/accounts/{account['id']}", body)
    console.print(f"Cloud account {name} has new credentials")


@accounts.command("machines")
def account_machines(name: str, output: Output = Format.TABLE) -> None:
    """What of ours exists at the provider now, also machines that nobody here knows of any more."""
    api = Api()
    found = api.get(f"/cloud/accounts/{find.cloud_account(api, name)['id']}/machines")["items"]
    show_rows(found, VMS, output, "Nothing of ours exists there.")


@accounts.command("remove")
def account_remove(name: str, forget: ForgetAll = False, yes: Yes = False) -> None:
    """Forget an account with which no machines are ordered any more, or with --forget also its machines."""
    api = Api()
    account = find.cloud_account(api, name)
    if forget:
        machines = list(api.everything("/cloud/machines", account_id=account["id"]))
        _forget(api, f"/cloud/accounts/{account['id']}", name, machines, yes=yes)
        return
    confirm(f"Remove cloud account {name}?", yes=yes)
    api.delete(f"/cloud/accounts/{account['id']}")
    console.print(f"Removed cloud account {name}")


@machines.command("list")
def machine_list(
    search: Annotated[str | None, typer.Option("-q", help="in names, accounts, hosts, sizes and images")] = None,
    machine_state: Annotated[str | None, typer.Option("--state", help="creating, booting, joined, failed, …")] = None,
    output: Output = Format.TABLE,
) -> None:
    """All machines that were ordered, with what the provider told of them last."""
    found = Api().everything("/cloud/machines", q=search, state=machine_state)
    _show(found, output, "There are no cloud machines. Order one: slipway cloud machine create NAME …")


@machines.command("create")
@grouped
def machine_create(
    name: Annotated[str, typer.Argument(help="of the machine and its host; of several they are numbered")],
    account: Annotated[str, typer.Option(help="name of a cloud account")],
    made: Made,
    place: MachinePlace,
    joining: Joining,
    following: Following,
) -> None:
    """Order machines that join the cluster by themselves. From then on they cost."""
    api = Api()
    account_id = find.cloud_account(api, account)["id"]
    body = {"account_id": account_id, "name": name, **made.body(), **place.body(), **joining.body(api)}
    ordered = api.post("/cloud/machines", body)["items"]
    _show(ordered, following.output, "")
    if following.wait:
        _follow(api, [each["id"] for each in ordered], following.timeout)


@machines.command("delete")
def machine_delete(
    name: str,
    drain: Annotated[bool, typer.Option(help="empty the host first")] = False,
    force: Annotated[bool, typer.Option(help="also while pods run there: they are lost")] = False,
    forget: ForgetOne = False,
    yes: Yes = False,
) -> None:
    """End a machine at its provider and take its host out of the cluster."""
    api = Api()
    machine = find.cloud_machine(api, name)
    if forget:
        _forget(api, f"/cloud/machines/{machine['id']}", name, [machine], yes=yes)
        return
    confirm(f"Delete cloud machine {name} ({machine['vm_id'] or 'not made yet'})?", yes=yes)
    deleted = api.delete(f"/cloud/machines/{machine['id']}", drain=drain, force=force)
    console.print(f"Cloud machine {name} is {deleted['state']}")


def _forget(api: Api, path: str, name: str, machines: list[Json], *, yes: bool) -> None:
    """Say first what may go on and cost at the provider, then forget it here, and say it again."""
    for each in machines:
        if each["state"] != "gone":
            console.print(f"{each['name']} ({each['vm_id'] or 'or parts of it'}) may go on at the provider, and cost")
    confirm(f"Forget {name} without ending anything at the provider?", yes=yes)
    left = api.post(f"{path}/forget", {"confirm": name})["may_go_on"]
    console.print(f"Forgot {name}")
    for each in left:
        console.print(f"End it at the provider: {each['name']} {each['vm_id']} {' '.join(each['addresses'])}".rstrip())


def _label(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise CliError(f"'{text}' is not KEY=VALUE.")
    return key, value


def _read(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(f"cannot read {file}: {error}.") from error


def _show(found: list[Json], output: Format, empty: str) -> None:
    if output is not Format.JSON:
        found = [{**each, "reason": words(each["problem"], "message") if each["problem"] else ""} for each in found]
    show_rows(found, MACHINES, output, empty)


def _follow(api: Api, ids: list[str], timeout: float) -> None:
    """Show what changes until none of them is on its way any more."""
    told: dict[str, str] = {}
    deadline = time.monotonic() + timeout
    while True:
        found = [api.get(f"/cloud/machines/{each}") for each in ids]
        for each in found:
            line = f"{escape(each['name'])}  {state(each['state'])}  {escape(_why(each))}"
            if told.get(each["id"]) != line:
                console.print(line)
                told[each["id"]] = line
        left = [each["name"] for each in found if each["state"] in MOVING]
        if not left:
            break
        if time.monotonic() > deadline:
            raise CliError(f"not joined after {timeout:.0f} s: {', '.join(left)}.", "--timeout SECONDS waits longer.")
        time.sleep(POLL_SECONDS)
    if lost := [each["name"] for each in found if each["state"] != "joined"]:
        raise CliError(f"these did not join: {', '.join(lost)}.", "Delete what is not wanted: it may cost.")


def _why(machine: Json) -> str:
    return words(machine["problem"], "message") if machine["problem"] else ""
