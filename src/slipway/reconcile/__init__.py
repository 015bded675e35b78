"""What every reconciler is made of: rounds, a keyed work queue, leader election, supervised background tasks."""

from slipway.reconcile.backoff import delay_after
from slipway.reconcile.leader import Leader, Terms
from slipway.reconcile.queue import WorkQueue
from slipway.reconcile.reconciler import Reconciler
from slipway.reconcile.rounds import Rhythm, Rounds
from slipway.reconcile.supervise import Supervised, end, supervise

__all__ = [
    "Leader",
    "Reconciler",
    "Rhythm",
    "Rounds",
    "Supervised",
    "Terms",
    "WorkQueue",
    "delay_after",
    "end",
    "supervise",
]
