"""The fixture ``settings`` for tests whose platform has the pretended cluster: they import it by that name."""

from __future__ import annotations

from pathlib import Path

import pytest

from slipway.settings import Settings
from tests.slipway.kubernetes import Kubernetes


@pytest.fixture
def settings(settings: Settings, kubernetes_at: tuple[Kubernetes, Path]) -> Settings:
    """Settings of a platform that has a cluster."""
    return settings.model_copy(update={"kubeconfig": kubernetes_at[1]})
