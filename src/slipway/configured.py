"""What the answering process was set to, and by what: administrators look here before they look into machines.

Secrets are told by nobody: only whether they are set. Settings are read once, when a process starts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, SecretStr

from slipway.access import Action, require
from slipway.masking import MASK
from slipway.settings import FILE_VARIABLE, Settings, groups, variable_of, written
from slipway.web import CurrentActor, provided

router = APIRouter(tags=["platform"])

SettingsPart = Annotated[Settings, Depends(provided(Settings))]

Group = Literal["platform", "domains", "cluster", "images", "metrics", "accounts", "sign_on", "logs"]
Source = Literal["environment", "file", "program", "default"]

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_USER = re.compile(r"(?<=://).*@")
_QUESTION = re.compile(r"(?<=[?#]).+")


class SettingOut(BaseModel):
    """One setting, as it is in force. Texts are as one writes them in an environment variable."""

    name: str = Field(description="its key in the TOML file")
    variable: str = Field(description="the environment variable")
    group: Group
    description: str
    secret: bool = Field(description="its value is never told, only whether it is set")
    is_set: bool = Field(description="it has a value, be it the default")
    value: str | None = Field(description="null: none, or secret; of an URL without names, passwords and questions")
    default: str | None
    source: Source = Field(description="`program`: given by what started the process, in code")


class SettingsOut(BaseModel):
    """Every setting, in the order of ``docs/settings.md``."""

    config_file: str | None = Field(description="the TOML file that was read, where there is one")
    settings: list[SettingOut]


@router.get("/settings")
async def get_settings(actor: CurrentActor, settings: SettingsPart) -> SettingsOut:
    """Tell what the answering process was set to, and by what; secrets are hidden."""
    require(actor, Action.PLATFORM_READ)
    return configured(settings, os.environ)


def configured(settings: Settings, environment: Mapping[str, str]) -> SettingsOut:
    """Describe settings that were read in an ``environment``."""
    file = environment.get(FILE_VARIABLE) or None
    variables = {name.upper() for name, value in environment.items() if value}
    return SettingsOut(
        config_file=file,
        settings=[
            _setting(settings, name, group, _source(settings, name, variables, file))
            for name, group in groups().items()
        ],
    )


def _setting(settings: Settings, name: str, group: str, source: Source) -> SettingOut:
    field, value = Settings.model_fields[name], getattr(settings, name)
    text = value.get_secret_value() if isinstance(value, SecretStr) else written(value)
    secret = is_secret(name)
    return SettingOut.model_validate(
        {
            "name": name,
            "variable": variable_of(name),
            "group": group,
            "description": field.description,
            "secret": secret,
            "is_set": bool(text),
            "value": None if secret or not text else without_secrets(text),
            "default": written(field.default),
            "source": source,
        }
    )


def is_secret(name: str) -> bool:
    """Tell whether a setting is declared as a secret."""
    annotation = Settings.model_fields[name].annotation
    return SecretStr in (annotation, *get_args(annotation))


def without_secrets(text: str) -> str:
    """Hide what an URL may hold besides an address: a name with a password, and questions with tokens."""
    return _QUESTION.sub(MASK, _USER.sub(f"{MASK}@", text)) if _URL.match(text) else text


def _source(settings: Settings, name: str, variables: set[str], file: str | None) -> Source:
    if name not in settings.model_fields_set:
        return "default"
    if variable_of(name) in variables:
        return "environment"
    return "file" if file else "program"
