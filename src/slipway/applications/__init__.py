"""Applications and their services: what should run, and the way there."""

from fastapi import APIRouter

from slipway import quantities
from slipway.applications import event_routes, labels, openings, quota, rollout_routes, routes, service_routes
from slipway.applications.canary.routes import router as canary_router
from slipway.applications.canary.traffic import canary_of
from slipway.applications.check import RESERVED_DOMAINS, RESERVED_NAMES, check_file
from slipway.applications.cloning import router as cloning_router
from slipway.applications.configuration.declared import check_sets
from slipway.applications.configuration.routes import router as configuration_router
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
from slipway.applications.models import Application, Revision, Service
from slipway.applications.occupant import Occupant
from slipway.applications.pinning import follow_rename, register_services
from slipway.applications.probing import router as probing_router
from slipway.applications.quota import taken
from slipway.applications.roll import Roll
from slipway.applications.scaling.routes import router as scaling_router
from slipway.applications.schemas import ApplicationFile, ApplicationStatus, ServiceStatus, State
from slipway.applications.seek import ApplicationSeeker, ServiceSeeker
from slipway.applications.signals import Signals
from slipway.applications.statuses import Statuses
from slipway.applications.storage.directory import Volumes
from slipway.applications.views import ApplicationView, ServiceView
from slipway.hosts.partitions import register_rename
from slipway.tenants import register_content, register_demand

register_content("application", Application.tenant_id, Application.name)
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
    "RESERVED_DOMAINS",
    "RESERVED_NAMES",
    "Application",
    "ApplicationFile",
    "ApplicationSeeker",
    "ApplicationStatus",
    "ApplicationView",
    "AutomaticCertificates",
    "CertificateTrouble",
    "Directory",
    "DomainResolver",
    "DomainRounds",
    "Names",
    "Occupant",
    "OwnDomain",
    "Revision",
    "Roll",
    "SecuredDomains",
    "Service",
    "ServiceSeeker",
    "ServiceStatus",
    "ServiceView",
    "Signals",
    "State",
    "Statuses",
    "Volumes",
    "application_view",
    "canary_of",
    "certificate_troubles",
    "challenges",
    "check_file",
    "check_sets",
    "file_text",
    "labels",
    "own_domains",
    "quantities",
    "router",
    "service_view",
    "taken",
]
