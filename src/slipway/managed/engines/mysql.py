"""MySQL, and MariaDB, which understands the same: by the contract of their official images."""

from __future__ import annotations

from decimal import Decimal

from slipway.applications import EnvFrom, Port, Probes, ServiceConfig, ServiceVolume
from slipway.managed.engines.engine import CREDENTIALS, DATA, asked_by_shell, resources_of, share_of_memory
from slipway.managed.schemas import Plan

DIRECTORY = "/var/lib/mysql"
DATA_DIRECTORY = f"{DIRECTORY}/data"
"""MySQL fills an empty directory only, and the root of a new file system has ``lost+found``."""
SHARE_FOR_POOL = Decimal("0.4")
"""What the server takes besides is nearly as much again."""
LEAST_MIB = 16
STOP_SECONDS = 120
"""To write down what is in memory takes its time; a server that was killed recovers at the next start."""

PING = """\
client="$(command -v mariadb-admin || command -v mysqladmin)"
MYSQL_PWD="$MYSQL_ROOT_PASSWORD" "$client" -h 127.0.0.1 -u root --connect-timeout=4 ping
"""
"""By TCP: the server that only prepares the data directory at the first start does not listen there."""


class MySql:
    """MySQL 8 and MariaDB 10.6 and later."""

    name = "MySQL"
    default_image = "mysql:8.4"
    port = 3306
    accounts = True
    databases = True
    administrator = "root"
    password_in_data = True
    scheme = "mysql"

    def credentials(self, password: str) -> dict[str, str]:
        """Return the password of root, under the names that the images of both know."""
        return {"MYSQL_ROOT_PASSWORD": password, "MARIADB_ROOT_PASSWORD": password}

    def password_of(self, entries: dict[str, str]) -> str:
        """Return the password."""
        return entries["MYSQL_ROOT_PASSWORD"]

    def config(self, image: str, plan: Plan) -> ServiceConfig:
        """Return how it is run."""
        pool = share_of_memory(plan, SHARE_FOR_POOL, LEAST_MIB)
        return ServiceConfig(
            image=image,
            args=[
                f"--datadir={DATA_DIRECTORY}",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_unicode_ci",
                f"--innodb-buffer-pool-size={pool}M",
            ],
            env_from=[EnvFrom(set=CREDENTIALS)],
            volumes=[ServiceVolume(name=DATA, mount_path=DIRECTORY, size=plan.storage)],
            ports=[Port(port=self.port)],
            resources=resources_of(plan),
            probes=Probes(readiness=asked_by_shell(PING)),
            stop_grace_seconds=STOP_SECONDS,
        )
