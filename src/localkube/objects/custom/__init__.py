"""Custom kinds: what a CustomResourceDefinition says, checked, compiled, and held against objects. Pure.

Source: "Extend the Kubernetes API with CustomResourceDefinitions" and the API reference of ``apiextensions.k8s.io/v1``.
"""
