"""Defaults of priority classes."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.priority import PREEMPT


def default_priority_class(priority_class: Obj) -> None:
    """Pods of the class displace others."""
    priority_class.setdefault("value", 0)
    priority_class.setdefault("preemptionPolicy", PREEMPT)
