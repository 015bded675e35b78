"""The databases that can be offered: how each is run, and what its users have to know. Pure."""

from slipway.managed.engines.engine import Engine
from slipway.managed.engines.mysql import MySql
from slipway.managed.engines.redis import Redis
from slipway.managed.schemas import EngineKind

ENGINES: dict[EngineKind, Engine] = {EngineKind.MYSQL: MySql(), EngineKind.REDIS: Redis()}

__all__ = ["ENGINES", "Engine", "MySql", "Redis"]
