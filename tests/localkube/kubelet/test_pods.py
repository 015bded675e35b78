"""Pods from binding to running, through crashes, to their end."""

from __future__ import annotations

import asyncio

import pytest

from localkube.kubelet.podspec import uid_of
from localkube.runtime import EngineUnavailable, StartFailed
from tests.localkube.kubelet.conftest import World
from tests.localkube.kubelet.factory import container


async def test_bound_pod_runs_and_is_ready(world: World) -> None:
    pod = world.pod()
    await world.until(world.is_ready)
    status = world.status()
    assert (status["phase"], status["podIP"], status["hostIP"]) == ("Running", "127.0.0.1", "10.0.0.1")
    assert world.web()["restartCount"] == 0
    assert [world.told(reason) for reason in ("Created", "Started")] == [
        ["Created container: web"],
        ["Started container web"],
    ]
    assert world.kubelet.locate(pod, "web", False) == world.engine.one("web").id


async def test_pods_of_other_nodes_are_left_alone(world: World) -> None:
    world.pod(nodeName="other", name="elsewhere")
    world.pod()
    await world.until(world.is_ready)
    assert {found.pod_name for found in world.engine.everything.values()} == {"web-1"}


async def test_settled_pod_is_not_written_again(world: World) -> None:
    pod = world.pod()
    await world.until(world.is_ready)
    writes = world.access.writes
    for _ in range(3):
        world.kubelet._wake(uid_of(pod))
        await asyncio.sleep(0.01)
    assert world.access.writes == writes


async def test_killed_container_is_started_again_at_once(world: World) -> None:
    pod = world.pod()
    await world.until(world.is_ready)
    first = world.engine.one("web").id
    world.engine.die(first, 137)
    await world.until(lambda: world.web().get("restartCount") == 1 and world.is_ready())
    assert world.web()["lastState"]["terminated"]["exitCode"] == 137
    assert world.kubelet.locate(pod, "web", False) != first
    assert world.kubelet.locate(world.access.get("pods", "shop", "web-1"), "web", True) == first


async def test_crashing_container_backs_off_after_its_first_restart(world: World) -> None:
    world.engine.ends["web"] = 3
    world.pod()
    await world.until(lambda: world.waiting() == "CrashLoopBackOff")
    assert world.web()["restartCount"] == 1
    assert world.web()["lastState"]["terminated"]["exitCode"] == 3
    assert world.told("BackOff")[0].startswith("Back-off restarting failed container web in pod web-1_shop(")


async def test_command_that_cannot_be_run_is_shown_as_such(world: World) -> None:
    world.engine.refusals["web"] = StartFailed("exec: /nope: no such file", 127, "")
    world.pod()
    await world.until(lambda: world.waiting() == "CrashLoopBackOff")
    dead = world.web()["lastState"]["terminated"]
    assert (dead["reason"], dead["exitCode"], dead["message"]) == (
        "ContainerCannotRun",
        127,
        "exec: /nope: no such file",
    )


async def test_out_of_memory_is_told(world: World) -> None:
    world.pod(restartPolicy="Never")
    await world.until(world.is_ready)
    world.engine.die(world.engine.one("web").id, 137, oom=True)
    await world.until(lambda: world.status()["phase"] == "Failed")
    assert world.web()["state"]["terminated"]["reason"] == "OOMKilled"


async def test_finished_pod_gives_its_network_back_and_keeps_its_log(world: World) -> None:
    world.engine.ends["web"] = 0
    pod = world.pod(restartPolicy="Never")
    await world.until(lambda: world.status()["phase"] == "Succeeded")
    await world.until(lambda: not world.engine.running("sandbox") and not world.network.attached)
    assert world.kubelet.locate(pod, "web", False) is not None


