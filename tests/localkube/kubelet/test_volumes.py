"""Volumes on a real file system."""

from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from localkube.kubelet.failures import ConfigMissing, VolumeFault
from localkube.kubelet.fields import Addresses, Allocatable
from localkube.kubelet.volumes import Content, Places, Tokens, container_mounts, provide, release
from localkube.objects.access import Obj
from tests.localkube.kubelet.factory import container, pod


@pytest.fixture
def objects() -> dict[tuple[str, str], Obj]:
    secret, binary = (base64.b64encode(data).decode() for data in (b"hush", b"\0"))
    return {
        ("configmaps", "conf"): {"data": {"a": "one", "b": "two"}, "binaryData": {"c": binary}},
        ("secrets", "sec"): {"data": {"pw": secret}},
    }


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.of(tmp_path, "uid-web-1")


class Volumes:
    """Makes the volumes of a pod."""

    def __init__(self, places: Places, objects: dict[tuple[str, str], Obj]) -> None:
        self.places = places
        self.objects = objects

    def __call__(self, *volumes: Obj, **spec: Any) -> Obj:
        of = pod(volumes=list(volumes), **spec)
        around = Addresses("10.0.0.1"), Allocatable(Decimal(2), Decimal(1024**3))
        provide(of, self.places, Content(of, lambda resource, name: self.objects.get((resource, name)), *around), {})
        return of

    def files(self, name: str) -> dict[str, bytes]:
        """What a container sees."""
        root = self.places.volume(name)
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file() and not str(path.relative_to(root)).startswith("..")
        } | {f"{link.name}/": b"" for link in root.iterdir() if link.is_dir() and not link.name.startswith("..")}


@pytest.fixture
def volumes(places: Places, objects: dict[tuple[str, str], Obj]) -> Volumes:
    return Volumes(places, objects)


def test_config_map_becomes_files(volumes: Volumes) -> None:
    volumes({"name": "v", "configMap": {"name": "conf"}})
    assert volumes.files("v") == {"a": b"one", "b": b"two", "c": b"\0"}


def test_chosen_keys_with_paths_and_modes(volumes: Volumes) -> None:
    items = [{"key": "pw", "path": "deep/password", "mode": 0o400}]
    volumes({"name": "v", "secret": {"secretName": "sec", "items": items}})
    file = volumes.places.volume("v") / "deep" / "password"
    assert file.read_bytes() == b"hush"
    assert file.stat().st_mode & 0o777 == 0o400


def test_change_replaces_everything_at_once(volumes: Volumes) -> None:
    volume = {"name": "v", "configMap": {"name": "conf"}}
    volumes(volume)
    before = (volumes.places.volume("v") / "..data").readlink()
    volumes(volume)
    assert (volumes.places.volume("v") / "..data").readlink() == before
    volumes.objects["configmaps", "conf"] = {"data": {"a": "other"}}
    volumes(volume)
    assert (volumes.places.volume("v") / "..data").readlink() != before
    assert volumes.files("v") == {"a": b"other"}
    assert not (volumes.places.volume("v") / before).exists()


def test_projected_volume_joins_its_sources(volumes: Volumes) -> None:
    label = {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}
    sources = [
        {"configMap": {"name": "conf", "items": [{"key": "a", "path": "x/a"}]}},
        {"downwardAPI": {"items": [label]}},
    ]
    volumes({"name": "v", "projected": {"sources": sources}})
    root = volumes.places.volume("v")
    assert (root / "x" / "a").read_text() == "one"
    assert (root / "labels").read_text() == 'app="web"'


@pytest.mark.parametrize(
    ("volume", "message"),
    [
        ({"configMap": {"name": "none"}}, 'configmap "none" not found'),
        ({"secret": {"secretName": "none"}}, 'secret "none" not found'),
        ({"secret": {"secretName": "sec", "items": [{"key": "z", "path": "z"}]}}, "non-existent config key: z"),
        ({"nfs": {"server": "x", "path": "/"}}, "nfs is not supported"),
        ({"hostPath": {"path": "/nonexistent", "type": "Directory"}}, "/nonexistent is not a directory"),
    ],
)
def test_what_cannot_be_provided_is_told(volumes: Volumes, volume: Obj, message: str) -> None:
    with pytest.raises(VolumeFault, match=message):
        volumes({"name": "v", **volume})


def test_optional_map_may_be_missing(volumes: Volumes) -> None:
    volumes({"name": "v", "configMap": {"name": "none", "optional": True}})
    assert volumes.files("v") == {}


def test_empty_dir_is_open_to_all_and_keeps_its_content(volumes: Volumes) -> None:
    volumes({"name": "v", "emptyDir": {}})
    root = volumes.places.volume("v")
    assert root.stat().st_mode & 0o777 == 0o777
    (root / "kept").touch()
    volumes({"name": "v", "emptyDir": {}})
    assert (root / "kept").exists()


def test_release_removes_everything(volumes: Volumes) -> None:
    volumes({"name": "v", "emptyDir": {}}, {"name": "w", "configMap": {"name": "conf"}})
    release(volumes.places)
    assert not volumes.places.pod.exists()
    release(volumes.places)


