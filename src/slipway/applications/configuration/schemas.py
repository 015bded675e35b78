"""What configuration sets look like over HTTP and in the application file, and how services use them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from slipway.applications.words import EnvName, Name, Strict

MOST_KEYS = 1000
LARGEST_VERSION = 2**31 - 1

Key = Annotated[str, StringConstraints(pattern=r"^\.?[-_A-Za-z0-9][-._A-Za-z0-9]*$", max_length=253)]
"""What Kubernetes takes as a key: the name of a variable or of a file."""

MountPath = Annotated[str, StringConstraints(pattern=r"^/[^:\x00-\x1f]+$", max_length=1024)]
InnerPath = Annotated[str, StringConstraints(pattern=r"^[^/:\x00-\x1f][^:\x00-\x1f]*$", max_length=1024)]
Note = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)]
VersionNumber = Annotated[int, Field(ge=1, le=LARGEST_VERSION)]
Mode = Annotated[str, StringConstraints(pattern=r"^0?[0-7]{3}$")]


class SetKind(StrEnum):
    """Values of ``secret`` sets are shown to few, whatever their keys are called."""

    CONFIG = "config"
    SECRET = "secret"  # noqa: S105 - the word, not one


class Binary(Strict):
    """A value that is no text."""

    base64: str


Entry = str | Binary
Entries = Annotated[dict[Key, Entry], Field(max_length=MOST_KEYS)]


class EnvFrom(Strict):
    """Variables out of a set: all of its keys, named ``prefix`` and key; or those of ``keys``, named as it says."""

    set: Name
    prefix: Annotated[str, StringConstraints(pattern=r"^([A-Za-z_][A-Za-z0-9_.-]*)?$", max_length=100)] = ""
    keys: dict[Key, EnvName] | None = Field(None, description="key → name of the variable")


class Files(Strict):
    """Files out of a set below the directory ``mount_path``: one for each key, or those of ``keys`` at their paths.

    With ``key``, ``mount_path`` is that one file, and the directory around it stays as the image has it.
    """

    set: Name
    mount_path: MountPath
    key: Key | None = Field(None, description="only this key, as the file `mount_path` itself")
    keys: dict[Key, InnerPath] | None = Field(None, description="key → path below `mount_path`")
    mode: Mode = Field("0644", description="the files' permissions, octal")


class SetFile(Strict):
    """A set in the declarative application file."""

    name: Name
    kind: SetKind = SetKind.CONFIG
    entries: Entries = Field(default_factory=dict)


class SetCreate(SetFile):
    """A new set."""

    note: Note = ""


class SetReplace(Strict):
    """All entries of a set anew; ``version`` is the one that they are meant to replace."""

    entries: Entries
    version: VersionNumber
    note: Note = ""


class SetMerge(Strict):
    """Some entries of a set; null removes a key. With ``version`` only if that is still the current one."""

    entries: Annotated[dict[Key, Entry | None], Field(max_length=MOST_KEYS)]
    version: VersionNumber | None = None
    note: Note = ""


class SetRestore(Strict):
    """Return to the entries of an earlier version, as a new one."""

    version: VersionNumber


class KeyOut(BaseModel):
    """One key of a set."""

    key: str
    size: int = Field(description="bytes")
    text: bool = Field(description="can be a variable; otherwise only a file")


class SetOut(BaseModel):
    """A configuration set, without its values."""

    name: str
    kind: SetKind
    version: int
    keys: list[KeyOut]
    used_by: list[str] = Field(description="names of services, published or not")
    created_at: datetime
    updated_at: datetime
    updated_by: str = Field(description="who made the current version")


class SetDetail(SetOut):
    """A set with its values; those that the asker may not see are ``***``."""

    entries: dict[str, Entry]


class VersionOut(BaseModel):
    """One immutable version."""

    number: int
    keys: list[KeyOut]
    note: str
    restored_from: int | None
    created_at: datetime
    created_by: str
    current: bool


class VersionDetail(VersionOut):
    """A version with its values; those that the asker may not see are ``***``."""

    entries: dict[str, Entry]


class EntryChange(BaseModel):
    """One difference between two versions; values are shortened, and masked like in the operation log."""

    key: str
    before: str | None
    after: str | None


class SetChanged(BaseModel):
    """What a change did, or with ``dry_run`` would do. Nothing happens when ``changes`` is empty."""

    set: SetDetail
    changes: list[EntryChange]
    restarts: list[str] = Field(description="published services that use the set: their containers are replaced")
