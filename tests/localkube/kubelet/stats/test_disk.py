"""What volumes of pods occupy."""

from __future__ import annotations

from pathlib import Path

from localkube.kubelet.stats.disk import directory_uses, file_system_uses
from localkube.kubelet.volumes import Places
from localkube.objects.access import Obj


def pod(*volumes: Obj) -> Obj:
    return {"metadata": {"name": "web-1", "namespace": "shop", "uid": "u"}, "spec": {"volumes": list(volumes)}}


def test_empty_directories_are_counted_and_claims_are_whole_file_systems(tmp_path: Path) -> None:
    places = Places.of(tmp_path, "u")
    (places.volume("cache") / "deep").mkdir(parents=True)
    (places.volume("cache") / "deep" / "file").write_bytes(b"x" * 1_000_000)
    claimed = tmp_path / "claimed"
    claimed.mkdir()
    for name in ("data", "scratch"):
        places.volume(name).symlink_to(claimed)
    web = pod(
        {"name": "cache", "emptyDir": {}},
        {"name": "data", "persistentVolumeClaim": {"claimName": "data-claim"}},
        {"name": "scratch", "ephemeral": {"volumeClaimTemplate": {}}},
        {"name": "settings", "configMap": {"name": "settings"}},
    )
    counted = list(directory_uses(web, places, 5.0))
    asked = list(file_system_uses(web, places, 5.0))
    assert [(use.name, use.claim) for use in counted] == [("cache", "")]
    assert [(use.name, use.claim) for use in asked] == [("data", "data-claim"), ("scratch", "web-1-scratch")]
    cache, data = counted[0].space, asked[0].space
    assert 1_000_000 <= cache.used < 2_000_000
    assert data.used + data.available <= data.capacity
    assert data.inodes_used + data.inodes_free <= data.inodes


def test_volumes_that_are_not_made_yet_are_left_out(tmp_path: Path) -> None:
    volumes = ({"name": "a", "emptyDir": {}}, {"name": "b", "persistentVolumeClaim": {"claimName": "b"}})
    for uses in (directory_uses, file_system_uses):
        assert list(uses(pod(*volumes), Places.of(tmp_path, "u"), 5.0)) == []
