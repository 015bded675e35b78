"""How much of a registry each tenant's images take: asked of the registry from time to time, for metering."""
