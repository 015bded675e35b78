"""localkube: a single-node Kubernetes API over a Docker Engine, for one machine without a cluster.

It knows nothing of Slipway: kubectl and the official clients work against it. ``docs/localkube.md`` tells how it is
built.
"""
