"""What the operation log looks like over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel

from slipway.db import Obj


class OperationOut(BaseModel):
    """One operation. ``outcome`` is ``ok`` or the code of the error that it was refused with."""

    id: str
    time: datetime
    actor_id: str
    actor_name: str
    tenant_id: str | None
    action: str
    object_kind: str
    object_id: str
    object_name: str
    before: Obj | None
    after: Obj | None
    outcome: str
    detail: str
    request_id: str
    source: str


class OperationFilter(BaseModel):
    """Which operations are asked for; all given conditions hold together."""

    tenant_id: str | None = None
    actor_id: str | None = None
    action: str | None = None
    object_kind: str | None = None
    object_id: str | None = None
    outcome: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
