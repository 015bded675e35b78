"""What came of a trial, over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, Field

from slipway.containers.schemas import ObjectName
from slipway.reasons import Reason

__all__ = ["ObjectName", "Tried"]


class Tried(BaseModel):
    """What came of a trial.

    ``passed`` is null where it could not be found out; ``reason`` says in plain words what was seen, and its codes are
    in ``docs/services.md``. ``milliseconds`` is how long the container took, null where nobody tells. ``answer`` is how
    the answer's body, or what the command wrote, begins; ``cut``: there is more of it.
    """

    pod: str
    container: str
    check: str = Field(description="such as `http://:8080/healthz`, `tcp://:6379`, or the words of a command")
    passed: bool | None
    reason: Reason
    milliseconds: int | None
    status: int | None = Field(description="of an HTTP answer")
    exit_code: int | None = Field(description="of a command")
    answer: str
    cut: bool
