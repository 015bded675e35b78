"""The one catalogue of error texts: code → English and Chinese, each with an optional hint on what to do.

Data only, in a module for each room that raises them. Codes are ``<noun>.<problem>`` and stable; ``{name}`` is filled
from the error's params. A test holds every raised code against this table.
"""

from slipway.messages.access import ACCESS
from slipway.messages.applications import APPLICATIONS
from slipway.messages.audit import AUDIT, RUNTIME_LOG
from slipway.messages.certificates import CERTIFICATES
from slipway.messages.cloud import CLOUD
from slipway.messages.cluster import CLUSTER
from slipway.messages.compose import COMPOSE
from slipway.messages.configuration import CONFIGURATION
from slipway.messages.containers import CONTAINERS
from slipway.messages.domains import DOMAINS
from slipway.messages.encryption import ENCRYPTION
from slipway.messages.hosts import HOSTS
from slipway.messages.images import IMAGES
from slipway.messages.managed import MANAGED
from slipway.messages.managed_accounts import MANAGED_ACCOUNTS
from slipway.messages.message import Message
from slipway.messages.metering import METERING
from slipway.messages.names import NAMES
from slipway.messages.openings import OPENINGS
from slipway.messages.partitions import PARTITIONS
from slipway.messages.prometheus import PROMETHEUS
from slipway.messages.sso import SSO
from slipway.messages.tenants import TENANTS
from slipway.messages.users import USERS
from slipway.messages.volumes import VOLUMES
from slipway.messages.web import WEB

MESSAGES: dict[str, Message] = {
    **WEB,
    **ENCRYPTION,
    **ACCESS,
    **USERS,
    **SSO,
    **AUDIT,
    **RUNTIME_LOG,
    **METERING,
    **TENANTS,
    **PARTITIONS,
    **CONTAINERS,
    **CLUSTER,
    **PROMETHEUS,
    **HOSTS,
    **CLOUD,
    **APPLICATIONS,
    **OPENINGS,
    **IMAGES,
    **CERTIFICATES,
    **DOMAINS,
    **CONFIGURATION,
    **VOLUMES,
    **MANAGED,
    **MANAGED_ACCOUNTS,
    **COMPOSE,
}

__all__ = ["MESSAGES", "NAMES", "Message"]
