"""SPDY/3.1, which Kubernetes' streams speak where WebSocket is not asked for: the server's side of a session."""

from localkube.apiserver.spdy.session import Pipe, Session, Stream

__all__ = ["Pipe", "Session", "Stream"]
