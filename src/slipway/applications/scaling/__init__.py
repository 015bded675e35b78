"""Autoscaling: rules for the number of a service's replicas, by which the cluster sets it from what they use."""
