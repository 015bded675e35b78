"""The HTTP route by which an application is copied."""

from __future__ import annotations

from fastapi import APIRouter

from slipway.access import Action, require
from slipway.applications.apply import Mode
from slipway.applications.cloning.clone import clone
from slipway.applications.cloning.schemas import Clone, CloneResult
from slipway.applications.configuration.declared import files_of
from slipway.applications.configuration.sets import contents_of
from slipway.applications.document import file_of
from slipway.applications.find import application_view
from slipway.applications.held import refuse_kept
from slipway.applications.parts import CurrentContext, Present

router = APIRouter(tags=["applications"])


@router.post("/applications/{application_id}/clone", status_code=201)
async def clone_application(
    context: CurrentContext,
    present: Present,
    application_id: str,
    body: Clone,
    dry_run: bool = False,
    publish: bool = False,
) -> CloneResult:
    """Copy an application with its configuration, secrets too; ``dry_run`` only tells what the copy would be.

    Domains stay with the original, and volumes begin empty.
    """
    session = context.session
    view = await application_view(session, context.actor, application_id)
    require(context.actor, Action.APPLICATION_SECRETS, view.tenant_id, view.id)
    refuse_kept(context, view.name, view.kept_by)
    sets = files_of(await contents_of(session, view.id), secrets=True)
    file = file_of(await present.application(view.id), sets)
    done = await clone(context, file, view.tenant_id, body, Mode(dry_run=dry_run, publish=publish))
    return CloneResult(
        application=await present.application(done.application_id) if done.application_id else None,
        services=dict(done.names),
        changes=done.copy.changes,
        left_out=done.copy.left_out,
    )
