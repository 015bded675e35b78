"""Accounts within managed services."""
