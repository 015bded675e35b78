"""The operation log: who did what, kept with the change itself."""

from slipway.audit.models import Operation
from slipway.audit.record import Target, record, record_refusal

__all__ = ["Operation", "Target", "record", "record_refusal"]
