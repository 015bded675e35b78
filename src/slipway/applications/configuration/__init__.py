"""Configuration sets of an application: keys with plain or secret values, which services use as variables or files.

Every change of a set is an immutable version. Services name a set, not a version: a change reaches all that use it.
"""