async def test_death_of_the_sandbox_renews_the_whole_pod(world: World) -> None:
    world.pod()
    await world.until(world.is_ready)
    first = world.engine.one("web").id
    world.engine.die(world.engine.running("sandbox")[0].id)
    await world.until(lambda: world.web().get("restartCount") == 1 and world.is_ready())
    assert first not in {found.id for found in world.engine.running()}
    assert world.engine.running("sandbox")[0].attempt == 1


async def test_init_containers_go_first(world: World) -> None:
    world.engine.ends["init"] = 0
    world.pod(initContainers=[container("init")])
    await world.until(world.is_ready)
    assert [spec.name for spec in world.engine.specs] == ["init", "web"]


async def test_no_more_starts_at_once_than_allowed(world: World) -> None:
    for number in range(12):
        world.pod(name=f"web-{number}")
    await world.until(lambda: all(world.is_ready(f"web-{number}") for number in range(12)))
    assert world.engine.most_starts <= world.settings.starts_at_once


async def test_image_that_cannot_be_pulled(world: World) -> None:
    world.pod(container("far"))
    await world.until(lambda: world.waiting() == "ErrImagePull")
    await world.until(lambda: world.waiting() == "ImagePullBackOff")
    assert 'Back-off pulling image "far:1"' in world.told("BackOff")
    assert "manifest unknown" in world.web()["state"]["waiting"]["message"]
    assert len(world.engine.pulls) == 1


async def test_image_is_pulled_once_for_pods_that_start_together(world: World) -> None:
    world.engine.registry.add("far:1")
    for number in range(3):
        world.pod(container("far"), name=f"web-{number}")
    await world.until(lambda: all(world.is_ready(f"web-{number}") for number in range(3)))
    assert len(world.engine.pulls) == 1


MISSING_KEY = [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "a"}}}]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"image": "far:1", "imagePullPolicy": "Never"}, "ErrImageNeverPull"),
        ({"image": "Far::1"}, "InvalidImageName"),
        ({"env": MISSING_KEY}, "CreateContainerConfigError"),
        ({"securityContext": {"runAsNonRoot": True}}, "CreateContainerConfigError"),
    ],
)
async def test_reasons_to_wait(world: World, parts: dict[str, object], reason: str) -> None:
    world.pod(container(**parts))
    await world.until(lambda: world.waiting() == reason)


async def test_missing_map_is_noticed_when_it_comes(world: World) -> None:
    world.pod(container(envFrom=[{"configMapRef": {"name": "conf"}}]))
    await world.until(lambda: world.waiting() == "CreateContainerConfigError")
    assert world.told("Failed") == ['Error: configmap "conf" not found']
    world.config_map("conf", GREETING="hello")
    await world.until(world.is_ready, seconds=5)
    assert "GREETING=hello" in world.engine.specs[0].env


async def test_volume_waits_for_its_map_and_follows_it(world: World) -> None:
    volume = {"name": "conf", "configMap": {"name": "conf"}}
    mount = {"name": "conf", "mountPath": "/conf"}
    pod = world.pod(container(volumeMounts=[mount]), volumes=[volume])
    await world.until(lambda: world.told("FailedMount"))
    assert 'configmap "conf" not found' in world.told("FailedMount")[0]
    world.config_map("conf", a="one")
    await world.until(world.is_ready)
    inside = next(mount for mount in world.engine.specs[0].mounts if mount.target == "/conf")
    file = world.settings.root / uid_of(pod) / "volumes" / "conf" / "a"
    assert inside.source == str(file.parent)
    world.config_map("conf", a="two")
    await world.until(lambda: file.read_text() == "two", seconds=5)


async def test_network_that_fails_is_told_and_tried_again(world: World) -> None:
    world.network.failures = 1
    world.pod()
    await world.until(world.is_ready)
    assert world.told("FailedCreatePodSandBox") == ["Failed to create pod sandbox: no address left"]
    assert len(world.engine.everything) == 2


