"""What the runtime log looks like over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

SourceName = Annotated[str, Field(min_length=1, max_length=1024)]


class SourceOut(BaseModel):
    """Something whose lines can be read (or, a directory, listed: ask for the sources ``within`` it).

    ``platform``: the platform's own process; ``events``: the cluster's events; ``pod/NAMESPACE/NAME/CONTAINER``: a
    component that runs in a pod; ``node/NAME/PATH``: a log file of a node.
    """

    source: str
    kind: Literal["platform", "events", "container", "file", "directory"]
    name: str


class Sources(BaseModel):
    """All sources, or those within one."""

    items: list[SourceOut]


class LinesQuery(BaseModel):
    """Which lines of one source."""

    source: SourceName
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    q: Annotated[str, Field(max_length=200, description="only lines that contain this text, in any case")] = ""
    tail: Annotated[int, Field(ge=0, le=100_000, description="only the last lines that match")] = 1000
    follow: bool = Field(False, description="go on as lines are written")
    download: bool = Field(False, description="all lines that match, as a file")
