"""Puts the commands together."""

from __future__ import annotations

import sys

import typer
from click.exceptions import Abort

from slipway import __version__
from slipway.cli import (
    accounts,
    audit,
    cloud,
    compose,
    configuration,
    configured,
    containers,
    credentials,
    health,
    hosts,
    image_storage,
    inside,
    managed,
    metering,
    network,
    openings,
    overview,
    own_domains,
    partitions,
    people,
    registries,
    runtime,
    search,
    services,
    tenants,
    volumes,
)
from slipway.cli.advice import COMMANDS
from slipway.cli.api import CliError
from slipway.cli.apps import apps
from slipway.cli.output import console

app = typer.Typer(
    name="slipway", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Slipway 船台"
)
app.command("login")(people.login)
app.command("logout")(people.logout)
app.command("whoami")(people.whoami)
app.command("roles")(people.roles)
app.add_typer(tenants.tenants, name="tenant")
app.add_typer(tenants.presets, name="preset")
app.add_typer(partitions.partitions, name="partition")
app.add_typer(accounts.users, name="user")
app.command("password")(accounts.password)
app.add_typer(credentials.sessions, name="session")
app.add_typer(credentials.tokens, name="token")
app.add_typer(apps, name="app")
app.add_typer(services.services, name="service")
app.add_typer(openings.openings, name="opening")
app.add_typer(managed.managed, name="managed")
image_storage.add_to(registries.registries)
app.add_typer(registries.registries, name="registry")
app.add_typer(registries.images, name="image")
app.add_typer(own_domains.domains, name="domain")
app.add_typer(configuration.configuration, name="config")
app.add_typer(compose.compose, name="compose")
app.add_typer(containers.containers, name="container")
app.add_typer(volumes.volumes, name="volume")
containers.containers.command("logs")(inside.logs)
containers.containers.command("exec")(inside.execute)
app.command("logs")(services.logs)
app.command("exec")(services.execute)
app.add_typer(audit.audit, name="audit")
app.command("routes")(network.routes)
app.add_typer(metering.metering, name="metering")
app.add_typer(hosts.hosts, name="host")
app.add_typer(cloud.cloud, name="cloud")
app.add_typer(runtime.runtime, name="runtime-log")
app.command("search")(search.search)
app.command("overview")(overview.overview)
app.command("activities")(overview.activities)
app.command("health")(health.health)
app.command("settings")(configured.settings)


@app.command("version")
def version() -> None:
    """The version of this client."""
    console.print(__version__)


def main() -> int:
    """Run one command; the exit code."""
    try:
        app(prog_name="slipway", standalone_mode=True)
    except CliError as error:
        sys.stderr.write(f"slipway: {error.message}\n")
        if error.hint:
            sys.stderr.write(f"         {error.hint}\n")
        if command := COMMANDS.get(error.code):
            sys.stderr.write(f"         → {command}\n")
        return 1
    except Abort:
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