async def test_engine_that_fails_is_told_and_tried_again(world: World) -> None:
    world.engine.refusals["sandbox"] = EngineUnavailable("nobody answers")
    world.pod()
    await world.until(lambda: world.told("FailedCreatePodSandBox"))
    world.engine.refusals.clear()
    await world.until(world.is_ready)


async def test_deadline(world: World) -> None:
    world.pod(activeDeadlineSeconds=1)
    await world.until(lambda: world.status().get("reason") == "DeadlineExceeded")
    await world.until(lambda: not world.engine.running() and not world.engine.running("sandbox"))
    assert world.status()["phase"] == "Failed"


async def test_sidecar_starts_first_and_stays(world: World) -> None:
    world.engine.ends["init"] = 0
    side = container("side", image="web:1", restartPolicy="Always")
    world.pod(container("web"), container("more", image="web:1"), initContainers=[side, container("init")])
    await world.until(world.is_ready)
    assert [spec.name for spec in world.engine.specs] == ["side", "init", "web", "more"]
    assert {found.name for found in world.engine.running()} == {"side", "web", "more"}
    world.engine.die(world.engine.one("side").id)
    await world.until(lambda: world.status()["initContainerStatuses"][0]["restartCount"] == 1)
    await world.until(world.is_ready)


async def test_pod_with_a_forbidden_sysctl_is_rejected_and_never_started(world: World) -> None:
    world.pod(securityContext={"sysctls": [{"name": "kernel.msgmax", "value": "1"}]})
    await world.until(lambda: world.status().get("phase") == "Failed")
    status = world.status()
    assert status["reason"] == "SysctlForbidden"
    assert status["message"] == 'Pod was rejected: forbidden sysctl: "kernel.msgmax" not allowlisted'
    assert world.engine.everything == {}


async def test_end_of_the_log_is_the_termination_message_of_one_that_failed_without_a_word(world: World) -> None:
    world.engine.logs["web"] = b"x" * 3000 + b"cannot open the database\n"
    world.engine.ends["web"] = 3
    fallback = container("web", terminationMessagePolicy="FallbackToLogsOnError")
    world.pod(fallback, restartPolicy="Never")
    await world.until(lambda: world.status().get("phase") == "Failed")
    message = world.web()["state"]["terminated"]["message"]
    assert message.endswith("cannot open the database\n")
    assert len(message) == 2048


async def test_log_is_no_message_of_one_that_succeeded(world: World) -> None:
    world.engine.logs["web"] = b"all well"
    world.engine.ends["web"] = 0
    world.pod(container("web", terminationMessagePolicy="FallbackToLogsOnError"), restartPolicy="Never")
    await world.until(lambda: world.status().get("phase") == "Succeeded")
    assert "message" not in world.web()["state"]["terminated"]


async def test_ephemeral_container_joins_a_running_pod_and_sees_its_target(world: World) -> None:
    world.pod()
    await world.until(world.is_ready)
    debug = {"name": "debug", "image": "web:2", "targetContainerName": "web"}
    world.add_debugger(debug)
    await world.until(lambda: "running" in world.debug().get("state", {}))
    assert world.engine.specs[-1].pid_mode == f"container:{world.engine.one('web').id}"
    assert world.debug()["ready"] is False
    world.engine.die(world.engine.one("debug").id, 0)
    await world.until(lambda: "terminated" in world.debug()["state"])
    assert world.is_ready()


async def test_ephemeral_container_waits_for_a_target_that_does_not_run(world: World) -> None:
    world.engine.ends["web"] = 0
    world.pod(container("web"), container("other", image="web:1"), restartPolicy="Never")
    await world.until(lambda: "terminated" in world.web().get("state", {}))
    debug = {"name": "debug", "image": "web:2", "targetContainerName": "web"}
    world.add_debugger(debug)
    await world.until(lambda: world.debug().get("state", {}).get("waiting", {}).get("message"))
    assert world.debug()["state"]["waiting"] == {
        "reason": "CreateContainerConfigError",
        "message": 'unable to find target container "web"',
    }
