"""Certificates that the platform gets and renews by itself, by ACME (RFC 8555) with challenges over HTTP."""
