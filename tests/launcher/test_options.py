"""Choices are remembered and changed only by what is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher import options as choices
from launcher.__main__ import parser
from launcher.components import localkube, platform
from launcher.errors import LauncherError
from launcher.layout import Layout
from launcher.options import Options


def test_choices_of_the_last_up_are_used_again(tmp_path: Path) -> None:
    choices.save(tmp_path, Options(port=9000, instance="other"))
    assert choices.load(tmp_path) == Options(port=9000, instance="other")


def test_only_given_options_change_the_choices() -> None:
    arguments = parser().parse_args(["up", "--gateway-port", "8888"])
    merged = choices.merge(Options(port=9000), arguments)
    assert (merged.port, merged.gateway_port) == (9000, 8888)


def test_defaults_listen_on_loopback_only() -> None:
    assert Options().listen == "127.0.0.1"


def test_broken_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "launcher.json").write_text("{")
    with pytest.raises(LauncherError) as caught:
        choices.load(tmp_path)
    assert "launcher.json" in caught.value.what
    assert caught.value.hint


def test_unknown_stored_choices_are_ignored(tmp_path: Path) -> None:
    (tmp_path / "launcher.json").write_text('{"port": 9000, "of_a_newer_version": 1}')
    assert choices.load(tmp_path).port == 9000


def test_tls_is_asked_of_localkube_only_when_it_has_a_port(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    without, with_it = (localkube(layout, Options(gateway_tls_port=port), "unix:///x") for port in (0, 8443))
    assert not any(word.startswith("--gateway-tls-port") for word in without.arguments)
    assert "--gateway-tls-port=8443" in with_it.arguments
    assert ("--gateway-tls-port", 8443) in with_it.ports


def test_the_logs_of_all_components_are_those_of_localkubes_node(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    component = localkube(layout, Options(), "unix:///x")
    directory = next(word for word in component.arguments if word.startswith("--log-dir=")).partition("=")[2]
    assert {layout.process(name).log_file.parent for name in ("localkube", "slipway", "docker")} == {Path(directory)}


def test_metrics_are_collected_unless_they_are_not_wanted_and_that_is_remembered(tmp_path: Path) -> None:
    def chosen(*words: str) -> Options:
        return choices.merge(choices.load(tmp_path), parser().parse_args(["up", *words]))

    assert chosen().metrics is True
    choices.save(tmp_path, chosen("--no-metrics"))
    assert chosen().metrics is False
    assert chosen("--metrics").metrics is True
    without, with_it = (
        platform(Layout(tmp_path), Options(metrics=wanted, metrics_port=7091)) for wanted in (False, True)
    )
    assert "SLIPWAY_PROMETHEUS_URL" not in without.environment
    assert with_it.environment["SLIPWAY_PROMETHEUS_URL"] == "http://127.0.0.1:7091"
