"""Publishing: the manifests of services, and the reconciler that carries them to the cluster in order."""

from slipway.applications.publish.publisher import Publisher

__all__ = ["Publisher"]
