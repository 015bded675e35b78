"""What volumes a service may declare, and what those that are there already cannot become. Without a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.applications.check import check_config
from slipway.applications.schemas import ServiceConfig
from slipway.applications.storage.check import Live, check_live, check_replicas, grown
from slipway.applications.storage.demand import asked, kept
from slipway.errors import SlipwayError

Obj = dict[str, Any]
DATA = {"name": "data", "mount_path": "/data"}


def config(*volumes: Obj, **fields: Any) -> ServiceConfig:
    return ServiceConfig.model_validate({"image": "web:1", "volumes": list(volumes), **fields})


def claim(size: str = "1Gi", mode: str = "ReadWriteOnce", service: str = "web", class_name: str = "fast") -> Obj:
    labels = {"app.kubernetes.io/managed-by": "slipway", "slipway.io/service": service}
    spec = {
        "accessModes": [mode],
        "storageClassName": class_name,
        "resources": {"requests": {"storage": size}},
    }
    return {"metadata": {"name": f"{service}-data", "labels": labels}, "spec": spec}


def classes(*, grows: bool = True) -> dict[str, Obj]:
    return {"fast": {"metadata": {"name": "fast"}, "allowVolumeExpansion": grows}}


def code_of(error: pytest.ExceptionInfo[SlipwayError]) -> tuple[str, str | None]:
    return error.value.code, error.value.field


@pytest.mark.parametrize(
    ("volumes", "expected"),
    [
        ([DATA, {**DATA, "mount_path": "/other"}], ("volume.name_doubled", "volumes[1].name")),
        ([DATA, {"name": "b", "mount_path": "/data/"}], ("volume.path_taken", "volumes[1].mount_path")),
        ([DATA, {"name": "b", "mount_path": "/data/below"}], ("volume.path_taken", "volumes[1].mount_path")),
        ([{"name": "b", "mount_path": "/data/below"}, DATA], ("volume.path_taken", "volumes[1].mount_path")),
        ([{"name": "a", "mount_path": "/etc/app"}], ("volume.path_taken", "volumes[0].mount_path")),
        ([{"name": "a", "mount_path": "/a/../b"}], ("volume.path_invalid", "volumes[0].mount_path")),
        ([{"name": "a", "mount_path": "/proc/x"}], ("volume.path_invalid", "volumes[0].mount_path")),
        ([{**DATA, "size": "1Mi"}], ("service.quantity_too_small", "volumes[0].size")),
    ],
)
def test_volumes_that_contradict_each_other_are_refused(volumes: list[Obj], expected: tuple[str, str]) -> None:
    files = [{"set": "settings", "mount_path": "/etc/app"}]
    with pytest.raises(SlipwayError) as error:
        check_config(config(*volumes, files=files))

    assert code_of(error) == expected


def test_neighbours_with_the_same_beginning_are_no_conflict() -> None:
    files = [{"set": "settings", "mount_path": "/data/app.conf", "key": "app.conf"}]
    check_config(config(DATA, {"name": "b", "mount_path": "/data-2"}, files=files))


def test_only_one_replica_writes_to_a_single_volume() -> None:
    check_replicas("web", config(DATA), 1, "replicas")
    check_replicas("web", config({**DATA, "access": "shared"}), 3, "replicas")
    check_replicas("web", config({**DATA, "read_only": True}), 3, "replicas")
    with pytest.raises(SlipwayError) as error:
        check_replicas("web", config({"name": "a", "mount_path": "/a", "access": "shared"}, DATA), 2, "replicas")

    assert code_of(error) == ("volume.single_writer", "replicas")
    assert error.value.params["volumes"] == ["data"]


@pytest.mark.parametrize(
    ("wanted", "before", "live", "expected"),
    [
        ({"size": "1Gi"}, {"size": "2Gi"}, Live(), ("volume.shrinks", "size")),
        ({"size": "1Gi"}, {"size": "2Gi"}, Live({"web-data": claim("2Gi")}), ("volume.shrinks", "size")),
        ({"access": "shared"}, {}, Live({"web-data": claim()}), ("volume.access_fixed", "access")),
        ({"storage_class": "slow"}, {}, Live({"web-data": claim()}), ("volume.class_fixed", "storage_class")),
        ({"storage_class": "slow"}, {}, Live({}, classes()), ("volume.class_unknown", "storage_class")),
        ({}, {}, Live({"web-data": claim(service="other")}), ("volume.claim_taken", "name")),
        (
            {"size": "2Gi"}, {}, Live({"web-data": claim()}, classes(grows=False)), ("volume.not_expandable", "size"),
        ),
    ],
)  # fmt: skip
def test_what_a_volume_cannot_become_is_refused(
    wanted: Obj, before: Obj, live: Live, expected: tuple[str, str]
) -> None:
    with pytest.raises(SlipwayError) as error:
        check_live("web", config({**DATA, **wanted}), config({**DATA, **before}), live, "config.")

    assert code_of(error) == (expected[0], f"config.volumes[0].{expected[1]}")


def test_what_leaves_a_volume_as_it_is_or_larger_is_accepted() -> None:
    grown_by_itself = Live({"web-data": claim("5Gi")}, classes())
    check_live("web", config(DATA), config(DATA), grown_by_itself, "")
    check_live("web", config(DATA), None, grown_by_itself, "")  # a kept volume, used again
    check_live("web", config({**DATA, "size": "8Gi"}), config(DATA), grown_by_itself, "")
    check_live("web", config(DATA), config({**DATA, "size": "9Gi"}), Live({}, classes()), "")  # never made


def test_a_rollback_keeps_the_sizes_of_now() -> None:
    earlier = config(DATA, {"name": "gone", "mount_path": "/gone", "size": "3Gi"})

    found = grown(earlier, config({**DATA, "size": "2Gi"}))

    assert [each.size for each in found.volumes] == ["2Gi", "3Gi"]


def test_kept_and_grown_volumes_count_towards_the_quota() -> None:
    sizes = {"web-data": "1Gi", "web-new": "2Gi"}
    live = {"web-data": claim("5Gi"), "old-data": claim("7Gi", service="old")}

    total = asked(sizes) + kept(sizes, live)

    assert (total.volumes, total.storage) == (3, (5 + 2 + 7) * 2**30)
    assert kept(sizes, None) == kept(sizes, {})
