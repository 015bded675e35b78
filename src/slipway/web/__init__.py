"""HTTP plumbing that every room's routes share; the only room besides ``routes`` modules that knows the framework."""

from slipway.web.app import API_PREFIX, document, make_app, routes_of
from slipway.web.compressed import PROOF_HEADER
from slipway.web.context import RequestContext, current_request
from slipway.web.depends import Authenticator, CurrentActor, DbSession, KnownActor, current_actor
from slipway.web.errors import ErrorBody, RefusalLog, body_of
from slipway.web.paging import Listing, Page, PageRequest, Paging, page_of, page_of_list, paginate, sort_of
from slipway.web.parts import part_if_any, part_of, provide, provided
from slipway.web.portal import portal
from slipway.web.seeking import Hit, Seeker, Sought, best_of, best_rows
from slipway.web.sse import Event, sse_response
from slipway.web.streaming import Ending, Streams, file_response, text_response
from slipway.web.validation import explain

__all__ = [
    "API_PREFIX",
    "PROOF_HEADER",
    "Authenticator",
    "CurrentActor",
    "DbSession",
    "Ending",
    "ErrorBody",
    "Event",
    "Hit",
    "KnownActor",
    "Listing",
    "Page",
    "PageRequest",
    "Paging",
    "RefusalLog",
    "RequestContext",
    "Seeker",
    "Sought",
    "Streams",
    "best_of",
    "best_rows",
    "body_of",
    "current_actor",
    "current_request",
    "document",
    "explain",
    "file_response",
    "make_app",
    "page_of",
    "page_of_list",
    "paginate",
    "part_if_any",
    "part_of",
    "portal",
    "provide",
    "provided",
    "routes_of",
    "sort_of",
    "sse_response",
    "text_response",
]
