"""Starts and stops Slipway on one machine: Docker Engine, localkube and the platform, in that order.

Standard library only, so that the supervisor that stays in memory is small. ``./slipway`` calls ``python -m launcher``.
"""
