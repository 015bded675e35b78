"""Horizontal pod autoscalers: how many replicas there should be, by what the pods use.

Source: "Horizontal Pod Autoscaling" in the Kubernetes documentation, and the API reference of ``autoscaling/v2``.
"""

from localkube.controllers.autoscaling.controller import autoscalers

__all__ = ["autoscalers"]
