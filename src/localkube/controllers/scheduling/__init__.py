"""The scheduler: finds a node for every pod, or says why there is none."""

from localkube.controllers.scheduling.affinity import selects
from localkube.controllers.scheduling.controller import scheduler

__all__ = ["scheduler", "selects"]
