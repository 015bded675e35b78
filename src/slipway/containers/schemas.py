"""What containers look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

ObjectName = Annotated[str, StringConstraints(min_length=1, max_length=253)]


class ContainerOut(BaseModel):
    """One replica's container as the cluster sees it."""

    pod: str
    container: str
    image: str
    host: str | None
    address: str | None
    state: Literal["waiting", "running", "terminated"]
    reason: str | None
    ready: bool
    restarts: int
    started_at: datetime | None
    revision: int | None


class LogQuery(BaseModel):
    """Which part of which logs."""

    pod: ObjectName | None = Field(None, description="of this replica only; without it of all, each line with its pod")
    container: ObjectName | None = Field(None, description="of this container; by default the first")
    follow: bool = Field(False, description="go on as lines are written, also by replicas that start meanwhile")
    tail: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        None, description="only the last lines of each replica"
    )
    since: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}[smhd]$")] | None = Field(
        None, description="only what was written in this time: `30s`, `10m`, `2h`, `1d`"
    )
    previous: bool = Field(False, description="of the container before its last restart; needs a pod")
    timestamps: bool = Field(False, description="each line begins with the time at which it was written")


class ExecQuery(BaseModel):
    """Which command, where and how. See ``docs/exec-protocol.md``."""

    command: Annotated[list[Annotated[str, Field(max_length=65536)]], Field(min_length=1, max_length=1000)]
    pod: ObjectName | None = None
    container: ObjectName | None = None
    stdin: bool = False
    tty: bool = False
