"""What localkube can be told, and what it refuses before it touches anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from localkube.boot import from_arguments


def test_defaults_are_on_loopback() -> None:
    settings = from_arguments(["--data-dir=/tmp/x"])
    assert (settings.listen, settings.gateway_listen) == ("127.0.0.1", "127.0.0.1")
    assert settings.data_dir == Path("/tmp/x")
    assert settings.gateway_tls_port == 0
    assert settings.node_name
    assert settings.node_names == (settings.node_name,)


def test_further_nodes_are_named_after_the_first() -> None:
    assert from_arguments(["--data-dir=/tmp/x", "--node-name=a", "--nodes=3"]).node_names == ("a", "a-2", "a-3")


def test_a_range_that_cannot_be_divided_is_for_one_node(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        from_arguments(["--data-dir=/tmp/x", "--pod-range=10.0.0.0/21", "--nodes=2"])
    assert "--pod-range is too small for several nodes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--name=too-long-a-name", "not 1 to 8"),
        ("--port=70000", "not a port"),
        ("--nodes=0", "not a number from 1 to 15"),
        ("--nodes=16", "not a number from 1 to 15"),
        ("--pod-range=10.0.0.1/16", "host bits"),
        ("--pod-range=10.0.0.0/28", "between /8 and /24"),
        ("--service-range=10.42.128.0/17", "overlap"),
    ],
)
def test_values_that_cannot_be_are_refused_with_a_reason(
    option: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        from_arguments(["--data-dir=/tmp/x", option])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
