"""Volumes of services: what they declare, the claims that carry it, and what becomes of them."""
