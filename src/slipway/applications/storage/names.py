"""How the claim of a service's volume is called. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slipway.applications.schemas import ServiceConfig


def claim_name(service: str, volume: str) -> str:
    """Return the claim's name; that no two services get the same one is checked (``settle``)."""
    return f"{service}-{volume}"


def claim_names(service: str, config: ServiceConfig) -> dict[str, str]:
    """Return the sizes of a service's claims, by their names."""
    return {claim_name(service, each.name): each.size for each in config.volumes}


def writes_alone(config: ServiceConfig) -> bool:
    """Tell whether the service has a volume that only one replica may have at a time."""
    return any(each.access == "single" and not each.read_only for each in config.volumes)
