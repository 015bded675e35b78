"""Accounts within managed services: as they should be, and the way to their databases."""
