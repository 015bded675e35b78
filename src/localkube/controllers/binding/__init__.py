"""Claims and persistent volumes find each other; volumes are made for claims, and go when their claims go."""

from localkube.controllers.binding.claims import claims
from localkube.controllers.binding.ephemeral import ephemeral_claims
from localkube.controllers.binding.volumes import volumes

__all__ = ["claims", "ephemeral_claims", "volumes"]
