"""What the operation log looks like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from slipway.db import Obj


class OperationOut(BaseModel):
    """One operation. ``outcome`` is ``ok`` or the code of the error that it was refused with.

    ``seq`` and ``hash`` place it in the chain of all tenants' operations; only the platform's roles are told.
    """

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
    outcome_text: str = Field(default="", description="why it was refused, in words; empty when it was done")
    outcome_text_zh: str = ""
    detail: str
    duration_ms: int | None = Field(description="from the request's arrival; null for what the platform did by itself")
    request_id: str
    source: str
    seq: int | None = None
    hash: str | None = None


class OperationPage(BaseModel):
    """A piece of the log, newest first.

    Every page is found quickly, however long the log is. Where a filter has no index of its own, a page may therefore
    end early: ``searched_until`` tells how far back it has looked, and ``next`` goes on from there. ``total`` comes
    with the first page only; when ``total_exact`` is false, there are at least that many.
    """

    items: list[OperationOut]
    next: str | None = Field(description="ask again with `after` set to this; null at the end")
    searched_until: datetime | None
    total: int | None
    total_exact: bool


class OperationFilter(BaseModel):
    """Which operations are asked for; all given conditions hold together."""

    tenant_id: str | None = None
    actor_id: str | None = None
    action: str | None = None
    object_kind: str | None = None
    object_id: str | None = None
    outcome: str | None = Field(None, description="`ok`, `refused` (everything else), or the code of an error")
    request_id: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    q: Annotated[str, Field(max_length=200, description="a part of a name, an action, an address or a detail")] = ""


class OperationQuery(OperationFilter):
    """A filter, and which page of what it finds."""

    after: str | None = None
    page_size: Annotated[int, Field(ge=1, le=500)] = 50


class OperationExport(OperationFilter):
    """A filter, and how to write what it finds."""

    format: Literal["csv", "jsonl"] = "csv"


class VerifyQuery(BaseModel):
    """From where to verify: everything that is kept, or what follows an operation whose hash was noted down before."""

    anchor: str | None = Field(None, pattern=r"^[0-9]{1,18}:[0-9a-f]{64}$", description="`<seq>:<hash>`")


class Progress(BaseModel):
    """How far verification has come; one that is broken off can go on from ``anchor``."""

    anchor: str | None
    seq: int
    until: int
    checked: int


class Problem(BaseModel):
    """One place where the log is not as it was written: operations ``first_seq`` to ``last_seq``.

    ``missing``: rows were removed. ``changed``: the row, or its hash, or the hash of the row before is not what was
    written, or the row was moved. ``added``: a row that was never written by the platform. ``unanchored``: the anchor's
    own row is another one now. ``unattested``: rows at the old end are gone, and not by retention.
    """

    kind: Literal["missing", "changed", "added", "unanchored", "unattested"]
    first_seq: int
    last_seq: int
    id: str | None = None


class Verdict(BaseModel):
    """The end of a verification. Note ``anchor`` down somewhere else: the log can be verified from there, too."""

    intact: bool
    checked: int
    problems: int
    anchor: str
