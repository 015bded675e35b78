"""The report that a host's agent writes, as far as it is read here; ``docs/noderouter.md`` has the format."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from slipway.cluster import Obj

KEY = "report.json"


class ReportedRoute(BaseModel):
    """One route."""

    host: str
    network: str
    gateway: str | None
    state: Literal["ok", "missing", "conflict", "unreachable", "duplicate"]
    by: Literal["noderouter", "foreign"] | None
    reason: str | None
    detail: str | None
    changed: datetime


class Report(BaseModel):
    """What one agent told, and when it will do so again at the latest."""

    format: Literal[1]
    node: str
    mode: Literal["manage", "report_only"]
    cause: str | None
    cause_detail: str | None
    renewed: datetime
    every: float = Field(gt=0)
    routes: list[ReportedRoute]


def report_in(config_map: Obj) -> Report | None:
    """Read a config map; None when it holds no report of this format."""
    try:
        return Report.model_validate_json((config_map.get("data") or {}).get(KEY) or "")
    except ValidationError:
        return None
