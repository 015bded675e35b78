from __future__ import annotations

import pytest

from localkube.objects.kinds import KINDS, kind_for, kind_of


def test_kinds_are_found_by_resource_and_by_name() -> None:
    deployment = kind_for("deployments.apps")

    assert deployment is kind_of("apps/v1", "Deployment")
    assert (deployment.api_version, deployment.list_kind, deployment.singular) == (
        "apps/v1",
        "DeploymentList",
        "deployment",
    )


def test_what_is_not_served_is_not_found() -> None:
    assert kind_of("batch/v1", "Work") is None
    with pytest.raises(KeyError):
        kind_for("works.batch")


def test_no_two_kinds_share_a_name_that_a_client_may_type() -> None:
    typed = [name for kind in KINDS for name in {kind.plural, kind.singular, *kind.short_names}]

    assert len(typed) == len(set(typed))
