"""Domains: whether a name below the platform's is free, and own host names of tenants, verified by DNS."""
