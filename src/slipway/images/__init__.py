"""Registries and images: from where tenants pull, and what there is to choose."""

from slipway.images.desk import Desk
from slipway.images.models import Registry
from slipway.images.occupant import RegistryOccupant
from slipway.images.pulls import pull_logins
from slipway.images.reference import registry_of
from slipway.images.routes import router
from slipway.images.storage.rounds import StorageRounds
from slipway.images.storage.spans import spans_since
from slipway.images.uses import ImageUses, Use
from slipway.tenants import register_pulls

register_pulls(pull_logins)

__all__ = [
    "Desk",
    "ImageUses",
    "Registry",
    "RegistryOccupant",
    "StorageRounds",
    "Use",
    "registry_of",
    "router",
    "spans_since",
]