def mounts(volumes: Volumes, mount: Obj, volume: Obj) -> dict[str, tuple[str, bool]]:
    of = volumes(volume)
    made = container_mounts(of, container(volumeMounts=[mount]), volumes.places, {"POD": "web-1"}, Path("/words"))
    return {one.target: (one.source, one.read_only) for one in made}


def test_mounts_of_a_container(volumes: Volumes) -> None:
    made = mounts(volumes, {"name": "v", "mountPath": "/conf"}, {"name": "v", "configMap": {"name": "conf"}})
    assert made == {
        "/etc/hosts": (str(volumes.places.files / "hosts"), False),
        "/etc/resolv.conf": (str(volumes.places.files / "resolv.conf"), False),
        "/dev/termination-log": ("/words", False),
        "/conf": (str(volumes.places.volume("v")), True),
    }


def test_own_hosts_file_replaces_ours(volumes: Volumes) -> None:
    mount = {"name": "v", "mountPath": "/etc/hosts", "subPath": "a"}
    source, _ = mounts(volumes, mount, {"name": "v", "configMap": {"name": "conf"}})["/etc/hosts"]
    assert Path(source).read_text() == "one"


def test_sub_path_by_expression_is_made(volumes: Volumes) -> None:
    mount = {"name": "v", "mountPath": "/d", "subPathExpr": "logs/$(POD)"}
    source, read_only = mounts(volumes, mount, {"name": "v", "emptyDir": {}})["/d"]
    assert source.endswith("/logs/web-1") and Path(source).is_dir() and not read_only


def test_sub_path_does_not_follow_links_out_of_the_volume(volumes: Volumes) -> None:
    volumes({"name": "v", "emptyDir": {}})
    (volumes.places.volume("v") / "out").symlink_to("/etc")
    with pytest.raises(ConfigMissing, match="leads out of the volume"):
        mounts(volumes, {"name": "v", "mountPath": "/d", "subPath": "out/ssl"}, {"name": "v", "emptyDir": {}})


def test_claimed_volume_is_a_link_that_goes_without_the_files_behind_it(volumes: Volumes, tmp_path: Path) -> None:
    claimed = tmp_path / "claimed"
    claimed.mkdir()
    (claimed / "word").write_text("kept")
    of = pod(container(), volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}])
    content = Content(of, lambda _resource, _name: None, Addresses("10.0.0.1"), Allocatable(Decimal(2), Decimal(1024)))

    provide(of, volumes.places, content, {"data": claimed})
    assert (volumes.places.volume("data") / "word").read_text() == "kept"
    release(volumes.places)

    assert not volumes.places.pod.exists()
    assert (claimed / "word").read_text() == "kept"


class FakeTokens:
    """Tells which token it is of how many."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.issued: list[tuple[str, int]] = []

    def for_pod(self, pod: Obj, audience: str, seconds: int) -> tuple[str, float]:
        self.issued.append((audience, seconds))
        return f"token-{len(self.issued)}", self.now + seconds


def test_token_is_renewed_when_most_of_its_life_is_over() -> None:
    source = FakeTokens()
    tokens = Tokens(source, pod(), lambda: source.now)
    assert tokens.next_renewal() is None

    assert [tokens.token("", 1000), tokens.token("", 1000)] == ["token-1", "token-1"]
    assert tokens.token("vault", 600) == "token-2"
    assert tokens.next_renewal() == 1480
    source.now = 1799
    assert tokens.token("", 1000) == "token-1"
    source.now = 1800
    assert tokens.are_due(source.now) and tokens.token("", 1000) == "token-3"
    assert source.issued == [("", 1000), ("vault", 600), ("", 1000)]


def test_token_that_lives_long_is_renewed_every_day() -> None:
    source = FakeTokens()
    tokens = Tokens(source, pod(), lambda: source.now)
    tokens.token("", 365 * 86400)

    assert tokens.next_renewal() == 1000 + 86400


@pytest.mark.parametrize(
    ("security", "user", "group", "mode"),
    [({}, 0, 0, 0o644), ({"runAsUser": 1234}, 1234, 0, 0o600), ({"fsGroup": 5678}, 0, 5678, 0o640)],
)
def test_token_is_for_the_pods_user_alone(places: Places, security: Obj, user: int, group: int, mode: int) -> None:
    source = {"serviceAccountToken": {"path": "token", "expirationSeconds": 700, "audience": "vault"}}
    of = pod(volumes=[{"name": "t", "projected": {"sources": [source], "defaultMode": 0o644}}])
    of["spec"]["securityContext"] = security
    around = Addresses("10.0.0.1"), Allocatable(Decimal(2), Decimal(1024**3))

    provide(of, places, Content(of, lambda _r, _n: None, *around, lambda audience, life: f"{audience} {life}"), {})

    file = places.volume("t") / "token"
    assert file.read_text() == "vault 700"
    told = file.stat()
    assert (told.st_uid, told.st_gid, told.st_mode & 0o777) == (user, group, mode)
