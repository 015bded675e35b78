"""Cron jobs: a job whenever a schedule says so."""

from localkube.controllers.cron_job.controller import cron_jobs

__all__ = ["cron_jobs"]
