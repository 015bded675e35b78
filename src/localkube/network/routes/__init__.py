"""HTTP routing: Gateway API and Ingress objects, carried out by one HAProxy.

``world`` (objects) → ``plan`` (``attachment``, ``http_routes``, ``ingresses`` → ``model``) → ``render`` and ``slots`` →
``proxy`` (``process``, ``commands``) → ``status``. All but the last two and ``observation`` are pure.
"""

from localkube.network.routes.errors import RoutesError
from localkube.network.routes.process import missing_tools
from localkube.network.routes.purging import purge
from localkube.network.routes.routes import Routes
from localkube.network.routes.settings import CONTROLLER, Settings

__all__ = ["CONTROLLER", "Routes", "RoutesError", "Settings", "missing_tools", "purge"]
