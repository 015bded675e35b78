"""Trials of probes."""
