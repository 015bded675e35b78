"""What becomes of volumes when services and applications are deleted: told before it is asked for."""

from __future__ import annotations

from typing import Annotated

import typer

from slipway.cli.api import Api, Json

DeleteVolumes = Annotated[
    bool, typer.Option("--delete-volumes", help="also delete its volumes, with everything on them")
]


def of_service(api: Api, service: Json) -> list[Json]:
    """The volumes that go with a service when they are to be deleted with it."""
    name = service["name"]
    found = api.everything("/volumes", tenant=service["tenant_id"], service=name)
    return [each for each in found if each["service_name"] == name]


def of_application(api: Api, application: Json) -> list[Json]:
    """The volumes that go with an application when they are to be deleted with it."""
    return api.everything("/volumes", tenant=application["tenant_id"], application=application["id"])


def fate(found: list[Json], *, delete: bool) -> str:
    """What becomes of volumes, for a question."""
    if not found:
        return ""
    named = ", ".join(f"{each['name']} ({each['size']})" for each in found)
    if delete:
        return f" Its volumes are deleted with everything on them: {named}."
    return f" Its volumes are kept: {named}."
