"""The declarative application file as text."""

from __future__ import annotations

from typing import Any

import yaml

from slipway.applications.configuration.schemas import SetFile
from slipway.applications.schemas import ApplicationFile, ApplicationOut, ServiceFile


def file_of(application: ApplicationOut, sets: list[SetFile]) -> ApplicationFile:
    """Return an application, shown with its services, and its sets as a file would declare them."""
    services = [
        ServiceFile(
            name=service.name,
            replicas=service.replicas,
            autoscaling=service.autoscaling,
            **service.config.model_dump(),
        )
        for service in application.services or ()
        if service.canary_of is None
    ]
    return ApplicationFile.model_construct(
        name=application.name, description=application.description, configuration=sets, services=services
    )


def file_text(file: ApplicationFile) -> str:
    """Write a file without what is as it would be anyway; the number of replicas is always there."""
    document: dict[str, Any] = {"name": file.name}
    if file.description:
        document["description"] = file.description
    if file.configuration:
        document["configuration"] = [each.model_dump(mode="json") for each in file.configuration]
    document["services"] = [_service(service) for service in file.services]
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _service(service: ServiceFile) -> dict[str, Any]:
    fields = service.model_dump(mode="json", exclude_defaults=True)
    first = {"name": service.name, "image": service.image, "replicas": service.replicas}
    return {**first, **{name: value for name, value in fields.items() if name not in first}}
