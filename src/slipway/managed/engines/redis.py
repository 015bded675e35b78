"""Redis: every change is appended to a file on the volume; its users stand in another one there.

The file of users is Redis' own (``ACL SAVE``): before each start only the line of the default user, whose password the
platform keeps, is written anew.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal

from slipway.applications import EnvFrom, Port, Probes, ServiceConfig, ServiceVolume
from slipway.managed.engines.engine import CREDENTIALS, DATA, asked_by_shell, resources_of, share_of_memory
from slipway.managed.schemas import Plan

DIRECTORY = "/data"
SHARE_FOR_DATA = Decimal("0.75")
"""The rest is for connections, and for what changes while the file is written anew."""
LEAST_MIB = 4

START = """\
set -eu
umask 077
cd /data
{
  printf 'user default on #%s ~* &* +@all\\n' "$REDIS_PASSWORD_SHA256"
  if [ -f users.acl ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case "$line" in "user default "*) ;; *) printf '%s\\n' "$line" ;; esac
    done < users.acl
  fi
} > users.acl.new
mv users.acl.new users.acl
start=redis-server
if command -v docker-entrypoint.sh > /dev/null; then start="docker-entrypoint.sh redis-server"; fi
exec $start --dir /data --appendonly yes --aclfile /data/users.acl "$@"
"""

PING = 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -h 127.0.0.1 ping | grep -q PONG'
"""While it loads its data it answers something else."""


class Redis:
    """Redis 6.2 and later, and what understands the same."""

    name = "Redis"
    default_image = "redis:7-alpine"
    port = 6379
    accounts = True
    databases = False
    administrator = "default"
    password_in_data = False
    scheme = "redis"

    def credentials(self, password: str) -> dict[str, str]:
        """Return the password, and its digest for the file of users."""
        digest = hashlib.sha256(password.encode()).hexdigest()
        return {"REDIS_PASSWORD": password, "REDIS_PASSWORD_SHA256": digest}

    def password_of(self, entries: dict[str, str]) -> str:
        """Return the password."""
        return entries["REDIS_PASSWORD"]

    def config(self, image: str, plan: Plan) -> ServiceConfig:
        """Return how it is run: it refuses to write before it would be ended for taking too much memory."""
        most = share_of_memory(plan, SHARE_FOR_DATA, LEAST_MIB)
        return ServiceConfig(
            image=image,
            command=["sh", "-c", START, "redis"],
            args=["--port", str(self.port), "--maxmemory", f"{most}mb", "--maxmemory-policy", "noeviction"],
            env_from=[EnvFrom(set=CREDENTIALS)],
            volumes=[ServiceVolume(name=DATA, mount_path=DIRECTORY, size=plan.storage)],
            ports=[Port(port=self.port)],
            resources=resources_of(plan),
            probes=Probes(readiness=asked_by_shell(PING)),
        )
