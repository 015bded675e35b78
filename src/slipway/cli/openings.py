"""``opening …``: services that tenants open to each other."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows

openings = typer.Typer(no_args_is_help=True, help="services that tenants open to each other")

COLUMNS = (
    ("SERVICE", "path"), ("OFFERED TO", "receiver"), ("PORTS", "ports"), ("STATE", "state"), ("IN FORCE", "in_force"),
    ("ADDRESS", "address"), ("OFFERED", "offered_at"), ("ENDED", "closed_at"),
)  # fmt: skip
OPEN = ("offered", "accepted")


class Direction(StrEnum):
    """As a tenant sees it."""

    GIVEN = "given"
    RECEIVED = "received"


class State(StrEnum):
    """What became of an opening."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


Received = Annotated[str, typer.Argument(help="the tenant that offers and the service, for example acme/redis")]
Service = Annotated[str, typer.Argument(help="application/service, for example shop/redis")]
Receiver = Annotated[str, typer.Argument(help="the name of the other tenant")]
Tenant = Annotated[str | None, typer.Option(help="administrators: the tenant for which you act")]


@openings.command("list")
def opening_list(
    direction: Annotated[Direction | None, typer.Option(help="only what the tenant gives, or has received")] = None,
    state: Annotated[State | None, typer.Option(help="only openings of this state")] = None,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """What the tenant opens to others, and others to it; the latest first."""
    api = Api()
    query = {"direction": direction, "state": state, "tenant_id": find.tenant_id(api, tenant)}
    found = api.everything("/openings", **query)
    empty = "There are no openings. Offer a service: slipway opening offer APPLICATION/SERVICE TENANT"
    show_rows(found if output is Format.JSON else [_row(each) for each in found], COLUMNS, output, empty)


@openings.command("offer")
def opening_offer(
    service: Service,
    receiver: Receiver,
    port: Annotated[list[int] | None, typer.Option(help="only this port (repeatable); left out: all")] = None,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Offer a service to another tenant. It opens nothing before an administrator of that tenant accepts."""
    api = Api()
    body: Json = {"service_id": find.service(api, service, tenant)["id"], "receiver": receiver}
    made = api.post("/openings", body | ({"ports": port} if port else {}))
    _say(made, f"Offered {service} to tenant {receiver}, if there is one; it opens when that accepts", output)


@openings.command("accept")
def opening_accept(opening: Received, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """Accept what another tenant offers; its address is told."""
    api = Api()
    found = _received(api, opening, tenant, ("offered",))
    made = api.post(f"/openings/{found['id']}/accept", None)
    ports = ", ".join(_ports(made))
    _say(made, f"Accepted: {opening} is reached at {made['address']}, ports {ports}", output)


@openings.command("refuse")
def opening_refuse(opening: Received, tenant: Tenant = None, yes: Yes = False, output: Output = Format.TABLE) -> None:
    """Refuse what another tenant offers, or end what was accepted."""
    api = Api()
    found = _received(api, opening, tenant, OPEN)
    _confirm_end(found, f"Refuse {opening}", yes=yes)
    _say(api.post(f"/openings/{found['id']}/refuse", None), f"Refused {opening}", output)


@openings.command("withdraw")
def opening_withdraw(
    service: Service, receiver: Receiver, tenant: Tenant = None, yes: Yes = False, output: Output = Format.TABLE
) -> None:
    """Take an offer back, or end what the other tenant had accepted."""
    api = Api()
    found = _given(api, service, receiver, tenant)
    what = f"{service} from {receiver}"
    _confirm_end(found, f"Withdraw {what}", yes=yes)
    _say(api.post(f"/openings/{found['id']}/withdraw", None), f"Withdrawn {what}", output)


def _received(api: Api, name: str, tenant: str | None, states: tuple[str, ...]) -> Json:
    """What the tenant has received, by the other tenant and the service."""
    giver, _, service = name.partition("/")
    if not giver or not service:
        raise CliError(f"'{name}' does not name an opening.", "Write it as tenant/service, for example acme/redis.")
    rows = _open(api, "received", service, tenant)
    found = [each for each in rows if each["tenant"] == giver and each["state"] in states]
    return _one(found, f"{name} that is {' or '.join(states)}")


def _given(api: Api, path: str, receiver: str, tenant: str | None) -> Json:
    """What the tenant has given."""
    rows = _open(api, "given", path.rpartition("/")[2], tenant)
    named = [each for each in rows if f"{each['application']}/{each['service']}" == path]
    return _one([each for each in named if each["receiver"] == receiver], f"{path} to {receiver}")


def _open(api: Api, direction: str, service: str, tenant: str | None) -> list[Json]:
    of = find.tenant_id(api, tenant)
    rows = api.everything("/openings", q=service, direction=direction, tenant_id=of)
    return [each for each in rows if each["service"] == service and each["state"] in OPEN]


def _one(found: list[Json], what: str) -> Json:
    if not found:
        raise CliError(f"there is no opening of {what}.", "See what there is: slipway opening list")
    return found[0]


def _confirm_end(opening: Json, question: str, *, yes: bool) -> None:
    cut = " The other side's containers cannot connect any more." if opening["state"] == "accepted" else ""
    confirm(f"{question}?{cut}", yes=yes)


def _say(opening: Json, text: str, output: Format) -> None:
    if output is Format.JSON:
        show_json(opening)
    else:
        console.print(escape(text))


def _row(opening: Json) -> Json:
    """An opening for people: the service as one names it."""
    of = opening["application"] if opening["direction"] == "given" else opening["tenant"]
    return {**opening, "path": f"{of}/{opening['service']}", "ports": _ports(opening)}


def _ports(opening: Json) -> list[str]:
    return [f"{each['port']}/{each['protocol']}" for each in opening["ports"]]
