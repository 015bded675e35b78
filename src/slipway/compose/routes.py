"""HTTP routes of the import of Compose files."""

from __future__ import annotations

from fastapi import APIRouter

from slipway.access import Action, require
from slipway.compose.convert import convert
from slipway.compose.schemas import Converted, ConvertRequest
from slipway.web import CurrentActor

router = APIRouter(tags=["compose"])


@router.post("/compose/convert")
def convert_compose(actor: CurrentActor, body: ConvertRequest) -> Converted:
    """Turn a Compose file into an application file, and tell what is lost; nothing is saved.

    The application goes to ``POST /applications/apply``. Not asynchronous: reading a large file takes a while, which
    other requests need not wait for.
    """
    require(actor, Action.APPLICATION_WRITE, actor.tenant_id)
    return convert(body)
