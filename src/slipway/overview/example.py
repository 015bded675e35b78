"""The example application that the first steps publish: of an administrator, or of images that everybody knows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import yaml
from pydantic import ValidationError

from slipway.applications import ApplicationFile
from slipway.errors import Conflict
from slipway.settings import Settings

BUILT_IN = ApplicationFile.model_validate(
    {
        "name": "example",
        "description": "A web server, and a Redis that starts before it",
        "services": [
            {
                "name": "example-redis",
                "image": "redis:7-alpine",
                "ports": [{"port": 6379}],
                "resources": {"cpu": "50m", "memory": "64Mi"},
                "probes": {"readiness": {"tcp": True}},
            },
            {
                "name": "example-web",
                "image": "nginx:1.27-alpine",
                "ports": [{"port": 80}],
                "domain": "example",
                "depends_on": ["example-redis"],
                "resources": {"cpu": "50m", "memory": "64Mi"},
                "probes": {"readiness": {"http_path": "/"}},
            },
        ],
    }
)
LONGEST = 40


async def example_for(settings: Settings, tenant: str) -> ApplicationFile:
    """Return the example for a tenant: its domains carry the tenant's name, as they are unique on the platform.

    Raises Conflict when the administrator's file is none.
    """
    found = await asyncio.to_thread(_read, settings)
    services = [
        each.model_copy(update={"domain": _domain(each.domain, tenant)}) if each.domain else each
        for each in found.services
    ]
    return found.model_copy(update={"services": services})


def _read(settings: Settings) -> ApplicationFile:
    file = settings.example_file or settings.data_dir / "example.yaml"
    if settings.example_file is None and not file.exists():
        return BUILT_IN
    return parsed(file)


def parsed(file: Path) -> ApplicationFile:
    """Read an application file. Raises Conflict."""
    try:
        return ApplicationFile.model_validate(yaml.safe_load(file.read_text()))
    except ValidationError as error:
        raise Conflict("application.example_invalid", {"reason": str(error.errors()[0]["msg"])}) from error
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise Conflict("application.example_invalid", {"reason": " ".join(str(error).split())}) from error


def _domain(domain: str, tenant: str) -> str:
    return f"{domain}-{tenant}"[:LONGEST].rstrip("-")
