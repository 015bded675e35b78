"""By which variables an application's services find a managed service. Pure."""

from __future__ import annotations

from slipway.applications import Gift
from slipway.managed.engines.engine import Engine, Login, uri_of
from slipway.managed.find import engine_of
from slipway.managed.models import ManagedAccount, ManagedService


def login_of(service: ManagedService, account: ManagedAccount) -> Login:
    """Return how one gets in with an account."""
    port = engine_of(service).port
    return Login(service.name, port, account.username, account.secret["password"], account.database)


def gift_of(service: ManagedService, account: ManagedAccount, name: str) -> Gift:
    """Return the set of an application that uses an account."""
    return Gift(name, variables(engine_of(service), login_of(service, account)), f"managed service {service.name}")


def variables(engine: Engine, login: Login) -> dict[str, str]:
    """Return them by name: ``ORDERS_DB_HOST`` and so on of the managed service ``orders-db``."""
    values = {
        "HOST": login.host,
        "PORT": str(login.port),
        "USERNAME": login.username,
        "PASSWORD": login.password,
        "DATABASE": login.database,
        "URL": uri_of(engine, login),
    }
    prefix = login.host.upper().replace("-", "_")
    return {f"{prefix}_{key}": value for key, value in values.items() if value is not None}
