"""What is asked of a conversion, and what it answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from slipway.applications import ApplicationFile
from slipway.applications.configuration.schemas import Entry
from slipway.applications.words import Name, Strict

MOST_VARIABLES = 500
MOST_FILES = 50
LONGEST_VALUE = 32 * 1024

Text = Annotated[str, StringConstraints(max_length=LONGEST_VALUE)]


class ConvertRequest(Strict):
    """A Compose file, and what it needs to be understood."""

    content: str = Field(description="the Compose file (YAML), at most 256 KiB")
    name: Name | None = Field(None, description="name of the application; the file's own `name`, or `app`, without it")
    variables: dict[str, Text] = Field(
        default_factory=dict, max_length=MOST_VARIABLES, description="values for `${NAME}` in the file"
    )
    dotenv: str = Field("", description="contents of a `.env` file: more values for `${NAME}`; `variables` win")
    env_files: dict[str, str] = Field(
        default_factory=dict, max_length=MOST_FILES, description="contents of env files, by the path that the file says"
    )
    mounted_files: dict[str, Entry] = Field(
        default_factory=dict,
        max_length=MOST_FILES,
        description="contents of the files of `configs` and `secrets`, by the path that the file says",
    )
    profiles: list[str] = Field(default_factory=list, max_length=100, description="profiles to switch on; `*` for all")
    domains: bool = Field(True, description="give services that publish a port a domain")


class Note(BaseModel):
    """Something of the Compose file that is not, or not the same, in the application file."""

    code: str = Field(description="stable: `compose.bind_mount`")
    level: Literal["lost", "changed"] = Field(description="`lost`: not carried over; `changed`: in another form")
    service: str | None = Field(None, description="the service's name in the Compose file; none: the file itself")
    key: str = Field(description="path below the service: `deploy.placement`")
    message: str
    message_zh: str


class VariableAsked(BaseModel):
    """A variable that the Compose file asks for."""

    name: str
    default: str | None = Field(None, description="what the file takes when nobody says otherwise")
    required: bool = Field(description="the file says that it cannot do without (`${NAME:?…}`)")
    given: bool
    explanation: str = Field("", description="what the file says when it is missing")


class FileAsked(BaseModel):
    """A file that the Compose file reads."""

    path: str
    required: bool
    given: bool


class Converted(BaseModel):
    """The application, and everything that is worth knowing about the way there."""

    application: ApplicationFile | None = Field(description="none while a required variable is missing")
    file: str | None = Field(description="the application as a file (YAML)")
    notes: list[Note]
    variables: list[VariableAsked]
    missing: list[str] = Field(description="required variables that are not given")
    env_files: list[FileAsked]
    mounted_files: list[FileAsked] = Field(description="files of configs and secrets that services use")
    profiles: list[str] = Field(description="all profiles that services of the file belong to")
