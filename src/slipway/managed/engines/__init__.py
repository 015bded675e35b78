"""The databases that can be offered: how each is run, and what its users have to know. Pure."""

from slipway.managed.engines.accounts import Accounts
from slipway.managed.engines.engine import Engine
from slipway.managed.engines.mysql import MySql
from slipway.managed.engines.mysql_accounts import MysqlAccounts
from slipway.managed.engines.redis import Redis
from slipway.managed.engines.redis_accounts import RedisAccounts
from slipway.managed.schemas import EngineKind

ENGINES: dict[EngineKind, Engine] = {EngineKind.MYSQL: MySql(), EngineKind.REDIS: Redis()}
ACCOUNTS: dict[EngineKind, Accounts] = {EngineKind.MYSQL: MysqlAccounts(), EngineKind.REDIS: RedisAccounts()}

__all__ = ["ACCOUNTS", "ENGINES", "Engine", "MySql", "Redis"]
