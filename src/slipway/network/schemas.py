"""What routes between hosts look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

RouteState = Literal["ok", "missing", "conflict", "unreachable", "duplicate", "unknown"]
AgentState = Literal["running", "late", "absent", "unreadable"]


class RouteOut(BaseModel):
    """The way from one host to a pod network of another."""

    host: str = Field(description="whose pod network it is")
    network: str
    gateway: str | None
    state: RouteState = Field(description="`unknown` when no agent told of it")
    by: Literal["noderouter", "foreign"] | None = Field(None, description="whose route it is")
    reason: str | None = None
    detail: str | None = Field(
        None, description="the foreign route, or the host whose network or address is in the way"
    )
    changed_at: datetime | None = Field(None, description="since when state and gateway are so, as far as is known")


class HostRoutes(BaseModel):
    """One host, and its ways to all others."""

    host: str
    networks: list[str] = Field(description="the host's own pod networks")
    addresses: list[str]
    agent: AgentState = Field(
        description="`late`: its report was not renewed; `absent`: there is none; `unreadable`: its format is unknown"
    )
    mode: Literal["manage", "report_only"] | None = Field(description="what the agent does about routes")
    cause: str | None = Field(description="why it only reports")
    cause_detail: str | None
    reported_at: datetime | None
    ok: int = Field(description="number of routes that are `ok`")
    problems: int = Field(description="number of routes that are not")
    routes: list[RouteOut]
