"""What autoscalers decide: the documented examples, and what must hold for any load."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from localkube.controllers.autoscaling.behavior import (
    Behavior,
    Moment,
    Policy,
    Rules,
    behavior_of,
    limit,
    stabilize,
    tolerance_of,
)
from localkube.controllers.autoscaling.errors import MetricError, NoSamplesError
from localkube.controllers.autoscaling.history import History
from localkube.controllers.autoscaling.metrics import Scene, compute
from localkube.controllers.autoscaling.proposal import Tolerance, by_average, by_utilization
from localkube.controllers.autoscaling.survey import Measured, Patience, Survey, requests_of, survey
from localkube.objects.access import Obj
from localkube.objects.usage import ContainerUsage, PodUsage
from tests.localkube.controllers.factory import pod

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
WINDOW = timedelta(seconds=15)
FIVE_MINUTES = timedelta(minutes=5)
TENTH = Tolerance(Fraction(1, 10), Fraction(1, 10))
CPU = Measured("cpu")


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def pods_using(*millicores: int) -> Survey:
    return Survey({f"web-{index}": amount for index, amount in enumerate(millicores)})


def requests(pods: int, each: int = 1000) -> dict[str, int]:
    return {f"web-{index}": each for index in range(pods)}


def web(name: str = "web-1", *, ready: bool | None = True, started: float = -3600, since: float = -3590) -> Obj:
    status = {"startTime": at(started).isoformat()}
    request = {"resources": {"requests": {"cpu": "1"}}}
    spec = {"containers": [{"name": "main", "image": "web:1", **request}]}
    return pod(name, ready=ready, since=at(since).isoformat(), status=status, spec=spec)


def using(cores: float, *, age: float = 0, **containers: float) -> Callable[[Obj], PodUsage]:
    told = {"main": cores, **containers}
    usage = {name: ContainerUsage(amount, 64 << 20) for name, amount in told.items()}
    return lambda _: PodUsage(at(-age), WINDOW, usage)


# --- from usage to replicas


@pytest.mark.parametrize(
    ("used", "wanted", "replicas"),
    [
        ([200], 100, 2),  # the documented examples: 200m where 100m are wanted doubles,
        ([50, 50], 100, 1),  # and 50m halves
        ([109], 100, 1),
        ([110], 100, 1),  # the tolerance itself is tolerated
        ([111], 100, 2),
        ([90, 90], 100, 2),
        ([89, 89, 89, 89, 89, 89, 89, 89, 89, 89], 100, 9),
        ([300, 100, 200], 100, 6),
        ([0, 0, 0], 100, 0),
    ],
)
def test_replicas_follow_the_ratio_of_used_to_wanted(used: list[int], wanted: int, replicas: int) -> None:
    assert by_average(len(used), pods_using(*used), wanted, TENTH).replicas == replicas


def test_utilization_is_of_what_the_pods_request() -> None:
    found = by_utilization(2, pods_using(900, 700), {"web-0": 1000, "web-1": 600}, 50, TENTH)

    assert (found.utilization, found.average, found.replicas) == (100, 800, 4)


def test_each_direction_may_have_a_tolerance_of_its_own() -> None:
    told = tolerance_of({"behavior": {"scaleUp": {"tolerance": "10m"}}}, Fraction(1, 10))

    assert by_average(1, pods_using(105), 100, told).replicas == 2
    assert by_average(2, pods_using(95, 95), 100, told).replicas == 2


def test_starting_pods_count_as_idle_when_scaling_up() -> None:
    found = Survey({"web-0": 300}, unready=frozenset({"web-1"}))

    assert by_average(2, found, 100, TENTH).replicas == 3  # and not ceil(3 * 2)


def test_pods_without_samples_count_as_idle_up_and_as_busy_down() -> None:
    missing = frozenset({"web-8", "web-9"})
    up = Survey({"web-0": 300, "web-1": 300}, missing=missing)
    down = Survey({f"web-{index}": 20 for index in range(8)}, missing=missing)

    assert by_utilization(4, up, requests(10, 100), 100, TENTH).replicas == 6
    assert by_utilization(10, down, requests(10, 100), 50, TENTH).replicas == 8
    assert by_average(10, down, 50, TENTH).replicas == 6


def test_pods_that_are_not_known_well_never_turn_the_direction() -> None:
    found = Survey({"web-0": 120}, missing=frozenset({"web-1", "web-2"}))

    assert by_average(3, found, 100, TENTH).replicas == 3


def test_fewer_pods_than_wanted_do_not_scale_down_under_load() -> None:
    assert by_average(10, pods_using(120, 120), 100, TENTH).replicas == 10


def test_no_sample_of_a_ready_pod_is_an_error() -> None:
    with pytest.raises(MetricError, match="pods might be unready"):
        by_average(1, Survey({}, unready=frozenset({"web-0"})), 100, TENTH)


@pytest.mark.parametrize("seed", range(200))
def test_more_load_never_means_fewer_replicas(seed: int) -> None:
    chance = random.Random(seed)
    known = [f"web-{index}" for index in range(chance.randint(1, 12))]
    unready = frozenset(f"new-{index}" for index in range(chance.randint(0, 4)))
    missing = frozenset(f"lost-{index}" for index in range(chance.randint(0, 4)))
    current = max(1, len(known) + len(unready) + len(missing) + chance.randint(-2, 2))
    requested = {name: chance.randint(50, 500) for name in (*known, *unready, *missing)}
    usage = {name: chance.randint(0, 200) for name in known}
    before = 0, 0
    for _ in range(30):
        found = Survey(dict(usage), unready, missing)
        after = (
            by_average(current, found, 100, TENTH).replicas,
            by_utilization(current, found, requested, 60, TENTH).replicas,
        )
        assert after[0] >= before[0] and after[1] >= before[1]
        before = after
        usage[chance.choice(known)] += chance.randint(0, 100)


# --- whose samples count


@pytest.mark.parametrize(
    ("found", "sample", "kind"),
    [
        (web(), using(0.5), "usage"),
        (web(ready=False, started=-600, since=-595), using(0.5), "unready"),  # never was ready
        (web(ready=False, started=-600, since=-60), using(0.5), "usage"),  # was ready once
        (web(ready=True, started=-120, since=-100), using(0.5), "usage"),
        (web(ready=True, started=-120, since=-5), using(0.5), "unready"),  # not ready for a whole window
        (web(ready=False, started=-120, since=-60), using(0.5), "unready"),  # the first five minutes
        (web(ready=None), using(0.5), "unready"),  # Pending
        (web(), lambda _: None, "missing"),
    ],
)
def test_samples_of_pods_that_start_do_not_count(found: Obj, sample: Any, kind: str) -> None:
    other = web("other")

    def usage(pod: Obj) -> PodUsage | None:
        told: PodUsage | None = (sample if pod is found else using(0.1))(pod)
        return told

    seen = survey([found, other], usage, CPU, NOW, Patience())

    assert "web-1" in getattr(seen, kind)
    assert len(seen.usage) + len(seen.unready) + len(seen.missing) == 2


def test_memory_of_a_starting_pod_counts() -> None:
    seen = survey([web(ready=False, since=-3599)], using(0), Measured("memory"), NOW, Patience())

    assert seen.usage == {"web-1": (64 << 20) * 1000}


def test_pods_that_ended_or_go_do_not_count() -> None:
    going = web("going")
    going["metadata"]["deletionTimestamp"] = NOW.isoformat()
    failed = web("failed")
    failed["status"]["phase"] = "Failed"

    seen = survey([web(), going, failed], using(0.25), CPU, NOW, Patience())

    assert seen == Survey({"web-1": 250})


def test_one_container_may_be_meant_alone() -> None:
    seen = survey([web()], using(0.5, proxy=0.2), Measured("cpu", "proxy"), NOW, Patience())

    assert seen.usage == {"web-1": 200}
    assert requests_of([web()], Measured("cpu", "main")) == {"web-1": 1000}


def test_nothing_measured_is_an_error() -> None:
    with pytest.raises(NoSamplesError):
        survey([web()], lambda _: None, CPU, NOW, Patience())


# --- several metrics


def resource(name: str, **target: Any) -> Obj:
    return {"type": "Resource", "resource": {"name": name, "target": target}}


HALF = resource("cpu", type="Utilization", averageUtilization=50)
MEMORY = resource("memory", type="AverageValue", averageValue="16Mi")
PACKETS = {"type": "Pods", "pods": {"metric": {"name": "packets"}, "target": {"averageValue": "1k"}}}


def scene(current: int = 1, cores: float = 1.0) -> Scene:
    return Scene("shop", current, [web()], using(cores), TENTH, Patience(), NOW)


def test_the_metric_that_wants_most_wins() -> None:
    found = compute([HALF, MEMORY], scene())

    assert (found.desired, found.metric) == (4, "memory resource")
    assert found.statuses == [
        {"type": "Resource", "resource": {"name": "cpu", "current": {"averageValue": "1", "averageUtilization": 100}}},
        {"type": "Resource", "resource": {"name": "memory", "current": {"averageValue": "67108864"}}},
    ]


def test_a_metric_that_is_missing_forbids_scaling_down_alone() -> None:
    up = compute([HALF, PACKETS], scene())
    down = compute([HALF, PACKETS], scene(current=3, cores=0.1))

    assert (up.desired, up.statuses[1]) == (2, {"type": ""})
    assert down.desired is None
    assert down.summary.startswith("invalid metrics (1 invalid out of 2), first error is: failed to get pods metric")


def test_a_missing_request_is_named() -> None:
    bare = pod("web-1", ready=True, since=at(-3590).isoformat(), status={"startTime": at(-3600).isoformat()})
    found = compute([HALF], Scene("shop", 1, [bare], using(1), TENTH, Patience(), NOW))

    assert found.failures[0].reason == "FailedGetResourceMetric"
    assert found.failures[0].text == (
        "failed to get cpu utilization: missing request for cpu in container main of Pod web-1"
    )


# --- how quickly


def rules(window: int = 0, select: str = "Max", *policies: tuple[str, int, int]) -> Rules:
    told = [Policy(kind == "Percent", value, timedelta(seconds=period)) for kind, value, period in policies]
    return Rules(timedelta(seconds=window), select, tuple(told))


FREELY = rules(0, "Max", ("Percent", 100000, 15))


def test_default_rules_are_those_of_the_reference() -> None:
    found = behavior_of({"minReplicas": 2, "maxReplicas": 9}, FIVE_MINUTES)

    assert found == Behavior(
        up=rules(0, "Max", ("Pods", 4, 15), ("Percent", 100, 15)),
        down=rules(300, "Max", ("Percent", 100, 15)),
        least=2,
        most=9,
    )


@pytest.mark.parametrize(
    ("current", "desired", "up", "replicas"),
    [
        (1, 50, rules(0, "Max", ("Pods", 4, 15), ("Percent", 100, 15)), 5),
        (10, 50, rules(0, "Max", ("Pods", 4, 15), ("Percent", 100, 15)), 20),
        (10, 50, rules(0, "Min", ("Pods", 4, 15), ("Percent", 100, 15)), 14),
        (10, 50, rules(0, "Disabled", ("Pods", 4, 15)), 10),
        (10, 12, rules(0, "Max", ("Pods", 4, 15)), 12),
        (3, 50, rules(0, "Max", ("Percent", 10, 60)), 4),
    ],
)
def test_policies_bound_the_way_up(current: int, desired: int, up: Rules, replicas: int) -> None:
    found = limit(current, desired, Behavior(up, FREELY, 1, 100), [], NOW)

    assert found.replicas == replicas
    assert (found.reason == "ScaleUpLimit") is (replicas < desired)


@pytest.mark.parametrize(
    ("down", "replicas"),
    [
        (rules(0, "Max", ("Pods", 4, 60), ("Percent", 10, 60)), 72),  # the documented example: 10 % of 80 are 8
        (rules(0, "Min", ("Pods", 4, 60), ("Percent", 10, 60)), 76),
        (rules(0, "Max", ("Percent", 100, 15)), 10),
        (rules(0, "Disabled", ("Percent", 100, 15)), 80),
    ],
)
def test_policies_bound_the_way_down(down: Rules, replicas: int) -> None:
    assert limit(80, 10, Behavior(FREELY, down, 1, 100), [], NOW).replicas == replicas


def test_what_was_done_in_the_period_counts() -> None:
    behavior = Behavior(rules(0, "Max", ("Pods", 4, 60)), FREELY, 1, 100)
    done = [Moment(at(-70), 9), Moment(at(-30), 3)]

    assert limit(20, 50, behavior, done, NOW).replicas == 21
    assert limit(20, 50, behavior, [Moment(at(-30), 6)], NOW).replicas == 20


def test_bounds_have_the_last_word_and_say_so() -> None:
    behavior = Behavior(FREELY, FREELY, 2, 8)

    assert (found := limit(4, 50, behavior, [], NOW)).replicas == 8 and found.reason == "TooManyReplicas"
    assert (found := limit(4, 1, behavior, [], NOW)).replicas == 2 and found.reason == "TooFewReplicas"
    assert (found := limit(4, 5, behavior, [], NOW)).replicas == 5 and not found.changed


def test_down_goes_only_what_was_recommended_all_through_the_window() -> None:
    behavior = Behavior(rules(0), rules(300), 1, 100)
    before = [Moment(at(-299), 7), Moment(at(-100), 5)]

    held = stabilize(10, 3, behavior, before, NOW)
    later = stabilize(10, 3, behavior, before, at(2))

    assert (held.replicas, held.reason) == (7, "ScaleDownStabilized")
    assert later.replicas == 5


def test_up_goes_only_what_was_recommended_all_through_the_window() -> None:
    behavior = Behavior(rules(60), rules(0), 1, 100)

    found = stabilize(4, 12, behavior, [Moment(at(-50), 6), Moment(at(-20), 9)], NOW)

    assert (found.replicas, found.reason) == (6, "ScaleUpStabilized")


@pytest.mark.parametrize("seed", range(100))
def test_any_load_stays_within_bounds_and_rules(seed: int) -> None:
    chance = random.Random(seed)
    least = chance.randint(1, 5)
    window = chance.choice((0, 30, 90))
    per_period = chance.randint(1, 6)
    behavior = Behavior(
        rules(0, "Max", ("Pods", per_period, 60)), rules(window, "Max", ("Percent", 100, 15)), least, least + 15
    )
    history, current = History(), least
    replicas, recommended = [(0, current)], [(0, current)]
    history.begin(NOW, current)
    for step in range(1, 80):
        seconds, desired = step * 15, chance.randint(0, 40)
        now = at(seconds)
        history.forget(now, behavior)
        stable = stabilize(current, desired, behavior, history.recommended, now)
        history.recommend(now, desired)
        recommended.append((seconds, desired))
        wanted = limit(current, stable.replicas, behavior, history.changes, now).replicas
        assert least <= wanted <= least + 15
        if wanted > current:
            assert wanted <= desired
            assert wanted - [n for then, n in replicas if then <= max(0, seconds - 60)][-1] <= per_period
        if wanted < current:
            assert wanted >= min(current, max(n for then, n in recommended if then > seconds - max(window, 1)))
        if wanted != current:
            history.change(now, wanted - current)
        current = wanted
        replicas.append((seconds, current))
