"""The operation log: who did what, kept with the change itself. And the runtime log, which the cluster keeps."""

from fastapi import APIRouter

from slipway.audit import routes, runtime
from slipway.audit.brief import Brief, briefs
from slipway.audit.export import csv_lines
from slipway.audit.models import Operation
from slipway.audit.record import Target, record, record_of_other, record_of_platform, record_refusal
from slipway.audit.refusals import DatabaseRefusalLog
from slipway.audit.retention import Retention

router = APIRouter()
router.include_router(routes.router)
router.include_router(runtime.router)

__all__ = [
    "Brief",
    "DatabaseRefusalLog",
    "Operation",
    "Retention",
    "Target",
    "briefs",
    "csv_lines",
    "record",
    "record_of_other",
    "record_of_platform",
    "record_refusal",
    "router",
]
