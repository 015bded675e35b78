"""What Kubernetes promises of each resource, after its published conformance descriptions.

Everything here asks the Kubernetes API by the official Python client: of a localkube made for it, or of any cluster
that SLIPWAY_TEST_KUBECONFIG names (whose hosts then need the image of SLIPWAY_TEST_IMAGE, busybox by default).
"""
