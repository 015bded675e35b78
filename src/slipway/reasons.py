"""Why something is not as it should be, in plain words and both languages: one shape for all rooms."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Reason(BaseModel):
    """Why a service, a container or a volume is not ready, in plain words.

    ``code`` is stable: image_pull_failed, cannot_start, unschedulable, quota_exceeded, crashed, probe_failed,
    out_of_memory, volume_unbound, partition_empty, partition_full, rejected, engine_unreachable,
    waiting_for_dependency, waiting_to_restart, starting; docs/volumes.md has those of volumes.
    ``detail`` is what the cluster said; ``log`` the last lines of a crashed container.
    """

    code: str
    message: str
    message_zh: str
    hint: str = ""
    hint_zh: str = ""
    detail: str = ""
    log: list[str] = Field(default_factory=list)
