"""Connections: applications that get in to a managed service by an account of it."""
