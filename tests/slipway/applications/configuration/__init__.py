"""Tests of configuration sets."""
