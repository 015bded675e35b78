"""The controllers and the scheduler: they bring about what objects ask for, through objects alone.

``boot`` gives them an ``Access``; nothing else of localkube is known here.
"""

from localkube.controllers.manager import Controllers
from localkube.controllers.settings import Settings

__all__ = ["Controllers", "Settings"]
