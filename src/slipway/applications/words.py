"""The shapes of names, and what all requests of this room share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
"""A DNS label that starts with a letter, at most 40 characters: it names Kubernetes objects and hosts."""

Image = Annotated[str, StringConstraints(min_length=1, max_length=512)]
EnvName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$", max_length=255)]

LONGEST_VARIABLE = 128 * 1024 - 1
"""Linux passes no longer ``NAME=value`` to a program."""


class Strict(BaseModel):
    """Requests refuse fields that they do not know, so that a typing mistake is never silently ignored."""

    model_config = ConfigDict(extra="forbid")
