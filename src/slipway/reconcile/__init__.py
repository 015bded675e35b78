"""What every reconciler is made of: a keyed work queue, leader election, supervised background tasks."""

from slipway.reconcile.leader import Leader, Terms
from slipway.reconcile.queue import WorkQueue
from slipway.reconcile.supervise import Supervised, supervise

__all__ = ["Leader", "Supervised", "Terms", "WorkQueue", "supervise"]
