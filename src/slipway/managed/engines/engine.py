"""What the platform has to know of a kind of database."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from urllib.parse import quote

from slipway.applications import Probe, Resources, ServiceConfig
from slipway.managed.schemas import Plan
from slipway.quantities import parse

CREDENTIALS = "credentials"
"""The set of the application behind a managed service that has its administrator's password."""
DATA = "data"
"""Its volume."""
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Login:
    """Who gets in where."""

    host: str
    port: int
    username: str
    password: str
    database: str | None = None


class Engine(Protocol):
    """One kind of database, that runs alone on its volume."""

    name: str
    default_image: str
    port: int
    accounts: bool
    databases: bool
    administrator: str
    password_in_data: bool
    """Whether it keeps its administrator's password on its volume, so that another one does not open that."""
    scheme: str
    """Of its URLs."""

    def credentials(self, password: str) -> dict[str, str]:
        """Return the entries of the set that its container sees as variables."""
        ...

    def password_of(self, entries: dict[str, str]) -> str:
        """Return the password that ``credentials`` was given."""
        ...

    def config(self, image: str, plan: Plan) -> ServiceConfig:
        """Return how it is run in the size of a plan."""
        ...


def uri_of(engine: Engine, login: Login) -> str:
    """Return the URL by which programs get in."""
    who = f"{quote(login.username, safe='')}:{quote(login.password, safe='')}"
    return f"{engine.scheme}://{who}@{login.host}:{login.port}/{login.database or ''}"


def resources_of(plan: Plan) -> Resources:
    """Return what the container gets: idle processor time on top, and no memory beyond."""
    return Resources(cpu=plan.cpu, memory=plan.memory)


def share_of_memory(plan: Plan, share: Decimal, least: int) -> int:
    """Return a share of a plan's memory in whole MiB, at least ``least``."""
    return max(int(parse(plan.memory) * share / MIB), least)


def asked_by_shell(script: str) -> Probe:
    """Return the check that asks the database itself, which has to answer and not only to listen."""
    return Probe(command=["sh", "-c", script], period_seconds=2, timeout_seconds=5, failure_threshold=3)
