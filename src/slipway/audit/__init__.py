"""The operation log: who did what, kept with the change itself."""

from slipway.audit.export import csv_lines
from slipway.audit.models import Operation
from slipway.audit.record import Target, record, record_refusal
from slipway.audit.refusals import DatabaseRefusalLog
from slipway.audit.retention import Retention
from slipway.audit.routes import router

__all__ = ["DatabaseRefusalLog", "Operation", "Retention", "Target", "csv_lines", "record", "record_refusal", "router"]
