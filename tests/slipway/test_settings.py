"""Settings come from arguments, the environment and a file, and are documented."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from slipway.settings import Settings, table

ROOT = Path(__file__).parents[2]


def test_the_page_is_current() -> None:
    """Made again by the command that it names."""
    assert (ROOT / "docs/settings.md").read_text() == table()


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file sets what the environment leaves open."""
    file = tmp_path / "slipway.toml"
    file.write_text('port = 1234\nplatform_domain = "apps.example.com"\n')
    monkeypatch.setenv("SLIPWAY_CONFIG", str(file))
    monkeypatch.setenv("SLIPWAY_PORT", "4321")

    settings = Settings()

    assert (settings.port, settings.platform_domain) == (4321, "apps.example.com")


def test_a_database_password_is_not_shown(tmp_path: Path) -> None:
    """Settings end up in logs."""
    settings = Settings(data_dir=tmp_path, database_url="postgresql+asyncpg://slipway:hunter2@db/slipway")

    assert "hunter2" not in repr(settings)
    assert "hunter2" in settings.effective_database_url


@pytest.mark.parametrize(
    "wrong", [{"port": 70000}, {"gateway": "no-slash"}, {"platform_domain": "Apps!"}, {"log_level": "loud"}]
)
def test_wrong_values_are_refused(wrong: dict[str, object]) -> None:
    """At start, not at the first use."""
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


@pytest.mark.parametrize(
    ("scheme", "port", "url"),
    [
        ("http", 80, "http://shop.apps.localhost/"),
        ("http", 7081, "http://shop.apps.localhost:7081/"),
        ("https", 443, "https://shop.apps.localhost/"),
    ],
)
def test_usual_ports_are_left_out_of_addresses(scheme: str, port: int, url: str) -> None:
    """As people type them."""
    settings = Settings.model_validate({"public_scheme": scheme, "public_port": port})

    assert settings.url_of("shop") == url


@pytest.mark.parametrize(
    ("changed", "secure", "url"),
    [
        ({}, False, "http://www.example.org/"),
        ({"public_port": 8080}, False, "http://www.example.org:8080/"),
        ({"public_scheme": "https", "public_port": 8443}, False, "http://www.example.org/"),
        ({}, True, "https://www.example.org/"),
        ({"public_tls_port": 8443}, True, "https://www.example.org:8443/"),
    ],
)
def test_an_own_host_is_https_when_it_has_a_certificate(changed: dict[str, object], secure: bool, url: str) -> None:
    """The platform's certificate is for names below its own domain only."""
    assert Settings.model_validate(changed).url_of_own_host("www.example.org", secure=secure) == url
