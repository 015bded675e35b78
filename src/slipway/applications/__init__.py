"""Applications and their services: what should run, and the way there."""

from fastapi import APIRouter

from slipway import quantities
from slipway.applications import event_routes, labels, openings, quota, rollout_routes, routes, service_routes
from slipway.applications.canary.routes import router as canary_router
from slipway.applications.canary.traffic import canary_of
from slipway.applications.check import (
    LEAST_CPU,
    LEAST_MEMORY,
    RESERVED_DOMAINS,
    RESERVED_NAMES,
    check_config,
    check_file,
)
from slipway.applications.cloning import router as cloning_router
from slipway.applications.configuration.change import users_of
from slipway.applications.configuration.declared import check_sets
from slipway.applications.configuration.given import Gift, give_set, renew_set, take_set
from slipway.applications.configuration.givers import register_giver
from slipway.applications.configuration.models import ConfigurationSet
from slipway.applications.configuration.routes import router as configuration_router
from slipway.applications.configuration.schemas import EnvFrom, SetFile, SetKind
from slipway.applications.configuration.sets import contents_of
from slipway.applications.configuration.uses import used_sets
from slipway.applications.context import Context
from slipway.applications.directory import Directory, Names
from slipway.applications.document import file_text
from slipway.applications.domains.acme.challenge_routes import challenges
from slipway.applications.domains.acme.rounds import AutomaticCertificates
from slipway.applications.domains.ending import troubles as certificate_troubles
from slipway.applications.domains.lookup import counts as own_domains
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.resolver import DomainResolver
from slipway.applications.domains.rounds import DomainRounds
from slipway.applications.domains.routes import router as domains_router
from slipway.applications.domains.schemas import CertificateTrouble
from slipway.applications.domains.secured import SecuredDomains
from slipway.applications.find import application_view, service_view
from slipway.applications.held import Held, hold_application, hold_tenant
from slipway.applications.keeping import (
    Keeper,
    hold_kept,
    make_kept,
    reconfigure_kept,
    restart_kept,
    switch_kept,
)
from slipway.applications.manage import mark_removed
from slipway.applications.models import Application, Revision, Service
from slipway.applications.occupant import Occupant
from slipway.applications.oplog import volumes_of_application
from slipway.applications.parts import CurrentContext, DeleteVolumes
from slipway.applications.pinning import follow_rename, register_services
from slipway.applications.present import status_of
from slipway.applications.probing import router as probing_router
from slipway.applications.quota import taken
from slipway.applications.references import is_image_reference
from slipway.applications.revise import service_file
from slipway.applications.roll import Roll
from slipway.applications.scaling.routes import router as scaling_router
from slipway.applications.schemas import (
    ApplicationFile,
    ApplicationStatus,
    Port,
    Probe,
    Probes,
    Quantity,
    Resources,
    ServiceConfig,
    ServiceStatus,
    State,
)
from slipway.applications.seek import ApplicationSeeker, ServiceSeeker
from slipway.applications.signals import Signals
from slipway.applications.statuses import Statuses
from slipway.applications.storage.check import LEAST_SIZE, Live
from slipway.applications.storage.directory import Volumes
from slipway.applications.storage.names import claim_name
from slipway.applications.storage.schemas import ServiceVolume
from slipway.applications.views import ApplicationView, ServiceView, load_views
from slipway.applications.words import Image, Name, Strict
from slipway.containers import Reason
from slipway.hosts.partitions import register_rename
from slipway.tenants import register_content, register_demand

register_content("application", Application.tenant_id, Application.name, Application.kept_by.is_(None))
register_demand(quota.reserved)
register_services()
register_rename(follow_rename)

router = APIRouter()
router.include_router(routes.router)
router.include_router(cloning_router)
router.include_router(service_routes.router)
router.include_router(rollout_routes.router)
router.include_router(canary_router)
router.include_router(scaling_router)
router.include_router(probing_router)
router.include_router(event_routes.router)
router.include_router(openings.router)
router.include_router(configuration_router)
router.include_router(domains_router)

__all__ = [
    "LEAST_CPU",
    "LEAST_MEMORY",
    "LEAST_SIZE",
    "RESERVED_DOMAINS",
    "RESERVED_NAMES",
    "Application",
    "ApplicationFile",
    "ApplicationSeeker",
    "ApplicationStatus",
    "ApplicationView",
    "AutomaticCertificates",
    "CertificateTrouble",
    "ConfigurationSet",
    "Context",
    "CurrentContext",
    "DeleteVolumes",
    "Directory",
    "DomainResolver",
    "DomainRounds",
    "EnvFrom",
    "Gift",
    "Held",
    "Image",
    "Keeper",
    "Live",
    "Name",
    "Names",
    "Occupant",
    "OwnDomain",
    "Port",
    "Probe",
    "Probes",
    "Quantity",
    "Reason",
    "Resources",
    "Revision",
    "Roll",
    "SecuredDomains",
    "Service",
    "ServiceConfig",
    "ServiceSeeker",
    "ServiceStatus",
    "ServiceView",
    "ServiceVolume",
    "SetFile",
    "SetKind",
    "Signals",
    "State",
    "Statuses",
    "Strict",
    "Volumes",
    "application_view",
    "canary_of",
    "certificate_troubles",
    "challenges",
    "check_config",
    "check_file",
    "check_sets",
    "claim_name",
    "contents_of",
    "file_text",
    "give_set",
    "hold_application",
    "hold_kept",
    "hold_tenant",
    "is_image_reference",
    "labels",
    "load_views",
    "make_kept",
    "mark_removed",
    "own_domains",
    "quantities",
    "reconfigure_kept",
    "register_giver",
    "renew_set",
    "restart_kept",
    "router",
    "service_file",
    "service_view",
    "status_of",
    "switch_kept",
    "take_set",
    "taken",
    "used_sets",
    "users_of",
    "volumes_of_application",
]
