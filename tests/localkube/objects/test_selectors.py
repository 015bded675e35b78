from __future__ import annotations

import pytest

from localkube.objects.errors import BadRequest
from localkube.objects.selectors import match_fields, match_labels, match_selector, parse_labels

LABELS = {"app": "web", "tier": "front", "size": "5"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "app=web",
        "app==web",
        "app = web , tier!=back",
        "tier in (front, back)",
        "tier notin (back)",
        "missing notin (back)",
        "missing!=x",
        "app,!missing",
        "size>4,size<6",
    ],
)
def test_label_selectors_that_match(text: str) -> None:
    assert match_labels(text, LABELS)


@pytest.mark.parametrize(
    "text",
    ["app=api", "app!=web", "tier in (back)", "tier notin (front,back)", "missing", "!app", "size>5", "app<3"],
)
def test_label_selectors_that_do_not_match(text: str) -> None:
    assert not match_labels(text, LABELS)


def test_no_labels_match_only_what_asks_for_none() -> None:
    assert match_labels("!app", None)
    assert not match_labels("app", None)


@pytest.mark.parametrize("text", ["app=web=x", "a b", "-app=web", "app in web", "app=web,,tier"])
def test_a_label_selector_that_cannot_be_read_is_a_bad_request(text: str) -> None:
    with pytest.raises(BadRequest, match="unable to parse requirement"):
        parse_labels(text)


def test_selectors_of_objects() -> None:
    assert match_selector({}, LABELS)
    assert not match_selector(None, LABELS)
    assert match_selector({"matchLabels": {"app": "web"}}, LABELS)
    assert not match_selector({"matchLabels": {"app": "web", "x": "y"}}, LABELS)
    expressions = [
        {"key": "tier", "operator": "In", "values": ["front"]},
        {"key": "x", "operator": "DoesNotExist"},
        {"key": "app", "operator": "Exists"},
        {"key": "app", "operator": "NotIn", "values": ["api"]},
    ]
    assert match_selector({"matchExpressions": expressions}, LABELS)
    assert not match_selector({"matchExpressions": expressions}, {})


def test_fields_are_selected_by_path() -> None:
    pod = {
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"nodeName": "n1", "hostNetwork": True},
        "status": {"phase": "Running"},
    }

    assert match_fields("metadata.name=web,spec.nodeName==n1,status.phase!=Failed,spec.hostNetwork=true", pod)
    assert match_fields("metadata.uid=", pod)
    assert not match_fields("spec.nodeName!=n1", pod)


def test_an_events_source_is_its_component() -> None:
    event = {"metadata": {}, "source": {"component": "kubelet"}, "involvedObject": {"kind": "Pod"}, "type": "Normal"}

    assert match_fields("source=kubelet,involvedObject.kind=Pod,type=Normal", event)


def test_a_field_selector_that_cannot_be_read_is_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="can't understand"):
        match_fields("metadata.name", {})
