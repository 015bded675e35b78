"""Jobs: pods that run to their end, a number of times."""

from localkube.controllers.job.controller import jobs

__all__ = ["jobs"]
