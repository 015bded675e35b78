"""The first page: what is wrong, how full everything is, what was done lately, and what is under way."""

from slipway.overview.routes import router

__all__ = ["router"]
