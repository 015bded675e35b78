"""The rules for autoscaling that its schema cannot say. Plain decisions."""

from __future__ import annotations

from slipway.applications.models import Service
from slipway.applications.scaling.schemas import Autoscaling
from slipway.db import Obj
from slipway.errors import Conflict, Invalid, Param


def check_autoscaling(name: str, rules: Autoscaling | None, at: str) -> None:
    """Refuse rules by which nothing could scale; ``at`` is the place of their fields in the request's body."""
    if rules is None:
        return
    if rules.min > rules.max:
        params: dict[str, Param] = {"name": name, "min": rules.min, "max": rules.max}
        raise Invalid("service.autoscaling_bounds", params, field=f"{at}max")
    if rules.cpu is None and rules.memory is None:
        raise Invalid("service.autoscaling_without_target", {"name": name}, field=f"{at}cpu")


def refuse_scaling_by_hand(service: Service) -> None:
    """Refuse to set the number of replicas that an autoscaler would set otherwise at once."""
    rules = rules_of(service)
    if rules is not None:
        params: dict[str, Param] = {"name": service.name, "min": rules.min, "max": rules.max}
        raise Conflict("service.autoscaled", params, field="replicas")


def rules_of(service: Service) -> Autoscaling | None:
    """Return the rules of a stored service."""
    return parsed(service.autoscaling)


def parsed(rules: Obj | None) -> Autoscaling | None:
    """Return rules from how they are stored."""
    return Autoscaling.model_validate(rules) if rules is not None else None


def stored(rules: Autoscaling | None) -> Obj | None:
    """Return rules as they are stored."""
    return rules.model_dump(mode="json") if rules is not None else None


def at_least(replicas: int, rules: Autoscaling | None) -> int:
    """Return how many replicas a service has in any case."""
    return rules.min if rules is not None else replicas


def at_most(replicas: int, rules: Autoscaling | None) -> int:
    """Return how many replicas a service can have."""
    return rules.max if rules is not None else replicas
