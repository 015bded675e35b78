"""Try a probe once against a running container, and say in plain words what came of it."""

from slipway.containers.trials.checks import Check, CommandCheck, HttpCheck, TcpCheck
from slipway.containers.trials.schemas import ObjectName, Tried
from slipway.containers.trials.trier import Trier

__all__ = ["Check", "CommandCheck", "HttpCheck", "ObjectName", "TcpCheck", "Tried", "Trier"]
