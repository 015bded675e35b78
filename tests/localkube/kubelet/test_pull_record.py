"""An image that a secret fetched is used by those alone whom its registry has let in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from localkube.kubelet.pull_record import PullRecord
from localkube.kubelet.pull_secrets import Login
from tests.localkube.kubelet.conftest import World
from tests.localkube.kubelet.factory import container, docker_config

MINE = Login("registry.example", "me", "pw", "uid-1")
IMAGE = "registry.example/team/web:1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pulls.json"


@pytest.mark.parametrize(
    ("login", "permitted"),
    [
        pytest.param(MINE, True, id="the same"),
        pytest.param(Login("registry.example", "me", "pw", "uid-2"), True, id="the same login in another secret"),
        pytest.param(Login("registry.example", "me", "changed", "uid-1"), True, id="another password in the secret"),
        pytest.param(Login("registry.example", "me", "guess", "uid-2"), False, id="another password"),
        pytest.param(Login("registry.example", "me", "pw", ""), True, id="a secret without a uid"),
        pytest.param(Login("registry.example", "me", "guess", ""), False, id="another password, no uid"),
        pytest.param(None, False, id="none"),
    ],
)
def test_an_image_that_a_login_fetched_is_for_that_login(file: Path, login: Login | None, permitted: bool) -> None:
    PullRecord(file).pulled("sha256:1", MINE, was_there=False)
    kept = PullRecord(file)
    assert kept.permits("sha256:1", login) is permitted
    assert kept.permits("sha256:2", login), "nobody fetched this one"


def test_an_image_that_anybody_may_fetch_is_everybodys(file: Path) -> None:
    record = PullRecord(file)
    record.pulled("sha256:1", MINE, was_there=False)
    record.pulled("sha256:1", None, was_there=True)
    assert record.permits("sha256:1", None) and record.permits("sha256:1", Login("other", "x", "y"))


def test_an_image_that_others_brought_stays_everybodys(file: Path) -> None:
    record = PullRecord(file)
    record.pulled("sha256:1", MINE, was_there=True)
    assert record.permits("sha256:1", None)
    assert not file.exists()


def test_no_password_is_kept(file: Path) -> None:
    PullRecord(file).pulled("sha256:1", Login("registry.example", "somebody", "hunter2"), was_there=False)
    text = file.read_text()
    assert "hunter2" not in text and "somebody" not in text
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"salt": "x", "rights": [1]})])
def test_a_damaged_file_hinders_nobody(file: Path, text: str) -> None:
    file.write_text(text)
    record = PullRecord(file)
    assert record.permits("sha256:1", None)
    record.pulled("sha256:1", MINE, was_there=False)
    assert not PullRecord(file).permits("sha256:1", None)


async def test_a_neighbour_does_not_run_what_another_pods_secret_fetched(world: World) -> None:
    """By no way: neither by the name, nor with the policy that asks no registry. Nor after a restart."""
    login = {"registry.example": {"username": "me", "password": "pw"}}
    secret = {"apiVersion": "v1", "type": "kubernetes.io/dockerconfigjson", **docker_config(login)}
    world.access.create("secrets", "shop", secret)
    world.engine.registry.add(IMAGE)
    world.pod(container(image=IMAGE), imagePullSecrets=[{"name": "pull"}])
    await world.until(world.is_ready)
    await world.restart()
    world.engine.registry.clear()  # as for somebody whom it does not let in

    world.pod(container(image=IMAGE), name="curious")
    world.pod(container(image=IMAGE, imagePullPolicy="Never"), name="clever")
    world.pod(container(image=IMAGE), name="own", imagePullSecrets=[{"name": "pull"}])
    await world.until(lambda: world.is_ready("own"))
    await world.until(lambda: world.waiting("curious") in ("ErrImagePull", "ImagePullBackOff"))
    await world.until(lambda: world.waiting("clever") == "ErrImageNeverPull")
    assert world.engine.pulls[-1] == (IMAGE, None)
