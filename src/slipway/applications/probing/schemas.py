"""What is asked for when a probe is tried."""

from __future__ import annotations

from pydantic import Field

from slipway.applications.schemas import Probe
from slipway.applications.words import Strict
from slipway.containers.trials import ObjectName


class ProbeTrial(Strict):
    """A probe to try, whether or not the service has it yet; of its timing only the time-out counts."""

    probe: Probe = Field(description="without a port, the first TCP port of the service as it is stored counts")
    pod: ObjectName | None = Field(None, description="in this replica; by default in the first that runs")
