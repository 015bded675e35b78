"""The subresource ``proxy``: what nodes, pods and services answer, to who may ask them by the API."""

from localkube.apiserver.proxy.backends import Backends
from localkube.apiserver.proxy.nodes import NodeProxy
from localkube.apiserver.proxy.relay import Relay

__all__ = ["Backends", "NodeProxy", "Relay"]
