"""Autoscaling over HTTP: rules are set, checked, kept by files, counted, and taken away again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from slipway.audit.models import Operation
from slipway.server import Platform
from tests.slipway.applications.client import SERVICES, URL, Applications, Json, refusal, shop

RULES: Json = {"min": 2, "max": 6, "cpu": 70}


@pytest.fixture
async def web(api: Applications) -> Json:
    """The published web of the shop."""
    made = await api.create(shop())
    await api.publish(made)
    found: Json = made["by_name"]["web"]
    return found


async def put(api: Applications, service: Json, rules: Json) -> Any:
    return await api.client.put(f"{SERVICES}/{service['id']}/autoscaling", json=rules)


async def shown(api: Applications, service: Json) -> Json:
    found: Json = (await api.client.get(f"{SERVICES}/{service['id']}")).json()
    return found


async def test_rules_are_set_without_a_revision_and_recorded_once(
    api: Applications, web: Json, platform: Platform
) -> None:
    for _ in range(2):
        assert (await put(api, web, RULES)).status_code == 202

    found = await shown(api, web)
    assert {key: found["autoscaling"][key] for key in RULES} == RULES
    assert found["autoscaling"]["scale_down"]["stabilization_seconds"] == 300
    assert found["revision"] == 1
    async with platform.database.read() as session:
        query = select(Operation).where(Operation.action == "service.autoscale")
        (kept,) = (await session.scalars(query)).all()
    assert "autoscaling" not in kept.before
    assert kept.after["autoscaling"]["max"] == 6


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"min": 7}, "service.autoscaling_bounds", "max"),
        ({"cpu": None}, "service.autoscaling_without_target", "cpu"),
        ({"min": 0}, "request.invalid", "min"),
        ({"max": 501}, "request.invalid", "max"),
        ({"scale_up": {"period_seconds": 0}}, "request.invalid", "scale_up.period_seconds"),
    ],
)
async def test_rules_that_cannot_be_are_refused(
    api: Applications, web: Json, changed: Json, code: str, field: str
) -> None:
    assert refusal(await put(api, web, {**RULES, **changed})) == (422, code, field)


async def test_a_service_with_a_volume_for_one_is_not_scaled_beyond_one(api: Applications) -> None:
    body = shop()
    body["services"][2]["volumes"] = [{"name": "data", "mount_path": "/data", "size": "1Gi"}]
    redis = (await api.create(body))["by_name"]["redis"]

    assert refusal(await put(api, redis, RULES)) == (422, "volume.single_writer", "max")
    assert (await put(api, redis, {**RULES, "min": 1, "max": 1})).status_code == 202


async def test_the_number_is_not_set_by_hand_while_rules_set_it(api: Applications, web: Json) -> None:
    await put(api, web, RULES)

    assert refusal(await api.act(web, "scale", {"replicas": 3})) == (409, "service.autoscaled", "replicas")
    update = {"config": web["config"], "replicas": 3}
    answer = await api.client.put(f"{SERVICES}/{web['id']}", json=update)
    assert refusal(answer) == (409, "service.autoscaled", "replicas")


async def test_an_update_of_the_configuration_leaves_the_rules_as_they_are(api: Applications, web: Json) -> None:
    await put(api, web, RULES)
    update = {"config": {**web["config"], "image": "web:2"}, "replicas": web["replicas"]}

    assert (await api.client.put(f"{SERVICES}/{web['id']}", json=update)).status_code == 200

    assert (await shown(api, web))["autoscaling"]["max"] == 6


async def test_an_update_sets_and_takes_away_rules(api: Applications, web: Json) -> None:
    url = f"{SERVICES}/{web['id']}"
    await api.client.put(url, json={"config": web["config"], "autoscaling": RULES})
    assert (await shown(api, web))["autoscaling"]["max"] == 6
    wrong = {"config": web["config"], "autoscaling": {**RULES, "max": 1}}
    assert refusal(await api.client.put(url, json=wrong)) == (422, "service.autoscaling_bounds", "autoscaling.max")

    await api.client.put(url, json={"config": web["config"], "autoscaling": None, "replicas": 4})

    found = await shown(api, web)
    assert (found["autoscaling"], found["replicas"]) == (None, 4)


async def test_rules_are_taken_away_for_a_number(api: Applications, web: Json) -> None:
    url = f"{SERVICES}/{web['id']}/autoscaling"
    assert refusal(await api.client.delete(url))[:2] == (409, "service.not_autoscaled")
    await put(api, web, RULES)

    answer = await api.client.delete(url, params={"replicas": 3})

    assert (answer.status_code, answer.json()["desired"]) == (202, 3)
    found = await shown(api, web)
    assert (found["autoscaling"], found["replicas"]) == (None, 3)


async def test_the_least_number_counts_towards_the_quota(api: Applications, web: Json) -> None:
    """And the most may be more than that: it is asked for only when it is needed."""
    answer = await put(api, web, {"min": 400, "max": 500, "cpu": 70})
    assert refusal(answer)[1:] == ("quota.exceeded", "min")

    assert (await put(api, web, {"min": 1, "max": 500, "cpu": 70})).status_code == 202


async def test_a_file_keeps_rules_and_a_file_with_a_number_takes_them_away(api: Applications) -> None:
    body = shop()
    body["services"][0]["autoscaling"] = RULES
    made = await api.create(body)
    text = (await api.client.get(f"{URL}/{made['id']}/file")).text
    assert "autoscaling:" in text and "max: 6" in text

    silent = await api.apply(shop())
    by_hand = shop()
    by_hand["services"][0]["replicas"] = 2
    taken = await api.apply(by_hand)

    assert silent["changes"] == []
    assert {(each["field"], each["after"]) for each in taken["changes"]} >= {
        ("autoscaling.max", None),
        ("replicas", "2"),
    }
    assert (await api.get(made))["by_name"]["web"]["autoscaling"] is None


async def test_a_file_with_rules_that_cannot_be_is_refused(api: Applications) -> None:
    body = shop()
    body["services"][1]["autoscaling"] = {"max": 3}

    expected = (422, "service.autoscaling_without_target", "services[1].autoscaling.cpu")
    assert await api.refused_apply(body) == expected


async def test_a_service_that_is_scaled_by_hand_has_no_history(api: Applications, web: Json) -> None:
    found = (await api.client.get(f"{SERVICES}/{web['id']}/autoscaling")).json()

    assert found == {"autoscaling": None, "status": None, "history": []}
