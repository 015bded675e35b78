"""What of a service's configuration somebody may see: the one rule for everything that shows one.

Values of variables whose names look like secrets, and passwords inside of URLs wherever they stand, are for those who
have ``application.secrets``. Everybody else is shown the mask in their place, as the operation log and the differences
of a dry run show it to all. Nobody who may replace a configuration is shown a masked one, so none is stored by mistake.
"""

from __future__ import annotations

from slipway.access import Action, Actor, may
from slipway.applications.schemas import ServiceConfig
from slipway.masking import masked


def visible_config(actor: Actor, tenant_id: str, application_id: str, config: ServiceConfig) -> ServiceConfig:
    """Return the configuration of a tenant's service as the actor may see it."""
    if may(actor, Action.APPLICATION_SECRETS, tenant_id, application_id):
        return config
    stored = config.model_dump()
    names = {
        field: stored[field] for field in ("env_from", "files", "volumes")
    }  # of sets, keys, volumes and paths, whatever they look like
    return ServiceConfig.model_validate({**(masked(stored) or {}), **names})
