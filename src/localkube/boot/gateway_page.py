"""``metrics/gateway`` among what a node answers: the machine's one gateway, whichever node is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from localkube.kubelet.stats.exposition import CONTENT_TYPE
from localkube.network.routes import Routes, RoutesError
from localkube.objects.errors import ServiceUnavailable
from localkube.objects.ports import LogDirectory, LogFile, NodePages, Page

PATH = "metrics/gateway"


class WithGateway:
    """Implements ``objects.ports.NodePages``: a node's own pages, and that of the gateway."""

    def __init__(self, pages: NodePages, routes: Routes) -> None:
        self._pages = pages
        self._routes = routes

    async def page(self, path: str, query: Mapping[str, str]) -> Page | None:
        """See ``NodePages``."""
        if path != PATH:
            return await self._pages.page(path, query)
        try:
            return Page(await self._routes.metrics(), CONTENT_TYPE)
        except RoutesError as error:
            raise ServiceUnavailable(str(error)) from error

    def log(self, steps: tuple[str, ...]) -> LogFile | LogDirectory:
        """See ``NodePages``."""
        return self._pages.log(steps)


def with_gateway(pages: Callable[[str], NodePages | None], routes: Routes) -> Callable[[str], NodePages | None]:
    """Add the gateway's page to all nodes'."""

    def found(name: str) -> NodePages | None:
        own = pages(name)
        return WithGateway(own, routes) if own is not None else None

    return found
