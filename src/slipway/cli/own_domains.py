"""``domain …``: own host names of a tenant, and whether a name below the platform's domain is free."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows

domains = typer.Typer(no_args_is_help=True, help="own domains, with the DNS record that proves them")

COLUMNS = (
    ("DOMAIN", "name"), ("STATE", "state"), ("SERVICE", "path"), ("POINTS HERE", "points"),
    ("CERTIFICATE", "until"), ("CHECKED", "checked_at"), ("WHY", "why"),
)  # fmt: skip

Host = Annotated[str, typer.Argument(help="the host name, for example www.example.com")]
Service = Annotated[str, typer.Argument(help="application/service, for example shop/web")]
Tenant = Annotated[str | None, typer.Option(help="administrators: the tenant for which you act")]


@domains.command("list")
def domain_list(tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The tenant's own domains."""
    api = Api()
    found = api.everything("/domains", tenant_id=find.tenant_id(api, tenant))
    empty = "There are no own domains. Bring one: slipway domain add www.example.com --service APPLICATION/SERVICE"
    show_rows(found if output is Format.JSON else [_row(each) for each in found], COLUMNS, output, empty)


@domains.command("add")
def domain_add(
    host: Host,
    service: Annotated[str | None, typer.Option(help="application/service that it leads to")] = None,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Bring a domain. The record that proves that it is yours is told."""
    api = Api()
    body: Json = {"host": host, "tenant_id": find.tenant_id(api, tenant)}
    if service is not None:
        body["service_id"] = find.service(api, service, tenant)["id"]
    made = api.post("/domains", body)
    _say(made, f"Added {made['name']}. It serves once it is verified.", output, records=True)


@domains.command("show")
def domain_show(host: Host, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """One domain, with the records to set in DNS."""
    found = _domain(Api(), host, tenant)
    _say(found, f"{found['name']} is {found['state']}", output, records=True)


@domains.command("verify")
def domain_verify(host: Host, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """Look the domain up in DNS now; ends with 1 when it is not verified."""
    api = Api()
    found = api.post(f"/domains/{_domain(api, host, tenant)['id']}/verify", None)
    _say(found, f"{found['name']} is {found['state']}", output, records=found["reason"] is not None)
    if found["verified_at"] is None:
        raise typer.Exit(1)


@domains.command("attach")
def domain_attach(host: Host, service: Service, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """Lead the domain to a service."""
    api = Api()
    body = {"service_id": find.service(api, service, tenant)["id"]}
    found = api.patch(f"/domains/{_domain(api, host, tenant)['id']}", body)
    _say(found, f"{found['name']} leads to {service}; it is {found['state']}", output)


@domains.command("detach")
def domain_detach(host: Host, tenant: Tenant = None, yes: Yes = False, output: Output = Format.TABLE) -> None:
    """Lead the domain to no service; it stays the tenant's."""
    api = Api()
    found = _domain(api, host, tenant)
    confirm(f"Lead {host} to no service? It is not served any more.", yes=yes)
    _say(api.patch(f"/domains/{found['id']}", {"service_id": None}), f"{host} leads to no service", output)


@domains.command("remove")
def domain_remove(host: Host, tenant: Tenant = None, yes: Yes = False) -> None:
    """Give the domain up."""
    api = Api()
    found = _domain(api, host, tenant)
    confirm(f"Remove {host}? It is not served any more, and has to be verified again when it comes back.", yes=yes)
    api.delete(f"/domains/{found['id']}")
    console.print(escape(f"Removed {host}"))


@domains.command("certificate")
def domain_certificate(
    host: Host,
    cert: Annotated[Path, typer.Option(help="PEM file: the host's certificate, then those of its issuers")],
    key: Annotated[Path, typer.Option(help="PEM file of its private key, without a passphrase")],
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Serve the domain by https with a certificate, instead of the one that it has."""
    api = Api()
    body = {"certificate": _text(cert), "private_key": _text(key)}
    found = api.put(f"/domains/{_domain(api, host, tenant)['id']}/certificate", body)
    _say(found, f"{found['name']} has a certificate until {found['certificate']['not_after']}", output)


@domains.command("remove-certificate")
def domain_remove_certificate(host: Host, tenant: Tenant = None, yes: Yes = False) -> None:
    """Serve the domain by http only."""
    api = Api()
    found = _domain(api, host, tenant)
    confirm(f"Remove the certificate of {host}? It is served by http only.", yes=yes)
    api.delete(f"/domains/{found['id']}/certificate")
    console.print(escape(f"{host} has no certificate"))


@domains.command("automatic")
def domain_automatic(
    host: Host,
    on: Annotated[bool, typer.Option("--on/--off", help="whether the platform gets and renews the certificate")] = True,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Have the platform get the domain's certificate and renew it; again: try soon when the last try failed."""
    api = Api()
    path = f"/domains/{_domain(api, host, tenant)['id']}"
    if on:
        _say(api.put(f"{path}/certificate/automatic", None), f"the platform gets the certificate of {host}", output)
        return
    api.delete(f"{path}/certificate/automatic")
    _say(api.get(path), f"the certificate of {host} is not renewed any more", output)


@domains.command("redirect")
def domain_redirect(
    host: Host,
    on: Annotated[bool, typer.Option("--on/--off", help="whether visitors are led to https")] = True,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Lead visitors of the domain from http to https, as long as it has a certificate that is served."""
    api = Api()
    found = api.patch(f"/domains/{_domain(api, host, tenant)['id']}", {"redirect": on})
    waits = "" if found["certificate"] or not on else ", once it has a certificate"
    _say(found, f"visitors of {found['name']} are {'' if on else 'not '}led to https{waits}", output)


@domains.command("available")
def domain_available(
    name: Annotated[str, typer.Argument(help="a name below the platform's domain, for example shop")],
    output: Output = Format.TABLE,
) -> None:
    """Whether a service can have a name below the platform's domain; ends with 1 when it cannot."""
    found = Api().get("/domains/availability", name=name)
    if output is Format.JSON:
        show_json(found)
    elif found["available"]:
        console.print(escape(f"{found['host']} is free"))
    else:
        console.print(escape(f"{found['reason']['message']}. {found['reason']['hint']}"))
    if not found["available"]:
        raise typer.Exit(1)


def _domain(api: Api, host: str, tenant: str | None) -> Json:
    of = find.tenant_id(api, tenant)
    wanted = host.lower().removesuffix(".")
    found = [each for each in api.everything("/domains", tenant_id=of) if wanted in (each["host"], each["name"])]
    if not found:
        raise CliError(f"there is no domain {host}.", "See what there is: slipway domain list")
    if len(found) > 1:
        raise CliError(f"several tenants have claimed {host}.", "Say which: --tenant NAME")
    return found[0]


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(f"{file} cannot be read: {error}.", "Give a file in PEM format") from error


def _say(domain: Json, text: str, output: Format, *, records: bool = False) -> None:
    if output is Format.JSON:
        show_json(domain)
        return
    console.print(escape(text))
    parts = (domain, domain["certificate"] or {}, domain["automatic"] or {})
    for reason in (each.get("reason") for each in parts):
        if reason is not None:
            console.print(escape(f"{reason['message']}. {reason['hint']}"))
    if records:
        for purpose, each in (("proves that it is yours", domain["record"]), ("leads to us", domain["pointer"])):
            console.print(escape(f"  {each['name']}  {each['type']}  {each['value']}   ({purpose})"), soft_wrap=True)


def _row(domain: Json) -> Json:
    path = f"{domain['application']}/{domain['service']}" if domain["service"] else ""
    why = domain["reason"]["message"] if domain["reason"] else ""
    points = {True: "yes", False: "no", None: "?"}[domain["points_here"]]
    until = domain["certificate"]["not_after"] if domain["certificate"] else ""
    return {**domain, "path": path, "why": why, "points": points, "until": until}
