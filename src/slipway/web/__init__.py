"""HTTP plumbing that every room's routes share; the only room besides ``routes`` modules that knows the framework."""

from slipway.web.context import RequestContext, current_request
from slipway.web.depends import Authenticator, CurrentActor, DbSession, current_actor
from slipway.web.paging import Listing, Page, PageRequest, Paging, page_of, paginate
from slipway.web.parts import part_of, provide, provided
from slipway.web.sse import Event, Streams, sse_response

__all__ = [
    "Authenticator",
    "CurrentActor",
    "DbSession",
    "Event",
    "Listing",
    "Page",
    "PageRequest",
    "Paging",
    "RequestContext",
    "Streams",
    "current_actor",
    "current_request",
    "page_of",
    "paginate",
    "part_of",
    "provide",
    "provided",
    "sse_response",
]
