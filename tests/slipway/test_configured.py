"""What administrators see of the settings: everything but secrets, and by what each was set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from slipway.configured import SettingOut, configured, is_secret, without_secrets
from slipway.settings import GROUP_BEGINS, Settings, groups
from tests.slipway.cli.conftest import Run, run
from tests.slipway.on_sqlite import database_url

__all__ = ["database_url", "run"]  # fixtures, found by their names

SETTINGS = "/api/v1/settings"
HIDDEN = "Hunter-2-Hidden"
TEXTS = Path(__file__).parents[2] / "portal/src/i18n"


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of which one comes from the environment."""
    monkeypatch.setenv("SLIPWAY_LOG_LEVEL", "warning")
    return settings.model_copy(update={"log_level": "warning", "prometheus_url": f"https://me:{HIDDEN}@metrics:9090"})


def of(found: list[SettingOut], name: str) -> SettingOut:
    return next(each for each in found if each.name == name)


def test_no_secret_of_fully_set_settings_is_told(tmp_path: Path) -> None:
    """Neither what is declared as one, nor what an URL holds."""
    urls = ["acme_directory", "prometheus_url", "oidc_issuer", "ldap_url"]
    secrets = [name for name in Settings.model_fields if is_secret(name)]
    given = {name: f"{'ldaps' if name == 'ldap_url' else 'https'}://me:{HIDDEN}@host/?key={HIDDEN}" for name in urls}
    given |= dict.fromkeys(secrets, HIDDEN) | {"database_url": f"postgresql+asyncpg://slipway:{HIDDEN}@db/slipway"}

    answer = configured(Settings.model_validate(given), {})

    assert {"database_url", "oidc_client_secret", "prometheus_token", "registry_password"} <= set(secrets)
    assert HIDDEN not in answer.model_dump_json()
    assert all(of(answer.settings, name).is_set and of(answer.settings, name).value is None for name in secrets)
    assert of(answer.settings, "prometheus_url").value == "https://***@host/?***"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://prometheus:9090", "http://prometheus:9090"),
        ("http://me:a@b/c?d#e@host/path", "http://***@host/path"),
        ("http://token@host", "http://***@host"),
        ("https://host/directory?key=1#2", "https://host/directory?***"),
        ("what is no URL? A text", "what is no URL? A text"),
    ],
)
def test_only_the_address_of_an_url_is_told(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


def test_it_is_told_by_what_each_was_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "slipway.toml"
    file.write_text('port = 1234\nplatform_domain = "apps.example.com"\nregistry_password = "hidden"\n')
    environment = {"SLIPWAY_CONFIG": str(file), "slipway_port": "4321", "SLIPWAY_GATEWAY": "", "SLIPWAY_LDAP_URL": ""}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    found = configured(Settings(), environment)

    told = {each.name: (each.value, each.source) for each in found.settings if each.source != "default"}
    assert found.config_file == str(file)
    assert told == {
        "port": ("4321", "environment"),
        "platform_domain": ("apps.example.com", "file"),
        "registry_password": (None, "file"),
    }
    assert (of(found.settings, "port").default, of(found.settings, "gateway").value) == ("7080", None)
    assert not of(found.settings, "ldap_bind_password").is_set


def test_every_setting_is_told_in_order_with_its_group() -> None:
    found = configured(Settings(), {}).settings

    assert [each.name for each in found] == list(Settings.model_fields)
    assert list(dict.fromkeys(each.group for each in found)) == list(GROUP_BEGINS.values())
    assert list(dict.fromkeys(groups().values())) == list(GROUP_BEGINS.values())
    assert all(each.description for each in found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_portal_has_words_for_every_setting(language: str) -> None:
    """In English those of the documentation."""
    words: dict[str, Any] = json.loads((TEXTS / language / "settings.json").read_text())["settings"]
    english = {name: field.description for name, field in Settings.model_fields.items()}

    assert list(words["meaning"]) == list(english)
    assert set(words["group"]) == set(GROUP_BEGINS.values())
    if language == "en":
        assert words["meaning"] == english
    else:
        assert [
            name for name, text in words["meaning"].items() if not any("\u4e00" <= c <= "\u9fff" for c in text)
        ] == []


async def test_administrators_see_what_is_in_force(admin: httpx.AsyncClient) -> None:
    answer = await admin.get(SETTINGS)

    assert answer.status_code == 200, answer.text
    found = {each["name"]: each for each in answer.json()["settings"]}
    assert (found["log_level"]["value"], found["log_level"]["source"]) == ("warning", "environment")
    assert (found["prometheus_url"]["value"], found["prometheus_url"]["source"]) == (
        "https://***@metrics:9090",
        "program",
    )


async def test_settings_are_shown_in_the_terminal(run: Run) -> None:
    shown = await run("settings")
    assert "SLIPWAY_SESSION_MAX_HOURS" in shown and HIDDEN not in shown
    narrowed = await run("settings", "LOG_level", "--changed")
    assert "warning" in narrowed and "environment" in narrowed and "SLIPWAY_PORT" not in narrowed
    assert "(set, hidden)" in await run("settings", "database_url")
    assert "No such setting." in await run("settings", "no-such-thing")
    told = json.loads(await run("settings", "log_level", "-o", "json"))
    assert [each["value"] for each in told["settings"]] == ["warning"]
